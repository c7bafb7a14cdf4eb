//! What crosses the network, and what timers and commands are called.

use std::fmt::{self, Display};
use std::str::FromStr;

use super::CLIENTS;
use sim::NodeId;

/// The number of a configuration: it grows by one whenever a server is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Epoch(pub u32);

impl Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "e{}", self.0)
    }
}

/// Names a request of a client for ever: it is the same when it is sent again. A write
/// writes its own name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Request {
    /// Who asks.
    pub client: NodeId,
    /// Its how many-th request it is, from 1 on.
    pub number: u32,
}

impl Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let client = if self.client.0 == 1 { 'A' } else { 'B' };
        write!(f, "{client}{}", self.number)
    }
}

/// Everything that crosses the network.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// Client to head.
    Write(Request),
    /// Client to tail: what was written last?
    Read(Request),
    /// To the client: the write is at all servers.
    Written(Request),
    /// To the client: this was written last, if anything was.
    Value(Request, Option<Request>),
    /// To the successor, on the link of this epoch: the n-th write since then.
    Forward(Epoch, u32, Request),
    /// To the predecessor: the tail has this write and all before it. That is true for
    /// ever, whatever becomes of the chain.
    Ack(Request),
    /// To the master, for a server that has stopped: its connection is closed.
    Closed,
    /// Master to server: this is your predecessor; none, and you are the head.
    Predecessor(Epoch, Option<NodeId>),
    /// To the master: as of this epoch I have so many writes, and the tail, as I know,
    /// so many.
    Has(Epoch, usize, usize),
    /// Master to server: this is your successor, with what it has said of itself.
    Successor(Epoch, NodeId, usize, usize),
    /// Master to server: you are the tail.
    Tail(Epoch),
    /// Master to client: these are head and tail.
    Ends(Epoch, NodeId, NodeId),
}

/// What kind of message it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// [`Message::Write`] and [`Message::Read`].
    Request,
    /// [`Message::Written`] and [`Message::Value`].
    Answer,
    /// [`Message::Forward`].
    Forward,
    /// [`Message::Ack`].
    Ack,
    /// What is said to the master and by it.
    Configuration,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 5] = [
        Kind::Request,
        Kind::Answer,
        Kind::Forward,
        Kind::Ack,
        Kind::Configuration,
    ];
}

impl Message {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Message::Write(_) | Message::Read(_) => Kind::Request,
            Message::Written(_) | Message::Value(..) => Kind::Answer,
            Message::Forward(..) => Kind::Forward,
            Message::Ack(_) => Kind::Ack,
            Message::Closed
            | Message::Predecessor(..)
            | Message::Has(..)
            | Message::Successor(..)
            | Message::Tail(_)
            | Message::Ends(..) => Kind::Configuration,
        }
    }
}

/// The name of a server.
fn name(server: NodeId) -> String {
    format!("S{}", server.0 - CLIENTS)
}

impl Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Write(request) => write!(f, "Write {request}"),
            Message::Read(request) => write!(f, "Read {request}"),
            Message::Written(request) => write!(f, "Written {request}"),
            Message::Value(request, None) => write!(f, "Value {request}: nothing"),
            Message::Value(request, Some(last)) => {
                write!(f, "Value {request}: {last}")
            }
            Message::Forward(epoch, number, request) => {
                write!(f, "Forward {request}, number {number} of {epoch}")
            }
            Message::Ack(request) => write!(f, "Ack {request}"),
            Message::Closed => f.write_str("Connection closed"),
            Message::Predecessor(epoch, None) => {
                write!(f, "{epoch}: you are the head")
            }
            Message::Predecessor(epoch, Some(server)) => {
                write!(f, "{epoch}: your predecessor is {}", name(*server))
            }
            Message::Has(epoch, has, done) => {
                write!(f, "{epoch}: has {has}, {done} at the tail")
            }
            Message::Successor(epoch, server, has, _) => {
                write!(f, "{epoch}: your successor is {}, has {has}", name(*server))
            }
            Message::Tail(epoch) => write!(f, "{epoch}: you are the tail"),
            Message::Ends(epoch, head, tail) => {
                write!(f, "{epoch}: from {} to {}", name(*head), name(*tail))
            }
        }
    }
}

/// What a node waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// Server: a write is on its disk.
    Stored,
    /// Client: ask for something.
    Next,
    /// Client: ask again.
    Retry,
}

impl Timer {
    const ALL: [Timer; 3] = [Timer::Stored, Timer::Next, Timer::Retry];

    const fn words(self) -> &'static str {
        match self {
            Timer::Stored => "store-timer",
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
    /// A client writes.
    Write,
    /// A client reads.
    Read,
    /// A server stops for ever, and its connection to the master with it.
    Stop,
}

impl Command {
    const ALL: [Command; 3] = [Command::Write, Command::Read, Command::Stop];

    const fn words(self) -> &'static str {
        match self {
            Command::Write => "write",
            Command::Read => "read",
            Command::Stop => "stop",
        }
    }
}

impl Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

impl FromStr for Command {
    type Err = ();
    fn from_str(text: &str) -> Result<Command, ()> {
        Command::ALL.into_iter().find(|asks| asks.words() == text).ok_or(())
    }
}
