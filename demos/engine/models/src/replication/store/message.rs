//! What crosses the network, and what timers and commands are called.

use super::Version;
use super::version::in_words;
use sim::NodeId;
use std::fmt::{self, Display};
use std::str::FromStr;

/// A key: x, y, z, …
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub u8);

/// Most keys that a store has.
pub const KEYS_MAX: u8 = 3;

impl Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", char::from(b'x' + self.0))
    }
}

impl FromStr for Key {
    type Err = ();
    fn from_str(text: &str) -> Result<Key, ()> {
        let is_it = |key: &Key| text.as_bytes() == [b'x' + key.0];
        (0..KEYS_MAX).map(Key).find(is_it).ok_or(())
    }
}

/// Names one round of one operation of a client, or one hand-over of a server. What
/// answers an earlier one must not be counted for this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket(pub u32);

/// A key and what somebody has of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// Its versions, in the order of their dots.
    pub versions: Vec<Version>,
}

impl Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, in_words(&self.versions))
    }
}

/// Everything that crosses the network.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// Client to server: what do you have of this key?
    Query(Ticket, Key),
    /// Server to client: this.
    Has(Ticket, Entry),
    /// Client to server: store this.
    Put(Ticket, Entry),
    /// Client to server: store this in the place of a replica that is silent, and
    /// hand it over when you can.
    PutHint(Ticket, NodeId, Entry),
    /// Server to client: it is on disk.
    Stored(Ticket),
    /// Client to server: you gave me less than this.
    Repair(Entry),
    /// Server to server: this was meant for you.
    HandOver(Ticket, Entry),
    /// Server to server: it is on disk, you may forget it.
    Taken(Ticket),
    /// Server to server: all that I have.
    Exchange(Vec<Entry>),
    /// Server to server, the answer to [`Message::Exchange`]: what you lack of
    /// that.
    Lacking(Vec<Entry>),
}

/// What kind of message it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// [`Message::Query`].
    Query,
    /// [`Message::Has`].
    Has,
    /// [`Message::Put`].
    Put,
    /// [`Message::PutHint`].
    PutHint,
    /// [`Message::Stored`].
    Stored,
    /// [`Message::Repair`].
    Repair,
    /// [`Message::HandOver`] and [`Message::Taken`].
    HandOver,
    /// [`Message::Exchange`] and [`Message::Lacking`].
    Exchange,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 8] = [
        Kind::Query,
        Kind::Has,
        Kind::Put,
        Kind::PutHint,
        Kind::Stored,
        Kind::Repair,
        Kind::HandOver,
        Kind::Exchange,
    ];
}

impl Message {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Message::Query(..) => Kind::Query,
            Message::Has(..) => Kind::Has,
            Message::Put(..) => Kind::Put,
            Message::PutHint(..) => Kind::PutHint,
            Message::Stored(_) => Kind::Stored,
            Message::Repair(_) => Kind::Repair,
            Message::HandOver(..) | Message::Taken(_) => Kind::HandOver,
            Message::Exchange(_) | Message::Lacking(_) => Kind::Exchange,
        }
    }
}

impl Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Query(_, key) => write!(f, "Query {key}"),
            Message::Has(_, entry) => write!(f, "Has {entry}"),
            Message::Put(_, entry) => write!(f, "Put {entry}"),
            Message::PutHint(_, home, entry) => {
                write!(f, "Put {entry}, for {}", server_name(*home))
            }
            Message::Stored(_) => f.write_str("Stored"),
            Message::Repair(entry) => write!(f, "Repair {entry}"),
            Message::HandOver(_, entry) => write!(f, "Hand over {entry}"),
            Message::Taken(_) => f.write_str("Taken"),
            Message::Exchange(entries) => write_entries("Has", entries, f),
            Message::Lacking(entries) => write_entries("You lack", entries, f),
        }
    }
}

fn write_entries(
    verb: &str,
    entries: &[Entry],
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    f.write_str(verb)?;
    for (index, entry) in entries.iter().enumerate() {
        let comma = if index > 0 { "," } else { "" };
        write!(f, "{comma} {entry}")?;
    }
    if entries.is_empty() { f.write_str(" nothing") } else { Ok(()) }
}

/// The name of a server: S1 is node 0.
pub fn server_name(server: NodeId) -> String {
    format!("S{}", server.0 + 1)
}

/// What a node waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// Client: begin an operation of its own.
    Next,
    /// Client: take those for silent that have not answered.
    Patience,
    /// Client: give up.
    TimeOut,
    /// Server: compare with another one.
    Exchange,
    /// Server: try to hand over.
    HandOver,
}

impl Timer {
    const ALL: [Timer; 5] = [
        Timer::Next,
        Timer::Patience,
        Timer::TimeOut,
        Timer::Exchange,
        Timer::HandOver,
    ];

    const fn words(self) -> &'static str {
        match self {
            Timer::Next => "next-timer",
            Timer::Patience => "patience-timer",
            Timer::TimeOut => "time-out",
            Timer::Exchange => "exchange-timer",
            Timer::HandOver => "hand-over-timer",
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

/// What a client does for whoever uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Reads a key.
    Read,
    /// Writes the next value of its own.
    Write,
}

/// What may be asked of a client: `read-x`, `write-y`. One that is busy does it
/// when it is free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Command {
    /// What to do.
    pub action: Action,
    /// To which key.
    pub key: Key,
}

impl Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match self.action {
            Action::Read => "read",
            Action::Write => "write",
        };
        write!(f, "{verb}-{}", self.key)
    }
}

impl FromStr for Command {
    type Err = ();
    fn from_str(text: &str) -> Result<Command, ()> {
        let (verb, key) = text.split_once('-').ok_or(())?;
        let action = match verb {
            "read" => Action::Read,
            "write" => Action::Write,
            _ => return Err(()),
        };
        Ok(Command { action, key: key.parse()? })
    }
}
