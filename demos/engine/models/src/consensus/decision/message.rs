//! What servers say to each other, and of which value.

use super::Protocol;
use std::fmt;

/// What is decided: the value of x.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value(pub u32);

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "x={}", self.0)
    }
}

/// What servers say to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// Paxos, phase 1: promise me.
    Prepare,
    /// Paxos: I promise.
    Promise,
    /// Paxos, phase 2: vote for this.
    Accept,
    /// Paxos: I voted.
    Accepted,
    /// Raft: append this entry.
    Append,
    /// Raft: I have it.
    Has,
    /// PBFT, the primary to all: this request has this number.
    Order,
    /// PBFT, all to all: that is what I was told.
    Told,
    /// PBFT, all to all: I know that a quorum was told the same.
    Commit,
}

/// How many kinds of messages there are.
const KINDS: usize = 9;

impl Message {
    /// All of them.
    pub const ALL: [Message; KINDS] = [
        Message::Prepare,
        Message::Promise,
        Message::Accept,
        Message::Accepted,
        Message::Append,
        Message::Has,
        Message::Order,
        Message::Told,
        Message::Commit,
    ];

    /// What is said in a protocol, in order.
    pub const fn of(protocol: Protocol) -> &'static [Message] {
        match protocol {
            Protocol::Paxos => &[
                Message::Prepare,
                Message::Promise,
                Message::Accept,
                Message::Accepted,
            ],
            Protocol::MultiPaxos => &[Message::Accept, Message::Accepted],
            Protocol::Raft => &[Message::Append, Message::Has],
            Protocol::Pbft => &[Message::Order, Message::Told, Message::Commit],
        }
    }

    /// Its name, as the papers have it.
    pub const fn words(self) -> &'static str {
        match self {
            Message::Prepare => "Prepare",
            Message::Promise => "Promise",
            Message::Accept => "Accept",
            Message::Accepted => "Accepted",
            Message::Append => "Append",
            Message::Has => "Has it",
            Message::Order => "Pre-prepare",
            Message::Told => "Prepare",
            Message::Commit => "Commit",
        }
    }

    /// Whether it tells of a value: the first round of Paxos has none.
    pub const fn has_value(self) -> bool {
        !matches!(self, Message::Prepare | Message::Promise)
    }

    /// Whether it answers this question.
    pub fn answers(self, question: Message) -> bool {
        self.question() == Some(question)
    }

    /// The question that this answers, if it is an answer.
    pub(super) const fn question(self) -> Option<Message> {
        match self {
            Message::Promise => Some(Message::Prepare),
            Message::Accepted => Some(Message::Accept),
            Message::Has => Some(Message::Append),
            Message::Prepare | Message::Accept | Message::Append => None,
            Message::Order | Message::Told | Message::Commit => None,
        }
    }
}

/// A message, and the value that it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// What is said.
    pub message: Message,
    /// Of which value.
    pub value: Value,
    /// Of which entry, the first being 0.
    pub entry: u32,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message.words())?;
        match self.message.has_value() {
            true => write!(f, " {}", self.value),
            false => Ok(()),
        }
    }
}
