//! What crosses the network, and what timers and commands are called.

use super::{CLIENTS, Store};
use crate::clocks::Vector;
use sim::NodeId;
use std::fmt::{self, Display};
use std::str::FromStr;

/// A write: the value that it writes bears the same name. `a2` is Ann's second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WriteId {
    /// Who writes.
    pub client: NodeId,
    /// Which of the writes of this client it is: the first is 1.
    pub number: u32,
}

impl Display for WriteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = if self.client == CLIENTS[0] { 'a' } else { 'b' };
        write!(f, "{letter}{}", self.number)
    }
}

/// What a client was shown: the values that a replica held, and which writes that
/// replica had seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The values.
    pub writes: Vec<WriteId>,
    /// Their context. With stamps of a clock it says nothing.
    pub context: Vector,
}

/// Everything that crosses the network.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// Client to replica: what do you hold? The number tells requests of this
    /// client apart.
    Read(u32),
    /// Replica to client: this.
    Values(u32, Shown),
    /// Client to replica: write this. I was shown that before.
    Write(WriteId, Shown),
    /// Replica to client: the write is on disk. With version vectors also what the
    /// replica holds since.
    Done(WriteId, Option<Shown>),
    /// Replica to replica: all that I hold since my change of this number.
    Sync(u32, Store),
    /// Replica to replica: I have taken in what you held at that change.
    Synced(u32),
}

/// What kind of message it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// [`Message::Read`] and [`Message::Values`].
    Read,
    /// [`Message::Write`].
    Write,
    /// [`Message::Done`].
    Done,
    /// [`Message::Sync`] and [`Message::Synced`].
    Sync,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 4] = [Kind::Read, Kind::Write, Kind::Done, Kind::Sync];
}

impl Message {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Message::Read(_) | Message::Values(..) => Kind::Read,
            Message::Write(..) => Kind::Write,
            Message::Done(..) => Kind::Done,
            Message::Sync(..) | Message::Synced(_) => Kind::Sync,
        }
    }
}

/// Writes by name, as in `a1, b1`; "nothing" where there are none.
pub fn names(writes: &[WriteId]) -> String {
    let mut text = String::new();
    for write in writes {
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(&write.to_string());
    }
    if text.is_empty() { String::from("nothing") } else { text }
}

impl Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Read(_) => f.write_str("Read"),
            Message::Values(_, shown) => {
                write!(f, "Holds {}", names(&shown.writes))
            }
            Message::Write(write, _) => write!(f, "Write {write}"),
            Message::Done(write, _) => write!(f, "Done {write}"),
            Message::Sync(_, store) => {
                write!(f, "Sync {}", names(&store.writes()))
            }
            Message::Synced(_) => f.write_str("Synced"),
        }
    }
}

/// What a node waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// Replica: tell the other one what has changed.
    Tell,
    /// Client: write something.
    Next,
    /// Client: ask again.
    Retry,
}

impl Timer {
    const ALL: [Timer; 3] = [Timer::Tell, Timer::Next, Timer::Retry];

    const fn words(self) -> &'static str {
        match self {
            Timer::Tell => "tell-timer",
            Timer::Next => "next-timer",
            Timer::Retry => "retry-timer",
        }
    }
}

impl Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

impl FromStr for Timer {
    type Err = ();
    fn from_str(text: &str) -> Result<Timer, ()> {
        Timer::ALL.into_iter().find(|timer| timer.words() == text).ok_or(())
    }
}

/// What may be asked of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// `write`: writes at once.
    Write,
    /// `read-write`: reads, and writes when it has seen what is there.
    ReadThenWrite,
}

impl Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Command::Write => "write",
            Command::ReadThenWrite => "read-write",
        })
    }
}

impl FromStr for Command {
    type Err = ();
    fn from_str(text: &str) -> Result<Command, ()> {
        match text {
            "write" => Ok(Command::Write),
            "read-write" => Ok(Command::ReadThenWrite),
            _ => Err(()),
        }
    }
}
