//! A group at work, and what an observer wrote down of its leader and one follower.

use super::{Done, Group, LEADER, Work, rate};
use crate::consensus::raft::{Message, Node, RaftEdit, Timer};
use sim::cluster::{Condition, InFlight};
use sim::{Cluster, Edit, Log, MessageId, Micros, Model, NodeId};

/// The follower that is watched; the others do the same.
pub const FOLLOWER: NodeId = NodeId(1);

/// A message between the leader and the follower.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trip {
    /// Which message it is.
    pub id: MessageId,
    /// How many entries it brings; `None` for an answer.
    pub entries: Option<u32>,
    /// When it was sent.
    pub sent: Micros,
    /// When it occupied the link.
    pub on_wire: (Micros, Micros),
    /// When it arrives; `None` while it is held.
    pub arrives: Option<Micros>,
    /// Where it is, or what came of it.
    pub fate: Fate,
    /// Whether it will be lost on the way.
    is_doomed: bool,
}

/// Where a message is, or what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// On its way.
    Flies,
    /// It came at this moment.
    Came(Micros),
    /// It was lost at this moment.
    Lost(Micros),
}

/// A write to disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Write {
    /// Whose disk it is.
    pub node: NodeId,
    /// How many entries are written.
    pub entries: u32,
    /// When it began.
    pub from: Micros,
    /// When it is done, or was broken off.
    pub until: Micros,
    is_over: bool,
}

/// A group at work that is watched.
#[derive(Clone, Debug)]
pub struct Watched {
    group: Group,
    work: Work,
    /// In the order in which they were sent.
    trips: Vec<Trip>,
    /// The fate of so many of them, from the first on, is known.
    settled: usize,
    /// In the order in which they began.
    writes: Vec<Write>,
    /// How many entries the leader has not yet sent to the follower, from when on.
    waiting: Vec<(Micros, u32)>,
}

impl Watched {
    /// The group, about to begin.
    pub fn new(group: Group) -> Watched {
        let work = Work::new(&group);
        let (trips, writes, waiting) = Default::default();
        Watched { group, work, trips, settled: 0, writes, waiting }
    }

    /// The group.
    pub fn group(&self) -> &Group {
        &self.group
    }

    /// Its servers.
    pub fn cluster(&self) -> &Cluster<Node> {
        &self.work.run
    }

    /// The messages between leader and follower, in the order of sending.
    pub fn trips(&self) -> &[Trip] {
        &self.trips
    }

    /// The writes of both, in the order of their beginning.
    pub fn writes(&self) -> &[Write] {
        &self.writes
    }

    /// How many entries wait to be sent to the follower, from when on.
    pub fn waiting(&self) -> &[(Micros, u32)] {
        &self.waiting
    }

    /// How many Appends with entries the leader has sent to the follower and has no
    /// answer to.
    pub fn unanswered(&self) -> u32 {
        let Node::Server(leader) = self.work.run.process(LEADER) else { return 0 };
        leader.leadership().map_or(0, |leadership| leadership.in_flight(FOLLOWER))
    }

    /// The requests that are committed.
    pub fn done(&self) -> &[Done] {
        &self.work.done
    }

    /// While the last committed request was in hand: the stretch over which a rate is
    /// taken. All clients were answered once in it, if there were that many answers.
    pub fn lately(&self) -> Option<(Micros, Micros)> {
        let last = self.work.done.last()?;
        let asked = Micros::new(last.at.get() - last.took.get());
        Some((asked, last.at))
    }

    /// Requests committed in a second, of late.
    pub fn per_second(&self) -> Option<u64> {
        let (from, to) = self.lately()?;
        let done = &self.work.done;
        let before = done.partition_point(|done| done.at <= from);
        Some(rate((done.len() - before) as u64, to.since(from)))
    }

    /// In how many of a hundred moments, of late, a disk was writing.
    pub fn disk_busy(&self, node: NodeId) -> Option<u32> {
        let of_node = self.writes.iter().rev().filter(|write| write.node == node);
        self.busy(of_node.map(|write| (write.from, write.until)))
    }

    /// The same of the link from the leader to the follower.
    pub fn link_busy(&self) -> Option<u32> {
        let there = self.trips.iter().rev().filter(|trip| trip.entries.is_some());
        self.busy(there.map(|trip| trip.on_wire))
    }

    /// The share of the latest stretches, which come last first.
    fn busy(
        &self,
        stretches: impl Iterator<Item = (Micros, Micros)>,
    ) -> Option<u32> {
        let (from, to) = self.lately()?;
        let late = stretches.take_while(|(_, end)| *end > from);
        let busy: u64 =
            late.map(|(start, end)| end.min(to).since(start.max(from)).get()).sum();
        Some((100 * busy / to.since(from).get().max(1)) as u32)
    }

    /// Writes down what is new.
    fn watch(&mut self) {
        self.watch_messages();
        self.watch_disk(LEADER);
        self.watch_disk(FOLLOWER);
        let Node::Server(leader) = self.work.run.process(LEADER) else { return };
        let Some(leadership) = leader.leadership() else { return };
        let sent = leadership.progress(FOLLOWER).next - 1;
        let waiting = leader.log().last().index.saturating_sub(sent);
        if self.waiting.last().is_none_or(|(_, before)| *before != waiting) {
            self.waiting.push((self.work.run.now(), waiting));
        }
    }

    fn watch_messages(&mut self) {
        let cluster = &self.work.run;
        let now = cluster.now();
        let last = self.trips.last().map(|trip| trip.id);
        let open = &mut self.trips[self.settled..];
        for trip in open.iter_mut().filter(|trip| trip.fate == Fate::Flies) {
            let to = if trip.entries.is_some() { FOLLOWER } else { LEADER };
            let is_lost =
                trip.is_doomed || cluster.condition(to) == Condition::Stopped;
            match cluster.in_flight().find(|(id, _)| *id == trip.id) {
                Some((_, message)) => trip.arrives = message.arrives,
                None if is_lost => trip.fate = Fate::Lost(now),
                None => trip.fate = Fate::Came(now),
            }
        }
        let settled = open.iter().take_while(|trip| trip.fate != Fate::Flies);
        self.settled += settled.count();
        let new = cluster.in_flight().filter(|(id, _)| last < Some(*id));
        let new = new.filter_map(|(id, message)| self.group.trip(id, message));
        self.trips.extend(new);
    }

    fn watch_disk(&mut self, node: NodeId) {
        let Node::Server(server) = self.work.run.process(node) else { return };
        let timer = self.work.run.timer(node, Timer::Write);
        let of_node = |write: &&mut Write| write.node == node && !write.is_over;
        if let Some(write) = self.writes.iter_mut().rev().find(of_node) {
            if timer.is_some_and(|(set, _)| set == write.from) {
                return;
            }
            write.is_over = true;
            write.until = write.until.min(self.work.run.now());
        }
        if let Some((from, until)) = timer {
            let entries = server.log().last().index - server.written();
            self.writes.push(Write { node, entries, from, until, is_over: false });
        }
    }
}

impl Group {
    /// A message that was just sent, if it is one between leader and follower.
    fn trip(&self, id: MessageId, message: &InFlight<Message>) -> Option<Trip> {
        let entries = match &message.message {
            Message::Append { entries, .. } if message.to == FOLLOWER => {
                Some(entries.len() as u32)
            }
            Message::Appended { .. } if message.from == FOLLOWER => None,
            _ => return None, // with others, or not what a leader in peace says
        };
        let arrives = message.arrives;
        let half = self.round_trip.get() / 2;
        let left = arrives.map_or(message.sent, |at| {
            Micros::new(at.get().saturating_sub(half)).max(message.sent)
        });
        let began = left.since(self.on_wire(entries.unwrap_or(0)));
        let on_wire = (Micros::new(began.get()).max(message.sent), left);
        let is_doomed = message.loss.is_some();
        let (sent, fate) = (message.sent, Fate::Flies);
        Some(Trip { id, entries, sent, on_wire, arrives, fate, is_doomed })
    }
}

impl Model for Watched {
    type Edit = RaftEdit;

    fn next(&self) -> Option<Micros> {
        self.work.run.next()
    }

    fn step(&mut self, log: &mut Log) {
        self.work.go_on(|run| run.step(log));
        self.watch();
    }

    fn edit(&mut self, at: Micros, edit: &RaftEdit, log: &mut Log) {
        if let Edit::Drop(dropped) = edit {
            let its = self.trips.iter_mut().filter(|trip| trip.id == *dropped);
            its.for_each(|trip| trip.is_doomed = true);
        }
        self.work.edit(at, edit, log);
        self.watch();
    }

    fn name(&self, node: NodeId) -> String {
        self.work.run.name(node)
    }
}
