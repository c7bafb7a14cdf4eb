//! What the nodes say to each other, and what they wait for.

use std::fmt;
use std::str::FromStr;

/// What a participant answers to [`Message::Prepare`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Vote {
    /// A promise to commit if told to, whatever happens meanwhile.
    Yes,
    /// It has aborted; so must everyone.
    No,
}

/// How the transaction ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// All that it did is there.
    Commit,
    /// Nothing that it did is there.
    Abort,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Outcome::Commit => "commit",
            Outcome::Abort => "abort",
        })
    }
}

/// How far a participant in doubt has come, under three-phase commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// It has voted yes, and does not know what the others voted.
    Uncertain,
    /// It knows that all have voted yes.
    PreCommitted,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stage::Uncertain => "uncertain",
            Stage::PreCommitted => "pre-committed",
        })
    }
}

/// Everything that crosses the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// Coordinator to participant: can you commit?
    Prepare,
    /// Participant to coordinator: yes is a promise, no is final.
    Vote(Vote),
    /// To a participant: the outcome, the same for everyone. Mostly from the
    /// coordinator; from whoever knows it, to one that asked.
    Decide(Outcome),
    /// Participant to coordinator: heard the outcome, no need to say it again.
    Ack,
    /// From one that is in doubt: do you know the outcome?
    Inquire,
    /// The answer of a participant that is in doubt itself.
    Unsure,
    /// Three phases only. Coordinator to participant: all votes are yes.
    PreCommit,
    /// Three phases only. The answer to [`Message::PreCommit`].
    PreCommitted,
    /// Three phases only. From the backup coordinator: move to my stage.
    Align(Stage),
    /// Three phases only. The answer to [`Message::Align`]: moved to this stage. A
    /// backup may take over a second time, at another stage than the first.
    Aligned(Stage),
    /// Coordinator to standby: a transaction has begun.
    Begin,
    /// Coordinator to standby: keep a copy of this decision.
    Record(Outcome),
    /// Standby to coordinator: the decision that counts.
    Stored(Outcome),
}

impl Message {
    /// All that can be said.
    pub const ALL: [Message; 19] = [
        Message::Prepare,
        Message::Vote(Vote::Yes),
        Message::Vote(Vote::No),
        Message::Decide(Outcome::Commit),
        Message::Decide(Outcome::Abort),
        Message::Ack,
        Message::Inquire,
        Message::Unsure,
        Message::PreCommit,
        Message::PreCommitted,
        Message::Align(Stage::Uncertain),
        Message::Align(Stage::PreCommitted),
        Message::Aligned(Stage::Uncertain),
        Message::Aligned(Stage::PreCommitted),
        Message::Begin,
        Message::Record(Outcome::Commit),
        Message::Record(Outcome::Abort),
        Message::Stored(Outcome::Commit),
        Message::Stored(Outcome::Abort),
    ];
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Prepare => f.write_str("Prepare"),
            Message::Vote(Vote::Yes) => f.write_str("Vote yes"),
            Message::Vote(Vote::No) => f.write_str("Vote no"),
            Message::Decide(Outcome::Commit) => f.write_str("Commit"),
            Message::Decide(Outcome::Abort) => f.write_str("Abort"),
            Message::Ack => f.write_str("Ack"),
            Message::Inquire => f.write_str("Inquire"),
            Message::Unsure => f.write_str("In doubt too"),
            Message::PreCommit => f.write_str("PreCommit"),
            Message::PreCommitted => f.write_str("PreCommit ack"),
            Message::Align(stage) => write!(f, "Move to {stage}"),
            Message::Aligned(_) => f.write_str("Moved"),
            Message::Begin => f.write_str("Begin"),
            Message::Record(outcome) => write!(f, "Record {outcome}"),
            Message::Stored(outcome) => write!(f, "Stored {outcome}"),
        }
    }
}

/// What a node waits for. Its text is its name in the log and in a shared URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// Coordinator: the client asks for the commit.
    Begin,
    /// Participant: `Prepare` should have come.
    Prepare,
    /// Coordinator: all votes should be there.
    Votes,
    /// Coordinator: all acknowledgements of `PreCommit` should be there.
    PreCommits,
    /// Coordinator: say again what was not acknowledged.
    Resend,
    /// Whoever is in doubt: ask for the outcome.
    Ask,
    /// Participant under three phases: the coordinator must be dead.
    Silence,
    /// Backup coordinator: all survivors should have moved.
    Alignment,
    /// Standby: the coordinator must be dead.
    Takeover,
}

/// All timers, for reading their names.
const TIMERS: [Timer; 9] = [
    Timer::Begin,
    Timer::Prepare,
    Timer::Votes,
    Timer::PreCommits,
    Timer::Resend,
    Timer::Ask,
    Timer::Silence,
    Timer::Alignment,
    Timer::Takeover,
];

impl fmt::Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Timer::Begin => "begin-timer",
            Timer::Prepare => "prepare-timeout",
            Timer::Votes => "vote-timeout",
            Timer::PreCommits => "pre-commit-timeout",
            Timer::Resend => "resend-timer",
            Timer::Ask => "inquiry-timer",
            Timer::Silence => "silence-timeout",
            Timer::Alignment => "move-timeout",
            Timer::Takeover => "takeover-timeout",
        })
    }
}

impl FromStr for Timer {
    type Err = String;

    /// Reads what `Display` writes.
    ///
    /// ```
    /// # use models::transactions::two_phase_commit::Timer;
    /// assert_eq!("vote-timeout".parse(), Ok(Timer::Votes));
    /// assert!("tea-time".parse::<Timer>().is_err());
    /// ```
    fn from_str(text: &str) -> Result<Timer, String> {
        TIMERS
            .into_iter()
            .find(|timer| timer.to_string() == text)
            .ok_or_else(|| format!("there is no timer `{text}`"))
    }
}
