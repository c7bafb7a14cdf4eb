//! The events of a run: what the space–time diagram draws.

use crate::clocks::{Dot, Stamps};
use sim::{MessageId, Micros, NodeId};
use std::fmt;

/// Which event: `p1.3` is the third of process p1. The dot of the event's
/// dotted version vector is the same thing.
pub type EventId = Dot;

/// Something that happened at one process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Which it is.
    pub id: EventId,
    /// What brought it about.
    pub origin: Origin,
    /// When it really happened, which no process knows.
    pub at: Micros,
    /// What the clock of its process showed.
    pub reading: Micros,
    /// What happened.
    pub kind: Kind,
    /// What each kind of clock stamped it with.
    pub stamps: Stamps,
}

/// What brought an event about, and so the same event in a run to which more is
/// added. Its [`EventId`] is not: whatever is added before it counts as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The run, whatever a reader adds: `p1.3` is its third event at p1.
    Run(Dot),
    /// A reader: `p1@405ms` is the step or the sending that was added at p1 then.
    Added(Addition),
    /// The receipt of a message that a reader sent: `p1@405ms-arrival`.
    Arrival(Addition),
}

/// What a reader added to a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Addition {
    /// Where.
    pub node: NodeId,
    /// When.
    pub at: Micros,
    /// Which of those at this place and moment, in the order in which they were
    /// added: the first is 1.
    pub count: u64,
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

    /// The origin of the next event of a process that the run brings about.
    pub fn next_of_run(&self, process: NodeId) -> Origin {
        let is_of_run = |event: &&Event| matches!(event.origin, Origin::Run(_));
        let count = self.of(process).iter().filter(is_of_run).count() as u64 + 1;
        Origin::Run(Dot { node: process, count })
    }

    /// The origin of the next event of a process that a reader brings about.
    pub fn next_added(&self, process: NodeId, at: Micros) -> Origin {
        let is_added = |event: &&Event| match event.origin {
            Origin::Added(addition) => addition.at == at,
            Origin::Run(_) | Origin::Arrival(_) => false,
        };
        let count = self.of(process).iter().filter(is_added).count() as u64 + 1;
        Origin::Added(Addition { node: process, at, count })
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

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Run(dot) => write!(f, "{dot}"),
            Origin::Added(addition) => write!(f, "{addition}"),
            Origin::Arrival(addition) => write!(f, "{addition}-arrival"),
        }
    }
}

/// As in `p1@405ms`, or `p1@405ms.2` for the second there and then.
impl fmt::Display for Addition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p{}@{}", self.node.0 + 1, self.at)?;
        match self.count {
            1 => Ok(()),
            count => write!(f, ".{count}"),
        }
    }
}
