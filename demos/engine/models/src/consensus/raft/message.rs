//! What servers and clients say to each other, and what they wait for.

use super::log::{Entry, Position, Snapshot};
use super::machine::{Answer, Request};
use sim::NodeId;
use std::fmt;
use std::str::FromStr;

/// Everything that crosses the network. What servers say carries the sender's
/// term: whoever hears of a later one than its own is no leader any more.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each message says what is in it")]
pub enum Message {
    /// Candidate to all: vote for me? `last` is where its log ends.
    RequestVote { poll: Poll, term: u32, last: Position },
    /// The answer.
    Vote { poll: Poll, term: u32, vote: Vote },
    /// Leader to follower: `entries` follow on `previous`, and all up to `commit`
    /// is committed. Without entries it is a heartbeat.
    Append {
        term: u32,
        previous: Position,
        entries: Vec<Entry>,
        commit: u32,
        round: u32,
    },
    /// Leader to a follower that lacks what the leader has compacted.
    InstallSnapshot { term: u32, snapshot: Snapshot, round: u32 },
    /// The answer to both; `term` and `round` are the leader's, given back. It takes
    /// both to name what is answered: in each of its terms it counts rounds anew.
    Appended { term: u32, reply: Appended, round: u32 },
    /// To one that leads no more, as there is a later term: this one. Of no round,
    /// for by now the receiver may lead that term, and have said other things.
    TermOver { term: u32 },
    /// Leader to follower: stand for election now, and take over from me (§3.10).
    TimeoutNow { term: u32 },
    /// Client to server.
    Request(Request),
    /// Server to client: the answer to its request of this number.
    Answer { serial: u32, answer: Answer },
    /// Server to client: I do not lead; perhaps this one does.
    Redirect { serial: u32, leader: Option<NodeId> },
}

/// What a vote is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Poll {
    /// Would you vote for me? Binds nobody, and changes no term (§9.6).
    Pre,
    /// Vote for me.
    Real,
    /// The same, and my leader told me to ask: whoever still hears from it votes
    /// as well (§4.2.3).
    Told,
}

/// What is answered to a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Vote {
    /// Yes; in a real poll, nobody else gets this one's vote in this term.
    Granted,
    /// No.
    Refused,
}

/// What a follower answers to a leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Appended {
    /// The logs agree up to this index.
    Matched(u32),
    /// They do not agree before the new entries: try from this index.
    Conflict(u32),
}

/// What kinds of messages there are for who looks on: more than [`Message`] has, as
/// an answer is a yes or a no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "as the messages of the same names")]
pub enum Kind {
    RequestVote,
    VoteGranted,
    VoteRefused,
    Heartbeat,
    Append,
    InstallSnapshot,
    Matched,
    Conflict,
    TermOver,
    TimeoutNow,
    Request,
    Answer,
    Redirect,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 13] = [
        Kind::RequestVote,
        Kind::VoteGranted,
        Kind::VoteRefused,
        Kind::Heartbeat,
        Kind::Append,
        Kind::InstallSnapshot,
        Kind::Matched,
        Kind::Conflict,
        Kind::TermOver,
        Kind::TimeoutNow,
        Kind::Request,
        Kind::Answer,
        Kind::Redirect,
    ];
}

impl Message {
    /// What kind of message it is.
    pub fn kind(&self) -> Kind {
        match self {
            Message::RequestVote { .. } => Kind::RequestVote,
            Message::Vote { vote: Vote::Granted, .. } => Kind::VoteGranted,
            Message::Vote { vote: Vote::Refused, .. } => Kind::VoteRefused,
            Message::Append { entries, .. } if entries.is_empty() => {
                Kind::Heartbeat
            }
            Message::Append { .. } => Kind::Append,
            Message::InstallSnapshot { .. } => Kind::InstallSnapshot,
            Message::Appended { reply: Appended::Matched(_), .. } => Kind::Matched,
            Message::Appended { reply: Appended::Conflict(_), .. } => {
                Kind::Conflict
            }
            Message::TermOver { .. } => Kind::TermOver,
            Message::TimeoutNow { .. } => Kind::TimeoutNow,
            Message::Request(_) => Kind::Request,
            Message::Answer { .. } => Kind::Answer,
            Message::Redirect { .. } => Kind::Redirect,
        }
    }
}

/// What each message takes on the wire beside its entries, where links are as narrow
/// as [`sim::Network::bandwidth`] says.
pub const HEADER_BYTES: u64 = 100;

/// What an entry takes there: as much as a small row of a database.
pub const ENTRY_BYTES: u64 = 400;

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::RequestVote { poll: Poll::Real, term, .. } => {
                write!(f, "RequestVote t{term}")
            }
            Message::RequestVote { poll: Poll::Told, term, .. } => {
                write!(f, "RequestVote t{term} as told")
            }
            Message::RequestVote { poll: Poll::Pre, term, .. } => {
                write!(f, "PreVote t{term}")
            }
            Message::Vote { vote: Vote::Granted, .. } => f.write_str("Vote yes"),
            Message::Vote { vote: Vote::Refused, .. } => f.write_str("Vote no"),
            Message::Append { term, entries, .. } if entries.is_empty() => {
                write!(f, "Heartbeat t{term}")
            }
            Message::Append { previous, entries, .. } => {
                let first = previous.index + 1;
                write!(f, "Append #{first}")?;
                match entries.len() as u32 {
                    1 => Ok(()),
                    count => write!(f, "–{}", previous.index + count),
                }
            }
            Message::InstallSnapshot { snapshot, .. } => {
                write!(f, "Snapshot to #{}", snapshot.last.index)
            }
            Message::Appended { reply, .. } => match reply {
                Appended::Matched(index) => write!(f, "Has #{index}"),
                Appended::Conflict(index) => write!(f, "Lacks #{index}"),
            },
            Message::TermOver { .. } => f.write_str("Term over"),
            Message::TimeoutNow { term } => write!(f, "TimeoutNow t{term}"),
            Message::Request(request) => write!(f, "{}", request.call),
            Message::Answer { answer, .. } => write!(f, "{answer}"),
            Message::Redirect { .. } => f.write_str("Not the leader"),
        }
    }
}

/// What a node waits for. Its text is its name in the log and in a shared URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// A server that is no leader: a leader should have been heard of. A guarded
    /// leader: a quorum of followers should have been.
    Election,
    /// A leader: time to say so again.
    Heartbeat,
    /// A client: the next request.
    Think,
    /// A client: an answer should have come.
    Patience,
    /// A server: what it was writing is on its disk.
    Write,
    /// A leader: whom it hands over to should lead by now.
    Transfer,
}

impl Timer {
    const ALL: [Timer; 6] = [
        Timer::Election,
        Timer::Heartbeat,
        Timer::Think,
        Timer::Patience,
        Timer::Write,
        Timer::Transfer,
    ];

    const fn word(self) -> &'static str {
        match self {
            Timer::Election => "election",
            Timer::Heartbeat => "heartbeat",
            Timer::Think => "think",
            Timer::Patience => "patience",
            Timer::Write => "write",
            Timer::Transfer => "transfer",
        }
    }
}

impl fmt::Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Timer {
    type Err = ();
    fn from_str(text: &str) -> Result<Timer, ()> {
        Timer::ALL.into_iter().find(|timer| timer.word() == text).ok_or(())
    }
}

/// What a reader or a test may ask of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// `propose-7`: a leader appends a write; a client sends one.
    Propose(u32),
    /// `add-3`: a leader adds a server to those that vote.
    Add(NodeId),
    /// `remove-3`: a leader removes one.
    Remove(NodeId),
    /// `transfer-3`: a leader hands its leadership to this server.
    Transfer(NodeId),
    /// `compact`: a server lets a snapshot stand for what it has applied.
    Compact,
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Propose(value) => write!(f, "propose-{value}"),
            Command::Add(node) => write!(f, "add-{}", node.0),
            Command::Remove(node) => write!(f, "remove-{}", node.0),
            Command::Transfer(node) => write!(f, "transfer-{}", node.0),
            Command::Compact => f.write_str("compact"),
        }
    }
}

impl FromStr for Command {
    type Err = ();
    fn from_str(text: &str) -> Result<Command, ()> {
        let (verb, number) = text.split_once('-').unwrap_or((text, ""));
        let number = number.parse::<u32>();
        match (verb, number) {
            ("propose", Ok(value)) => Ok(Command::Propose(value)),
            ("add", Ok(node)) => Ok(Command::Add(NodeId(node))),
            ("remove", Ok(node)) => Ok(Command::Remove(NodeId(node))),
            ("transfer", Ok(node)) => Ok(Command::Transfer(NodeId(node))),
            ("compact", Err(_)) => Ok(Command::Compact),
            _ => Err(()),
        }
    }
}
