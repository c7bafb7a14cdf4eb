//! What happened in a run, in order: as data for pictures, as text for readers.

use crate::network::MessageId;
use crate::{Micros, NodeId};

/// One thing that happened, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// When it happened.
    pub at: Micros,
    /// What happened.
    pub event: Event,
}

/// What can happen in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A message left its sender.
    Sent {
        /// The message.
        message: MessageId,
        /// Its sender.
        from: NodeId,
        /// Its receiver.
        to: NodeId,
        /// What kind of message it is.
        kind: MessageKind,
        /// The message in words.
        label: String,
    },
    /// A message reached its receiver, which took it in.
    Received {
        /// The message.
        message: MessageId,
        /// Its sender.
        from: NodeId,
        /// Its receiver.
        to: NodeId,
        /// What kind of message it is.
        kind: MessageKind,
        /// The message in words.
        label: String,
    },
    /// A message will never be received.
    Lost {
        /// The message.
        message: MessageId,
        /// Its sender.
        from: NodeId,
        /// Its receiver.
        to: NodeId,
        /// What kind of message it is.
        kind: MessageKind,
        /// The message in words.
        label: String,
        /// Why it was lost.
        loss: Loss,
    },
    /// A timer of a node went off.
    Expired {
        /// The node whose timer it was.
        node: NodeId,
        /// The timer in words.
        label: String,
    },
    /// The model says what it did, in a sentence without its subject: the
    /// node's name goes in front.
    Noted {
        /// Who did it, if it was a node.
        node: Option<NodeId>,
        /// What was done.
        text: String,
    },
    /// A node crashed: what it had in memory is lost.
    Stopped {
        /// The node.
        node: NodeId,
    },
    /// A node that had crashed came up again.
    Restarted {
        /// The node.
        node: NodeId,
    },
    /// Something else from outside broke the system or mended it.
    Faulted {
        /// The node it happened to, if it was one.
        node: Option<NodeId>,
        /// What happened to it.
        text: String,
    },
}

/// What kind of message it is, by its place among those of its protocol.
///
/// Who draws the past tells messages apart by it: their words are for readers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MessageKind(u8);

impl MessageKind {
    /// The kind that stands in this place among `all` of the protocol.
    ///
    /// # Panics
    /// If it is not one of them.
    pub fn of<K: PartialEq>(kind: &K, all: &[K]) -> MessageKind {
        let place = all.iter().position(|other| other == kind);
        MessageKind(place.expect("a protocol knows its messages") as u8)
    }

    /// The kind itself, `all` being those of the protocol.
    pub fn among<K: Copy>(self, all: &[K]) -> K {
        all[usize::from(self.0)]
    }
}

/// Why a message was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// The network lost it, as it loses a share of all messages.
    Chance,
    /// The link was cut.
    Cut,
    /// The receiver was stopped when it arrived.
    Stopped,
    /// The reader took it off the network.
    Dropped,
}

impl Loss {
    /// The reason in words.
    pub const fn words(self) -> &'static str {
        match self {
            Loss::Chance => "lost",
            Loss::Cut => "lost: link cut",
            Loss::Stopped => "lost: receiver stopped",
            Loss::Dropped => "dropped",
        }
    }
}

impl Event {
    /// The event as a line of the narrated log, `name` giving each node's name.
    pub fn words(&self, name: &dyn Fn(NodeId) -> String) -> String {
        let subject = |node: &Option<NodeId>| {
            node.map(|node| name(node) + " ").unwrap_or_default()
        };
        match self {
            Event::Sent { from, to, label, .. } => {
                format!("{} → {}  {label}", name(*from), name(*to))
            }
            Event::Received { from, to, label, .. } => {
                format!("{} ← {}  {label}", name(*to), name(*from))
            }
            Event::Lost { from, to, label, loss, .. } => {
                format!(
                    "{} ⇸ {}  {label} ({})",
                    name(*from),
                    name(*to),
                    loss.words()
                )
            }
            Event::Expired { node, label } => {
                format!("{}: {label} expires", name(*node))
            }
            Event::Stopped { node } => format!("{} stops", name(*node)),
            Event::Restarted { node } => format!("{} comes up again", name(*node)),
            Event::Noted { node, text } | Event::Faulted { node, text } => {
                format!("{}{text}", subject(node))
            }
        }
    }

    /// Whether a reader or a fault, rather than the protocol, made it happen.
    pub const fn is_fault(&self) -> bool {
        matches!(
            self,
            Event::Stopped { .. } | Event::Restarted { .. } | Event::Faulted { .. }
        )
    }
}

impl Record {
    /// The record as a line of the narrated log, its time in front, aligned.
    pub fn line(&self, name: &dyn Fn(NodeId) -> String) -> String {
        format!("{:>9}  {}", self.at.clock(), self.event.words(name))
    }
}

/// When a node was down, up to moment `until`: each time from its stop to its
/// restart.
pub fn downtimes(
    records: &[Record],
    node: NodeId,
    until: Micros,
) -> Vec<(Micros, Micros)> {
    let mut times = Vec::new();
    let mut since = None;
    for record in records.iter().filter(|record| record.at <= until) {
        if record.event == (Event::Stopped { node }) {
            since = Some(record.at);
        } else if record.event == (Event::Restarted { node })
            && let Some(start) = since.take()
        {
            times.push((start, record.at));
        }
    }
    times.extend(since.map(|start| (start, until)));
    times
}

/// The narrated log of some records, a line each.
pub fn narrate(records: &[Record], name: &dyn Fn(NodeId) -> String) -> String {
    records.iter().map(|record| record.line(name) + "\n").collect()
}

/// Where a model writes down what happens.
#[derive(Debug)]
pub struct Log<'a> {
    /// Records are kept here; none are when what happens is known already.
    kept: Option<&'a mut Vec<Record>>,
}

impl<'a> Log<'a> {
    /// A log that appends to `records`.
    pub fn to(records: &'a mut Vec<Record>) -> Log<'a> {
        Log { kept: Some(records) }
    }

    /// A log that keeps nothing.
    pub fn off() -> Log<'static> {
        Log { kept: None }
    }

    /// Writes down an event; it is only made where it is kept.
    pub fn push(&mut self, at: Micros, event: impl FnOnce() -> Event) {
        if let Some(records) = &mut self.kept {
            records.push(Record { at, event: event() });
        }
    }

    /// Writes down that the model did something, in words.
    pub fn note(
        &mut self,
        at: Micros,
        node: Option<NodeId>,
        text: impl Into<String>,
    ) {
        self.push(at, || Event::Noted { node, text: text.into() });
    }
}
