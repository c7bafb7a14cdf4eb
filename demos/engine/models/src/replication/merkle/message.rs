//! What crosses the network, and what timers and commands are called.

use super::{HASH_BYTES, Node, Settings};
use sim::NodeId;
use std::fmt::{self, Display};
use std::str::FromStr;
use std::sync::Arc;

/// The version of a row: the greater is the newer. Those of two replicas differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u32);

impl Version {
    /// There is no row.
    pub const NONE: Version = Version(0);
    /// What all rows have at first.
    pub const FIRST: Version = Version(2);

    /// The next one, written at a replica.
    pub const fn next(self, at: NodeId) -> Version {
        Version((self.0 / 2 + 1) * 2 + at.0)
    }
}

/// A row: its key and the version of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// The key.
    pub key: u32,
    /// The version; [`Version::NONE`] where there is no row.
    pub version: Version,
}

/// Names an exchange, from 1 on, also across crashes of A: what an earlier one has sent
/// may still arrive, and must not be counted for this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Session(pub u32);

/// A node with its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hash {
    /// The node.
    pub node: Node,
    /// Its hash.
    pub hash: u64,
}

/// Everything that crosses the network. An answer names the exchange and the level.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// A to B: my hashes of some nodes of this level.
    Hashes(Session, u32, Arc<Vec<Hash>>),
    /// B to A: which of them differ here, of how many.
    Differ(Session, u32, Arc<Vec<Node>>, u32),
    /// A to B: all rows of the leaves that differ.
    Rows(Session, Arc<Vec<Row>>),
    /// B to A: has them; and what it had newer.
    Newer(Session, Arc<Vec<Row>>),
}

/// What kind of message it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// [`Message::Hashes`].
    Hashes,
    /// [`Message::Differ`].
    Differ,
    /// [`Message::Rows`] and [`Message::Newer`].
    Rows,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 3] = [Kind::Hashes, Kind::Differ, Kind::Rows];
}

impl Message {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Message::Hashes(..) => Kind::Hashes,
            Message::Differ(..) => Kind::Differ,
            Message::Rows(..) | Message::Newer(..) => Kind::Rows,
        }
    }

    /// The bytes of its hashes, and of the bits that answer them: both have the order
    /// of the nodes that were asked about, so the nodes need not be named.
    pub fn hash_bytes(&self) -> u64 {
        match self {
            Message::Hashes(_, _, hashes) => hashes.len() as u64 * HASH_BYTES,
            Message::Differ(_, _, _, asked) => u64::from(asked.div_ceil(8)),
            Message::Rows(..) | Message::Newer(..) => 0,
        }
    }

    /// How many rows it has.
    pub fn rows(&self) -> &[Row] {
        match self {
            Message::Rows(_, rows) | Message::Newer(_, rows) => rows,
            Message::Hashes(..) | Message::Differ(..) => &[],
        }
    }

    /// The bytes of its rows.
    pub fn row_bytes(&self, settings: &Settings) -> u64 {
        self.rows().len() as u64 * settings.bytes_of_row()
    }
}

impl Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, what) = match self {
            Message::Hashes(_, _, hashes) => (hashes.len(), "hash"),
            Message::Differ(_, _, nodes, _) => (nodes.len(), "differing"),
            Message::Rows(_, rows) => (rows.len(), "row"),
            Message::Newer(_, rows) => (rows.len(), "newer row"),
        };
        let plural = match (count, self.kind()) {
            (1, _) | (_, Kind::Differ) => "",
            (_, Kind::Hashes) => "es",
            (_, Kind::Rows) => "s",
        };
        write!(f, "{count} {what}{plural}")
    }
}

/// What A waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// To begin an exchange.
    Exchange,
    /// To send again what was not answered.
    Resend,
}

impl Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Timer::Exchange => "exchange-timer",
            Timer::Resend => "resend-timer",
        })
    }
}

impl FromStr for Timer {
    type Err = ();
    fn from_str(text: &str) -> Result<Timer, ()> {
        match text {
            "exchange-timer" => Ok(Timer::Exchange),
            "resend-timer" => Ok(Timer::Resend),
            _ => Err(()),
        }
    }
}

/// What may be asked of a replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// `write-250`: a client writes this key here, and the other replica misses it.
    Write(u32),
    /// `lose-3`: the rows of this leaf are lost here.
    Lose(u32),
    /// `exchange`: A begins an exchange now, if none is under way.
    Exchange,
}

impl Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Write(key) => write!(f, "write-{key}"),
            Command::Lose(leaf) => write!(f, "lose-{leaf}"),
            Command::Exchange => f.write_str("exchange"),
        }
    }
}

impl FromStr for Command {
    type Err = ();
    fn from_str(text: &str) -> Result<Command, ()> {
        let (verb, object) = text.split_once('-').unwrap_or((text, ""));
        let number = object.parse().map_err(|_| ());
        match verb {
            "write" => Ok(Command::Write(number?)),
            "lose" => Ok(Command::Lose(number?)),
            "exchange" if object.is_empty() => Ok(Command::Exchange),
            _ => Err(()),
        }
    }
}
