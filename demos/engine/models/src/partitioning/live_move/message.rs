//! What crosses the network, and what timers and commands are called.

use std::fmt::{self, Display};
use std::str::FromStr;
use std::sync::Arc;

use sim::NodeId;

/// The version of the map: it grows by one whenever the range gets another owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u32);

impl Version {
    /// The one after it.
    pub const fn next(self) -> Version {
        Version(self.0 + 1)
    }
}

impl Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}", self.0)
    }
}

/// What the map says: who owns the range, and under which version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The version.
    pub version: Version,
    /// The owner.
    pub server: NodeId,
}

/// Names one attempt to move the range. What an earlier attempt has sent may still
/// arrive: it must not be counted for this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Epoch {
    /// The version that the move starts from.
    pub version: Version,
    /// Which attempt it is to move it from there, from 1 on.
    pub attempt: u32,
}

impl Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "move {}.{}", self.version.0, self.attempt)
    }
}

/// A row: what one write has written. Rows are told apart by the write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// Its key, which says where it is in the range.
    pub key: u16,
    /// The number of the write, of all writes.
    pub write: u32,
}

impl Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "k{}", self.key)
    }
}

/// Rows on their way from the source to the target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Of which attempt.
    pub epoch: Epoch,
    /// Its number in that: the target takes them in order.
    pub number: u32,
    /// The rows.
    pub rows: Arc<Vec<Row>>,
    /// Whether it is all that the target needs before it may own the range.
    pub part: Part,
}

/// Whether a batch is the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// More will follow.
    More,
    /// The target forces what it has to disk.
    Last,
}

/// Why a write is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The range is about to move: try again soon.
    Wait,
    /// Your map is old, this is a newer one.
    Moved(Place),
}

/// Everything that crosses the network.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// Client to server: write this row; my map has this version.
    Write(Row, Version),
    /// Server to client: the row is on disk.
    Done(Row),
    /// Server to client: the row is not written.
    Refused(Row, Refusal),
    /// Source to target: rows of the snapshot or of the log.
    Batch(Batch),
    /// Target to source: has the batch of this number, and all before it.
    Stored(Epoch, u32),
    /// Target to source: knows nothing of what came before this batch.
    Unknown(Epoch),
    /// Source to map: name this server as the next owner.
    Switch(Epoch, NodeId),
    /// Source to map: never switch by this attempt or an earlier one.
    Settle(Epoch),
    /// To the map: what do you say?
    Ask,
    /// The map's answer: the owner, and up to which attempt nothing will be switched.
    Map(Place, u32),
}

/// What kind of message it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// [`Message::Write`].
    Write,
    /// [`Message::Done`].
    Done,
    /// [`Message::Refused`].
    Refused,
    /// [`Message::Batch`].
    Batch,
    /// [`Message::Stored`] and [`Message::Unknown`].
    Answer,
    /// What is said to the map and by it.
    Map,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 6] = [
        Kind::Write,
        Kind::Done,
        Kind::Refused,
        Kind::Batch,
        Kind::Answer,
        Kind::Map,
    ];
}

impl Message {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Message::Write(..) => Kind::Write,
            Message::Done(_) => Kind::Done,
            Message::Refused(..) => Kind::Refused,
            Message::Batch(_) => Kind::Batch,
            Message::Stored(..) | Message::Unknown(_) => Kind::Answer,
            Message::Switch(..)
            | Message::Settle(_)
            | Message::Ask
            | Message::Map(..) => Kind::Map,
        }
    }
}

/// The name of a server.
pub(super) fn server_name(server: NodeId) -> &'static str {
    if server == super::SOURCE { "A" } else { "B" }
}

impl Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Write(row, version) => {
                write!(f, "Write {row}, by map {version}")
            }
            Message::Done(row) => write!(f, "Done {row}"),
            Message::Refused(row, Refusal::Wait) => {
                write!(f, "Refused {row}: wait")
            }
            Message::Refused(row, Refusal::Moved(place)) => write!(
                f,
                "Refused {row}: {} is {}",
                place.version,
                server_name(place.server)
            ),
            Message::Batch(batch) => write_batch(batch, f),
            Message::Stored(epoch, number) => {
                write!(f, "Stored {number} of {epoch}")
            }
            Message::Unknown(epoch) => write!(f, "Knows nothing of {epoch}"),
            Message::Switch(epoch, to) => {
                write!(f, "Switch to {}, {epoch}", server_name(*to))
            }
            Message::Settle(epoch) => write!(f, "Bar {epoch}"),
            Message::Ask => f.write_str("Which version?"),
            Message::Map(place, 0) => {
                write!(f, "{} is {}", place.version, server_name(place.server))
            }
            Message::Map(place, settled) => write!(
                f,
                "{} is {}, attempt {settled} barred",
                place.version,
                server_name(place.server)
            ),
        }
    }
}

fn write_batch(batch: &Batch, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (number, count) = (batch.number, batch.rows.len());
    let last = match batch.part {
        Part::More => "",
        Part::Last => ", the last",
    };
    let rows = if count == 1 { "row" } else { "rows" };
    write!(f, "Batch {number} of {}: {count} {rows}{last}", batch.epoch)
}

/// What a node waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// Server: begin to move the range.
    Move,
    /// Source: send the next batch.
    Pace,
    /// Source: send again what was not answered.
    Resend,
    /// Client: write something.
    Next,
    /// Client: try a write again.
    Retry,
}

impl Timer {
    const ALL: [Timer; 5] =
        [Timer::Move, Timer::Pace, Timer::Resend, Timer::Next, Timer::Retry];

    const fn words(self) -> &'static str {
        match self {
            Timer::Move => "move-timer",
            Timer::Pace => "pace-timer",
            Timer::Resend => "resend-timer",
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

/// What may be asked of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// `write`: a client writes a row at random.
    Write,
    /// `write-250`: a client writes a row with this key.
    WriteKey(u16),
    /// `move`: the owner moves the range to the other server.
    Move,
}

impl Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Write => f.write_str("write"),
            Command::WriteKey(key) => write!(f, "write-{key}"),
            Command::Move => f.write_str("move"),
        }
    }
}

impl FromStr for Command {
    type Err = ();
    fn from_str(text: &str) -> Result<Command, ()> {
        match text {
            "write" => Ok(Command::Write),
            "move" => Ok(Command::Move),
            _ => {
                let key = text.strip_prefix("write-").ok_or(())?;
                let key = key.parse().map_err(|_| ())?;
                (key < super::KEYS).then_some(Command::WriteKey(key)).ok_or(())
            }
        }
    }
}
