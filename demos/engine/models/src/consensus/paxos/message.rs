//! What the nodes say to each other, and what they wait for.

use sim::NodeId;
use std::fmt;
use std::str::FromStr;

/// The number of an attempt. No two proposers use the same one, and each uses a
/// higher one every time: compare the rounds first, then the proposers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ballot {
    /// Counts up.
    pub round: u32,
    /// Whose it is.
    pub proposer: NodeId,
}

impl fmt::Display for Ballot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.P{}", self.round, self.proposer.0 + 1)
    }
}

/// A value that can be chosen, called by a letter: proposer P1 wants A.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value(pub u8);

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Write::write_char(f, char::from(b'A' + self.0 % 26))
    }
}

/// What an acceptor voted for, and in which ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Vote {
    /// The ballot.
    pub ballot: Ballot,
    /// The value.
    pub value: Value,
}

/// Everything that crosses the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// Phase 1, proposer to acceptor: promise to vote in no lower ballot.
    Prepare(Ballot),
    /// The promise, and the acceptor's last vote if it has one.
    Promise(Ballot, Option<Vote>),
    /// Phase 2, proposer to acceptor: vote for this.
    Accept(Vote),
    /// It has voted in this ballot.
    Accepted(Ballot),
    /// Acceptor to proposer: not in ballot `asked`, as `promised` is higher.
    Refused {
        /// What the proposer asked for.
        asked: Ballot,
        /// What stands in the way.
        promised: Ballot,
    },
    /// Proposer to the other proposers: a majority has voted for this.
    Chosen(Value),
}

/// What kinds of messages there are, whatever ballot they are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "as the messages of the same names")]
pub enum Kind {
    Prepare,
    Promise,
    Accept,
    Accepted,
    Refused,
    Chosen,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 6] = [
        Kind::Prepare,
        Kind::Promise,
        Kind::Accept,
        Kind::Accepted,
        Kind::Refused,
        Kind::Chosen,
    ];
}

impl Message {
    /// What kind of message it is.
    pub const fn kind(&self) -> Kind {
        match self {
            Message::Prepare(_) => Kind::Prepare,
            Message::Promise(..) => Kind::Promise,
            Message::Accept(_) => Kind::Accept,
            Message::Accepted(_) => Kind::Accepted,
            Message::Refused { .. } => Kind::Refused,
            Message::Chosen(_) => Kind::Chosen,
        }
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Prepare(ballot) => write!(f, "Prepare {ballot}"),
            Message::Promise(ballot, None) => write!(f, "Promise {ballot}"),
            Message::Promise(ballot, Some(vote)) => {
                write!(
                    f,
                    "Promise {ballot}, voted {} in {}",
                    vote.value, vote.ballot
                )
            }
            Message::Accept(vote) => {
                write!(f, "Accept {} {}", vote.ballot, vote.value)
            }
            Message::Accepted(ballot) => write!(f, "Accepted {ballot}"),
            Message::Refused { asked, promised } => {
                write!(f, "Refused {asked}: promised {promised}")
            }
            Message::Chosen(value) => write!(f, "Chosen {value}"),
        }
    }
}

/// What a node waits for. Its text is its name in the log and in a shared URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// Proposer: its client asks for a value.
    Begin,
    /// Proposer: a majority should have answered.
    Answers,
    /// Proposer: it has waited long enough since it was refused.
    Backoff,
    /// Acceptor: its disk has the promise or the vote.
    Write,
}

impl fmt::Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Timer::Begin => "begin-timer",
            Timer::Answers => "answer-timeout",
            Timer::Backoff => "backoff-timer",
            Timer::Write => "disk-write",
        })
    }
}

impl FromStr for Timer {
    type Err = String;

    /// Reads what `Display` writes.
    ///
    /// ```
    /// # use models::consensus::paxos::Timer;
    /// assert_eq!("backoff-timer".parse(), Ok(Timer::Backoff));
    /// assert!("tea-time".parse::<Timer>().is_err());
    /// ```
    fn from_str(text: &str) -> Result<Timer, String> {
        [Timer::Begin, Timer::Answers, Timer::Backoff, Timer::Write]
            .into_iter()
            .find(|timer| timer.to_string() == text)
            .ok_or_else(|| format!("there is no timer `{text}`"))
    }
}
