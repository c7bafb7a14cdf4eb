//! What crosses the network.

use std::fmt::{self, Display};
use std::sync::Arc;

use super::log::{Entry, History};
use sim::{Micros, NodeId};

/// The number of a leadership: it grows by one whenever a leader is named, and is
/// never used twice. PostgreSQL calls it timeline, Kafka leader epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Epoch(pub u32);

impl Epoch {
    /// The one after it.
    pub const fn next(self) -> Epoch {
        Epoch(self.0 + 1)
    }
}

impl Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "epoch {}", self.0)
    }
}

/// A write of a client: `a5` is the fifth one of the first client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Write {
    /// Which client's, from 0 on.
    pub client: u8,
    /// Which of its writes, from 1 on.
    pub number: u32,
}

impl Display for Write {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", char::from(b'a' + self.client), self.number)
    }
}

/// A place in a log. What has the greater one has more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Of an entry: the epoch in which it was written. Of a whole log: the last one
    /// whose leader has found it to agree with its own.
    pub epoch: Epoch,
    /// How many entries there are up to there.
    pub index: u32,
}

/// What a client has seen: the furthest position in each epoch. One is not enough: what
/// it has seen last may be in a log that lacks what it saw before.
pub type Seen = Arc<Vec<Position>>;

impl Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.epoch.0, self.index)
    }
}

/// Who leads, and in which epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The epoch.
    pub epoch: Epoch,
    /// The leader.
    pub server: NodeId,
}

/// Entries on their way from a leader to a follower.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Append {
    /// The leader's epoch.
    pub epoch: Epoch,
    /// How many entries the leader had when its epoch began: those behind them are
    /// all of its own epoch.
    pub begin: u32,
    /// The entry that the follower has to have in front of these.
    pub after: Position,
    /// The entries.
    pub entries: Arc<Vec<Entry>>,
}

/// Everything that crosses the network.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// Client to server: write this; the newest epoch that I know is this one.
    Write(Write, Epoch),
    /// Server to client: it is written, in this epoch, and there in the log.
    Done(Write, Epoch, Position),
    /// Server to client: I do not lead; perhaps I know who does.
    Refused(Write, Option<Place>),
    /// Client to server: what is there? I have seen what is up to these positions.
    Read(u32, Seen),
    /// Server to client, who asked for the read of this number: up to this position,
    /// these writes.
    Value(u32, Position, Arc<Vec<Write>>),
    /// Server to client: what you have seen is lost.
    Gone(u32),
    /// Client to monitor: who leads?
    Ask,
    /// Monitor to client: this server does.
    Leader(Place),
    /// Leader to follower: the next entries of the log.
    Append(Append),
    /// Follower to the leader of an epoch: up to here I have your log on disk.
    Stored(Epoch, u32),
    /// Follower to the leader of an epoch: my log does not fit, this is what I have.
    Follow(Epoch, Arc<History>),
    /// To whoever comes with an older epoch: I know of this one.
    Fenced(Epoch),
    /// Leader to monitor: I lead in this epoch. It was sent at this moment of the
    /// leader's own clock.
    Heartbeat(Epoch, Micros),
    /// Monitor to leader: so you do. It says which heartbeat that was.
    Alive(Epoch, Micros),
    /// Monitor to server: I look for the leader of this epoch. What have you got?
    Poll(Epoch),
    /// Server to monitor: this is on my disk.
    Has(Epoch, Position),
    /// Monitor to server: lead, in this epoch.
    Lead(Epoch),
}

/// What kind of message it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// [`Message::Write`].
    Write,
    /// [`Message::Done`].
    Done,
    /// [`Message::Refused`], [`Message::Fenced`] and [`Message::Gone`].
    Refused,
    /// [`Message::Read`] and [`Message::Value`].
    Read,
    /// [`Message::Append`] with entries.
    Append,
    /// What a follower answers, and an append without entries.
    Answer,
    /// Heartbeats and their answers.
    Heartbeat,
    /// What else is said to the monitor and by it.
    Election,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 8] = [
        Kind::Write,
        Kind::Done,
        Kind::Refused,
        Kind::Read,
        Kind::Append,
        Kind::Answer,
        Kind::Heartbeat,
        Kind::Election,
    ];
}

impl Message {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Message::Write(..) => Kind::Write,
            Message::Done(..) => Kind::Done,
            Message::Refused(..) | Message::Fenced(_) | Message::Gone(_) => {
                Kind::Refused
            }
            Message::Read(..) | Message::Value(..) => Kind::Read,
            Message::Append(append) if append.entries.is_empty() => Kind::Answer,
            Message::Append(_) => Kind::Append,
            Message::Stored(..) | Message::Follow(..) => Kind::Answer,
            Message::Heartbeat(..) | Message::Alive(..) => Kind::Heartbeat,
            Message::Ask
            | Message::Leader(_)
            | Message::Poll(_)
            | Message::Has(..)
            | Message::Lead(_) => Kind::Election,
        }
    }
}

/// The name of a server.
pub(super) fn server_name(server: NodeId) -> String {
    format!("S{}", server.0)
}

impl Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} leads in {}", server_name(self.server), self.epoch)
    }
}

impl Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Write(write, _) => write!(f, "Write {write}"),
            Message::Done(write, epoch, _) => write!(f, "Done {write}, {epoch}"),
            Message::Refused(write, None) => write!(f, "Refused {write}"),
            Message::Refused(write, Some(place)) => {
                write!(f, "Refused {write}: {place}")
            }
            Message::Read(_, seen) => match seen.last() {
                None => f.write_str("Read"),
                Some(last) => write!(f, "Read, has seen {last}"),
            },
            Message::Value(_, last, _) => write!(f, "Value at {last}"),
            Message::Gone(_) => f.write_str("What you have seen is lost"),
            Message::Ask => f.write_str("Who leads?"),
            Message::Leader(place) => write!(f, "{place}"),
            Message::Append(append) => write_append(append, f),
            Message::Stored(epoch, index) => {
                write!(f, "Stored up to {index}, {epoch}")
            }
            Message::Follow(epoch, history) => {
                write!(f, "Has {} entries, {epoch}", history.len)
            }
            Message::Fenced(epoch) => write!(f, "Fenced: {epoch} is newer"),
            Message::Heartbeat(epoch, _) => write!(f, "Heartbeat of {epoch}"),
            Message::Alive(epoch, _) => write!(f, "Heard, {epoch}"),
            Message::Poll(epoch) => write!(f, "What is on disk? For {epoch}"),
            Message::Has(epoch, position) => {
                write!(f, "On disk: {position}, for {epoch}")
            }
            Message::Lead(epoch) => write!(f, "Lead in {epoch}"),
        }
    }
}

fn write_append(append: &Append, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("Append")?;
    for (place, entry) in append.entries.iter().enumerate() {
        let comma = if place == 0 { " " } else { ", " };
        write!(f, "{comma}{}", entry.write)?;
    }
    let behind = if append.entries.is_empty() { " nothing" } else { "" };
    write!(f, "{behind} after {}, {}", append.after.index, append.epoch)
}
