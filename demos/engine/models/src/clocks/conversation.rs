//! Processes that work and write to each other, and clocks that watch.
//!
//! Each process acts every so often: it takes a local step, or sends a message
//! to another one. Every local step, sending and receipt is an [`Event`] with a
//! stamp of each kind. The processes do not act on what they receive, so what a
//! reader adds to a run changes the stamps and never the rest of the run.
//!
//! What can go wrong: nothing is lost here; the question is only what can be
//! known of two events. A message may overtake another one, as in the papers.
//!
//! - Source: the system model of Lamport, *Time, Clocks, and the Ordering of
//!   Events in a Distributed System* (1978).
//! - Cost: O(n) an event of *n* processes, for the vectors.
//! - Left out: loss and crashes (neither adds a path, as long as a process that
//!   starts again has saved its clocks), and processes that come and go.

use crate::clocks::settings::PROCESSES;
use crate::clocks::{
    Clocks, Edit, Event, EventId, Events, Kind, Origin, Scheme, Settings, Stamps,
};
use litemap::LiteMap;
use sim::cluster::Clock;
use sim::{Chance, Log, MessageId, MessageKind, Micros, Model, NodeId, Stream};

/// What the physical clocks of the processes count in.
pub const CLOCK_TICK: Micros = Micros::from_millis(1);

/// A run of processes that write to each other.
#[derive(Clone, Debug)]
pub struct Conversation {
    settings: Settings,
    processes: Vec<Process>,
    events: Events,
    /// What will happen, in order of time and, at one moment, of its making.
    due: LiteMap<(Micros, u64), Due>,
    in_flight: LiteMap<MessageId, InFlight>,
    messages: u64,
    sequence: u64,
}

/// A process: its clocks and its habits.
#[derive(Clone, Debug)]
struct Process {
    clocks: Clocks,
    /// Its physical clock.
    clock: Clock,
    /// When it acts and what it does.
    habits: Stream,
}

/// A message on its way.
#[derive(Clone, Debug)]
pub struct InFlight {
    /// Its sender.
    pub from: NodeId,
    /// Its receiver.
    pub to: NodeId,
    /// The event of its sending.
    pub sent: EventId,
    /// When that was.
    pub sent_at: Micros,
    /// When it arrives.
    pub arrives: Micros,
    /// The stamps that it carries.
    pub stamps: Stamps,
}

#[derive(Clone, Copy, Debug)]
enum Due {
    Act(NodeId),
    Arrive(MessageId),
}

impl Conversation {
    /// The run that these settings and this seed give.
    pub fn new(settings: &Settings, seed: u64) -> Conversation {
        let n = settings.processes;
        assert!(PROCESSES.contains(&n), "{n} processes: there are 2 to 5");
        let process = |node: NodeId| Process {
            clocks: Clocks::new(node, n),
            clock: clock(settings.skew, seed, node),
            habits: Stream::new(seed, "workload", u64::from(node.0)),
        };
        let mut run = Conversation {
            settings: settings.clone(),
            processes: NodeId::first(n).map(process).collect(),
            events: Events::new(n),
            due: LiteMap::new(),
            in_flight: LiteMap::new(),
            messages: 0,
            sequence: 0,
        };
        for node in NodeId::first(n) {
            // The first acts are spread over a whole gap, so that the
            // processes do not act in step.
            run.schedule_act(node, Micros::ZERO, (0, 1_000));
        }
        run
    }

    /// What the run depends on.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// All events up to now.
    pub fn events(&self) -> &Events {
        &self.events
    }

    /// All processes, in order.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = NodeId> + Clone + use<> {
        NodeId::first(self.settings.processes)
    }

    /// The messages on their way, in the order in which they were sent.
    pub fn in_flight(&self) -> impl Iterator<Item = (MessageId, &InFlight)> {
        self.in_flight.iter().map(|(id, message)| (*id, message))
    }

    /// How far the physical clock of a process is ahead; negative if behind.
    pub fn offset_micros(&self, node: NodeId) -> i64 {
        self.processes[node.index()].clock.offset_micros
    }

    /// What the physical clock of a process shows at `now`.
    pub fn reading(&self, node: NodeId, now: Micros) -> Micros {
        let exact = self.processes[node.index()].clock.reading(now).get();
        Micros::new(exact - exact % CLOCK_TICK.get())
    }

    fn schedule(&mut self, at: Micros, due: Due) {
        self.due.insert((at, self.sequence), due);
        self.sequence += 1;
    }

    /// Decides when a process acts next: after a share of its usual gap
    /// between these bounds, in thousandths.
    fn schedule_act(&mut self, node: NodeId, now: Micros, (low, high): (u64, u64)) {
        let share = self.processes[node.index()].habits.between(low, high);
        if self.settings.rate > 0 {
            let gap = 1_000 * share / u64::from(self.settings.rate);
            let at = now + Micros::new(gap.max(1));
            if at <= self.settings.span {
                self.schedule(at, Due::Act(node));
            }
        }
    }

    /// A process takes a local step or sends a message. It draws the same
    /// numbers whatever the settings are, so that turning one knob leaves alone
    /// what the others decide.
    fn act(&mut self, node: NodeId, now: Micros, log: &mut Log) {
        let others = u64::from(self.settings.processes) - 1;
        let habits = &mut self.processes[node.index()].habits;
        let sends = habits.happens(Chance::percent(self.settings.sends));
        let distance = 1 + habits.below(others) as u32;
        let pace = habits.between(500, 1_500);
        if sends {
            let to = NodeId((node.0 + distance) % self.settings.processes);
            let latency = self.settings.latency.get() * pace / 1_000;
            let origin = self.events.next_of_run(node);
            self.send(origin, (node, to), now, Micros::new(latency), log);
        } else {
            self.local(self.events.next_of_run(node), node, now, log);
        }
        self.schedule_act(node, now, (500, 1_500));
    }

    fn local(&mut self, origin: Origin, node: NodeId, now: Micros, log: &mut Log) {
        let event = self.record(origin, node, now, Kind::Local, None);
        log.push(now, || sim::Event::Noted {
            node: Some(node),
            text: format!("takes a local step  {}", self.label(&event)),
        });
    }

    fn send(
        &mut self,
        origin: Origin,
        (from, to): (NodeId, NodeId),
        now: Micros,
        latency: Micros,
        log: &mut Log,
    ) {
        let message = MessageId(self.messages);
        self.messages += 1;
        let kind = Kind::Send { message, to, received: None };
        let event = self.record(origin, from, now, kind, None);
        log.push(now, || sim::Event::Sent {
            message,
            from,
            to,
            kind: MessageKind::default(),
            label: self.label(&event),
        });
        let arrives = now.saturating_add(latency);
        let Event { id: sent, stamps, .. } = event;
        let flight = InFlight { from, to, sent, sent_at: now, arrives, stamps };
        self.in_flight.insert(message, flight);
        self.schedule(arrives, Due::Arrive(message));
    }

    fn arrive(&mut self, message: MessageId, now: Micros, log: &mut Log) {
        let flight = self.in_flight.remove(&message).expect("it is on its way");
        let InFlight { from, to, sent, stamps, .. } = flight;
        let origin = match self.events.get(sent).map(|event| event.origin) {
            Some(Origin::Added(addition)) => Origin::Arrival(addition),
            Some(Origin::Run(_) | Origin::Arrival(_)) | None => {
                self.events.next_of_run(to)
            }
        };
        let kind = Kind::Receive { message, from, sent };
        let event = self.record(origin, to, now, kind, Some(&stamps));
        log.push(now, || sim::Event::Received {
            message,
            from,
            to,
            kind: MessageKind::default(),
            label: self.label(&event),
        });
    }

    /// Stamps an event and writes it down; `carried` are the stamps of the
    /// message, if it is a receipt.
    fn record(
        &mut self,
        origin: Origin,
        node: NodeId,
        at: Micros,
        kind: Kind,
        carried: Option<&Stamps>,
    ) -> Event {
        let reading = self.reading(node, at);
        let clocks = &mut self.processes[node.index()].clocks;
        let stamps = match carried {
            None => clocks.tick(reading),
            Some(sent) => clocks.receive(sent, reading),
        };
        let id = self.events.next_id(node);
        let event = Event { id, origin, at, reading, kind, stamps };
        self.events.push(event.clone());
        event
    }

    /// An event as the log shows it: which it is, and its stamp.
    fn label(&self, event: &Event) -> String {
        let stamp = event.stamps.text(self.settings.shown);
        match self.settings.shown {
            // A dotted version vector says which event it is.
            Scheme::Dotted => stamp,
            // A bare number would read like another event.
            Scheme::Lamport => format!("{} L={stamp}", event.id),
            Scheme::Vector | Scheme::Hybrid => format!("{} {stamp}", event.id),
        }
    }
}

/// The physical clock of a process, wrong by up to `skew`. Turning the skew up
/// makes the same clocks more wrong in proportion.
fn clock(skew: Micros, seed: u64, node: NodeId) -> Clock {
    let share = Stream::new(seed, "skew", u64::from(node.0)).between(0, 2_000);
    let offset_micros = skew.get() as i64 * (share as i64 - 1_000) / 1_000;
    Clock { offset_micros, drift_ppm: 0 }
}

impl Model for Conversation {
    type Edit = Edit;

    fn next(&self) -> Option<Micros> {
        self.due.keys().next().map(|(at, _)| *at)
    }

    fn step(&mut self, log: &mut Log) {
        let Some(slot) = self.due.first().map(|(slot, _)| *slot) else { return };
        let Some(due) = self.due.remove(&slot) else { return };
        let (now, _) = slot;
        match due {
            Due::Act(node) => self.act(node, now, log),
            Due::Arrive(message) => self.arrive(message, now, log),
        }
    }

    fn edit(&mut self, at: Micros, edit: &Edit, log: &mut Log) {
        let exists = |node: NodeId| node.0 < self.settings.processes;
        match *edit {
            Edit::Send { from, to, latency } => {
                if from != to && exists(from) && exists(to) {
                    let origin = self.events.next_added(from, at);
                    self.send(origin, (from, to), at, latency, log);
                }
            }
            Edit::Local(node) => {
                if exists(node) {
                    self.local(self.events.next_added(node, at), node, at, log);
                }
            }
        }
    }

    fn name(&self, node: NodeId) -> String {
        format!("p{}", node.0 + 1)
    }
}
