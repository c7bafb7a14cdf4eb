//! A cluster: nodes that run one protocol, and the network between them.

mod edit;
mod host;

pub use edit::Edit;

use crate::network::Links;
use crate::process::Effect;
use crate::{
    Event, Latency, Log, Loss, MessageId, Micros, Model, Network, NodeId, Outbox,
    Process,
};
pub use host::{Clock, Condition};
use host::{Host, Status};
use litemap::LiteMap;

/// Whether timers go off by themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Timers {
    /// Each when its time has come.
    #[default]
    Automatic,
    /// Only when [`Edit::Expire`] says so, and a node that halts comes up again
    /// only by [`Edit::Restart`]: for exploring every order.
    Manual,
}

/// Nodes that run one protocol, the network between them, and what is due.
#[derive(Clone, Debug)]
pub struct Cluster<P: Process> {
    now: Micros,
    hosts: Vec<Host<P>>,
    links: Links,
    timers: Timers,
    due: LiteMap<Slot, Due<P::Timer>>,
    in_flight: LiteMap<MessageId, InFlight<P::Message>>,
    messages: u64,
    sequence: u64,
}

/// A message on its way.
#[derive(Clone, Debug)]
pub struct InFlight<M> {
    /// Its sender.
    pub from: NodeId,
    /// Its receiver.
    pub to: NodeId,
    /// What it says.
    pub message: M,
    /// When it was sent.
    pub sent: Micros,
    /// When it arrives; `None` if it is held.
    pub arrives: Option<Micros>,
    /// Why it will be lost on the way, if it will.
    pub loss: Option<Loss>,
    /// Its place in `due`; `None` if it is held.
    slot: Option<Slot>,
}

impl<M> InFlight<M> {
    /// Whether it has come as far as its receiver, which pauses.
    fn is_waiting(&self, now: Micros) -> bool {
        self.loss.is_none() && self.arrives.is_some_and(|at| at <= now)
    }

    /// How much of its way it has behind it at `now`, in thousandths. A held
    /// message waits half-way.
    pub fn progress(&self, now: Micros) -> u32 {
        match self.arrives {
            None => 500,
            Some(arrives) => {
                let whole = arrives.since(self.sent).get().max(1);
                (now.since(self.sent).get().min(whole) * 1_000 / whole) as u32
            }
        }
    }
}

/// A place among what is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Slot {
    at: Micros,
    turn: Turn,
    /// How many were scheduled before.
    sequence: u64,
}

/// What comes first at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// The end of a pause and what was put off until then, so that nothing
    /// which arrives at that very moment overtakes it.
    PutOff,
    /// All else, in the order of its making.
    Ordinary,
}

/// Something that will happen by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due<T> {
    Start(NodeId),
    Arrive(MessageId),
    Vanish(MessageId),
    Expire(NodeId, T),
    Resume(NodeId),
    Restart(NodeId),
}

impl<P: Process> Cluster<P> {
    /// A cluster of `processes`, all of which start at time zero.
    pub fn new(processes: Vec<P>, network: Network, seed: u64) -> Cluster<P> {
        let hosts = processes
            .into_iter()
            .enumerate()
            .map(|(index, process)| Host::new(process, seed, index as u64))
            .collect::<Vec<_>>();
        let nodes = NodeId::first(hosts.len() as u32);
        let mut cluster = Cluster {
            now: Micros::ZERO,
            hosts,
            links: Links::new(network, seed),
            timers: Timers::Automatic,
            due: LiteMap::new(),
            in_flight: LiteMap::new(),
            messages: 0,
            sequence: 0,
        };
        for node in nodes {
            cluster.schedule(Micros::ZERO, Due::Start(node));
        }
        cluster
    }

    /// The same cluster with timers that go off by themselves or do not.
    pub fn with_timers(mut self, timers: Timers) -> Cluster<P> {
        self.timers = timers;
        self
    }

    /// The same cluster with another clock on one node.
    pub fn with_clock(mut self, node: NodeId, clock: Clock) -> Cluster<P> {
        self.hosts[node.index()].clock = clock;
        self
    }

    /// The same cluster where messages between two nodes, either way, take another
    /// time than elsewhere.
    pub fn with_latency(
        mut self,
        (one, other): (NodeId, NodeId),
        latency: Latency,
    ) -> Cluster<P> {
        self.links.set_latency(one, other, latency);
        self.links.set_latency(other, one, latency);
        self
    }

    /// The moment of the last thing that happened.
    pub fn now(&self) -> Micros {
        self.now
    }

    /// All nodes, in order.
    pub fn nodes(
        &self,
    ) -> impl DoubleEndedIterator<Item = NodeId> + Clone + use<P> {
        NodeId::first(self.hosts.len() as u32)
    }

    /// The state of a node: what it has in memory and on disk.
    pub fn process(&self, node: NodeId) -> &P {
        &self.hosts[node.index()].process
    }

    /// The nodes in such a condition.
    pub fn nodes_in(
        &self,
        condition: Condition,
    ) -> impl Iterator<Item = NodeId> + '_ {
        self.nodes().filter(move |node| self.condition(*node) == condition)
    }

    /// Whether a node runs, is stopped or pauses.
    pub fn condition(&self, node: NodeId) -> Condition {
        self.hosts[node.index()].condition()
    }

    /// When a timer of a node goes off, and when it was set.
    pub fn timer(&self, node: NodeId, timer: P::Timer) -> Option<(Micros, Micros)> {
        self.hosts[node.index()].timers.get(&timer).map(|t| (t.set, t.slot.at))
    }

    /// A node's own clock, as if it had been set at time zero.
    pub fn clock(&self, node: NodeId) -> Clock {
        self.hosts[node.index()].clock
    }

    /// The timers of a node that run.
    pub fn running_timers(&self, node: NodeId) -> impl Iterator<Item = P::Timer> {
        self.hosts[node.index()].timers.keys().copied()
    }

    /// The messages on their way, in the order in which they were sent.
    pub fn in_flight(
        &self,
    ) -> impl Iterator<Item = (MessageId, &InFlight<P::Message>)> {
        self.in_flight.iter().map(|(id, message)| (*id, message))
    }

    /// Whether the link from one node to another is cut.
    pub fn is_cut(&self, from: NodeId, to: NodeId) -> bool {
        self.links.is_cut(from, to)
    }

    fn schedule(&mut self, at: Micros, due: Due<P::Timer>) -> Slot {
        self.schedule_in(at, Turn::Ordinary, due)
    }

    fn schedule_in(&mut self, at: Micros, turn: Turn, due: Due<P::Timer>) -> Slot {
        let slot = Slot { at, turn, sequence: self.sequence };
        self.sequence += 1;
        self.due.insert(slot, due);
        slot
    }

    /// Lets a running node do something and carries out what it says.
    fn run(
        &mut self,
        node: NodeId,
        log: &mut Log,
        act: impl FnOnce(&mut P, &mut Outbox<P>),
    ) {
        let now = self.now;
        let host = &mut self.hosts[node.index()];
        let mut out = Outbox::new(node, host.clock.reading(now), &mut host.stream);
        act(&mut host.process, &mut out);
        let effects = out.effects;
        self.carry_out(node, effects, log);
    }

    /// Does what a process says. Apart from the above, which is compiled for each
    /// thing that a process is told.
    fn carry_out(&mut self, node: NodeId, effects: Vec<Effect<P>>, log: &mut Log) {
        let now = self.now;
        for effect in effects {
            match effect {
                Effect::Send(to, message) => self.send(node, to, message, log),
                Effect::SetTimer(timer, span) => self.set_timer(node, timer, span),
                Effect::CancelTimer(timer) => self.cancel_timer(node, timer),
                Effect::Note(text) => log.note(now, Some(node), text),
                Effect::Halt(repair) => return self.halt(node, repair, log),
            }
        }
    }

    fn send(
        &mut self,
        from: NodeId,
        to: NodeId,
        message: P::Message,
        log: &mut Log,
    ) {
        let passage = self.links.send(self.now, from, to, P::size(&message));
        let copy = passage.copy_arrives.map(|at| (at, message.clone()));
        let loss = match passage.is_lost {
            true if self.links.is_cut(from, to) => Some(Loss::Cut),
            true => Some(Loss::Chance),
            false => None,
        };
        self.launch(from, to, message, passage.arrives, loss, log);
        if let Some((at, message)) = copy {
            self.launch(from, to, message, Some(at), None, log);
        }
    }

    /// Puts a message on the network. One that will be lost gets half-way, or
    /// nowhere where messages wait to be released.
    fn launch(
        &mut self,
        from: NodeId,
        to: NodeId,
        message: P::Message,
        arrives: Option<Micros>,
        loss: Option<Loss>,
        log: &mut Log,
    ) {
        let id = MessageId(self.messages);
        self.messages += 1;
        if P::is_told(&message) {
            log.push(self.now, || Event::Sent {
                message: id,
                from,
                to,
                kind: P::kind(&message),
                label: message.to_string(),
            });
        }
        let sent = self.now;
        let slot = match (arrives, loss) {
            (None, None) => None,
            (Some(arrives), None) => Some(self.schedule(arrives, Due::Arrive(id))),
            (_, Some(_)) => {
                let way = arrives.unwrap_or(sent).since(sent).get();
                let half = sent + Micros::new(way / 2);
                Some(self.schedule(half, Due::Vanish(id)))
            }
        };
        let message = InFlight { from, to, message, sent, arrives, loss, slot };
        self.in_flight.insert(id, message);
    }

    fn set_timer(&mut self, node: NodeId, timer: P::Timer, span: Micros) {
        self.cancel_timer(node, timer);
        let at = match self.timers {
            Timers::Automatic => {
                let clock = self.hosts[node.index()].clock;
                self.now.saturating_add(clock.true_span(span))
            }
            Timers::Manual => Micros::MAX,
        };
        let slot = self.schedule(at, Due::Expire(node, timer));
        let set = self.now;
        self.hosts[node.index()].timers.insert(timer, host::Timer { set, slot });
    }

    fn cancel_timer(&mut self, node: NodeId, timer: P::Timer) {
        if let Some(running) = self.hosts[node.index()].timers.remove(&timer) {
            self.due.remove(&running.slot);
        }
    }

    fn start(&mut self, node: NodeId, log: &mut Log) {
        match self.hosts[node.index()].status {
            Status::Up => self.run(node, log, |process, out| process.start(out)),
            Status::Paused { until } => self.postpone(until, Due::Start(node)),
            Status::Stopped => {}
        }
    }

    fn arrive(&mut self, id: MessageId, log: &mut Log) {
        let to = self.message(id).to;
        match self.hosts[to.index()].status {
            Status::Up => {
                let InFlight { from, to, message, .. } = self.take(id);
                if P::is_told(&message) {
                    log.push(self.now, || Event::Received {
                        message: id,
                        from,
                        to,
                        kind: P::kind(&message),
                        label: message.to_string(),
                    });
                }
                self.run(to, log, |process, out| {
                    process.receive(from, message, out)
                });
            }
            Status::Paused { until } => self.postpone(until, Due::Arrive(id)),
            Status::Stopped => self.lose(id, Loss::Stopped, log),
        }
    }

    fn expire(&mut self, node: NodeId, timer: P::Timer, log: &mut Log) {
        let host = &mut self.hosts[node.index()];
        if let Status::Paused { until } = host.status {
            self.postpone(until, Due::Expire(node, timer));
            return;
        }
        host.timers.remove(&timer);
        if P::TELLS_TIMERS {
            log.push(self.now, || Event::Expired {
                node,
                label: timer.to_string(),
            });
        }
        self.run(node, log, |process, out| process.expire(timer, out));
    }

    /// Puts off what a paused node would have to do: it comes right after the
    /// node's awakening, in the order in which it was put off.
    fn postpone(&mut self, until: Micros, due: Due<P::Timer>) {
        let slot = self.schedule_in(until, Turn::PutOff, due);
        match due {
            Due::Arrive(id) => {
                self.in_flight.get_mut(&id).expect("it arrives").slot = Some(slot);
            }
            Due::Expire(node, timer) => {
                let host = &mut self.hosts[node.index()];
                host.timers.get_mut(&timer).expect("it expires").slot = slot;
            }
            Due::Start(_) | Due::Vanish(_) | Due::Resume(_) | Due::Restart(_) => {}
        }
    }

    fn message(&self, id: MessageId) -> &InFlight<P::Message> {
        self.in_flight.get(&id).expect("it is on its way")
    }

    /// Takes a message off the network.
    fn take(&mut self, id: MessageId) -> InFlight<P::Message> {
        let message = self.in_flight.remove(&id).expect("it is on its way");
        if let Some(slot) = message.slot {
            self.due.remove(&slot);
        }
        message
    }

    fn lose(&mut self, id: MessageId, loss: Loss, log: &mut Log) {
        let InFlight { from, to, message, .. } = self.take(id);
        if P::is_told(&message) {
            log.push(self.now, || Event::Lost {
                message: id,
                from,
                to,
                kind: P::kind(&message),
                label: message.to_string(),
                loss,
            });
        }
    }
}

impl<P: Process> Model for Cluster<P> {
    type Edit = Edit<P::Timer, P::Command>;

    fn next(&self) -> Option<Micros> {
        self.due.keys().next().map(|slot| slot.at).filter(|at| *at < Micros::MAX)
    }

    fn step(&mut self, log: &mut Log) {
        if self.next().is_none() {
            return; // what is due at the end of time never happens
        }
        let Some(slot) = self.due.first().map(|(slot, _)| *slot) else { return };
        let Some(due) = self.due.remove(&slot) else { return };
        self.now = slot.at;
        match due {
            Due::Start(node) => self.start(node, log),
            Due::Arrive(id) => self.arrive(id, log),
            Due::Vanish(id) => {
                let loss = self.message(id).loss.expect("only lost ones vanish");
                self.lose(id, loss, log);
            }
            Due::Expire(node, timer) => self.expire(node, timer, log),
            Due::Resume(node) => self.resume(node, log),
            Due::Restart(node) => self.restart(node, log),
        }
    }

    fn edit(&mut self, at: Micros, edit: &Self::Edit, log: &mut Log) {
        self.now = at;
        self.apply(edit, log);
    }

    fn name(&self, node: NodeId) -> String {
        let host = self.hosts.get(node.index()).or(self.hosts.first());
        host.map_or_else(String::new, |host| host.process.name(node))
    }
}
