//! The events of a run: what the space–time diagram draws.

use crate::clocks::{Dot, Stamps};
use sim::{MessageId, Micros, NodeId};

/// Which event: `p1.3` is the third of process p1. The dot of the event's
/// dotted version vector is the same thing.
pub type EventId = Dot;

/// Something that happened at one process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Which it is.
    pub id: EventId,
    /// When it really happened, which no process knows.
    pub at: Micros,
    /// What the clock of its process showed.
    pub reading: Micros,
    /// What happened.
    pub kind: Kind,
    /// What each kind of clock stamped it with.
    pub stamps: Stamps,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A step of the process itself.
    Local,
    /// A message was sent.
    Send {
        /// The message.
        message: MessageId,
        /// Its receiver.
        to: NodeId,
        /// The event of its receipt, once that has happened.
        received: Option<EventId>,
    },
    /// A message was received.
    Receive {
        /// The message.
        message: MessageId,
        /// Its sender.
        from: NodeId,
        /// The event of its sending.
        sent: EventId,
    },
}

impl Kind {
    /// The event at the other end of the message, if there is one yet.
    pub const fn partner(self) -> Option<EventId> {
        match self {
            Kind::Local => None,
            Kind::Send { received, .. } => received,
            Kind::Receive { sent, .. } => Some(sent),
        }
    }
}

/// All events of a run up to now, a line for each process.
#[derive(Clone, Debug)]
pub struct Events {
    lines: Vec<Vec<Event>>,
}

impl Events {
    /// No events yet, of so many processes.
    pub fn new(processes: u32) -> Events {
        Events { lines: vec![Vec::new(); processes as usize] }
    }

    /// How many processes there are.
    pub fn processes(&self) -> u32 {
        self.lines.len() as u32
    }

    /// How many events there are.
    pub fn len(&self) -> usize {
        self.lines.iter().map(Vec::len).sum()
    }

    /// Whether nothing has happened yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The events of one process, in order.
    pub fn of(&self, process: NodeId) -> &[Event] {
        &self.lines[process.index()]
    }

    /// All events, process by process.
    pub fn iter(&self) -> impl Iterator<Item = &Event> {
        self.lines.iter().flatten()
    }

    /// All pairs of different events, each once.
    pub fn pairs(&self) -> impl Iterator<Item = (&Event, &Event)> {
        self.iter()
            .enumerate()
            .flat_map(|(i, a)| self.iter().skip(i + 1).map(move |b| (a, b)))
    }

    /// One event, if it has happened.
    pub fn get(&self, id: EventId) -> Option<&Event> {
        let index = usize::try_from(id.count).ok()?.checked_sub(1)?;
        self.lines.get(id.node.index())?.get(index)
    }

    /// The id of the next event of a process.
    pub fn next_id(&self, process: NodeId) -> EventId {
        Dot { node: process, count: self.of(process).len() as u64 + 1 }
    }

    /// Adds the next event of a process. A receipt is also noted at its sending.
    pub fn push(&mut self, event: Event) {
        let id = event.id;
        assert!(id == self.next_id(id.node), "events are numbered in order");
        if let Kind::Receive { sent, .. } = event.kind {
            let line = &mut self.lines[sent.node.index()];
            match &mut line[sent.count as usize - 1].kind {
                Kind::Send { received, .. } => *received = Some(id),
                Kind::Local | Kind::Receive { .. } => {
                    panic!("{id} received what {sent} did not send")
                }
            }
        }
        self.lines[id.node.index()].push(event);
    }
}
