//! One write and one read on the shared store: the read is sent a while after the
//! write was acknowledged.

use super::{Curve, Quorums, Wars};
use crate::replication::store::{
    self, Action, Command, Jitter, Key, Node, Operation, Protocol, Switch, Timer,
    client, cluster, history, server, stale_reads,
};
use sim::{Cluster, Edit, Event, Latency, Log, Micros, Model, NodeId};
use std::rc::Rc;

/// The key.
pub const KEY: Key = Key(0);
/// So many spares there are where quorums are sloppy.
const SPARES: u32 = 2;
/// When the write is sent.
pub const BEGIN: Micros = Micros::from_millis(5);
/// A read at the very moment of the acknowledgement is sent so long after it.
const JUST_AFTER: Micros = Micros::new(1);
/// Fewer than so many of a million stale reads are rare.
pub const RARE_PPM: u32 = 1_000;
/// So many reads are behind the curve.
pub const TRIALS: u32 = 4_000;
/// The curve is as long as so many mean delays of the write.
pub const MEANS: u64 = 8;

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trial {
    /// N, R and W.
    pub quorums: Quorums,
    /// How long a message between the writer and a replica takes on average.
    pub write: Micros,
    /// The same of the reader.
    pub read: Micros,
    /// How long after the acknowledgement the read is sent.
    pub after: Micros,
    /// Whether other servers stand in for silent replicas.
    pub sloppy: Switch,
    /// Whether a read brings those up to date that have less.
    pub repair: Switch,
    /// How long the writer waits for a replica until it takes it for silent.
    pub patience: Micros,
}

impl Trial {
    fn settings(&self) -> store::Settings {
        let Quorums { replicas, read, write } = self.quorums;
        let spares = if self.sloppy.is_on() { SPARES } else { 0 };
        store::Settings {
            servers: [replicas + spares, 0],
            replicas,
            read_quorum: read,
            write_quorum: write,
            clients: [2, 0],
            protocol: Protocol::OneRound,
            read_repair: self.repair,
            hinted_handoff: self.sloppy,
            sloppy_quorum: self.sloppy,
            near: self.write,
            jitter: Jitter::Exponential,
            time_out: Micros::from_millis(200),
            patience: self.patience,
            think: None,
            ..store::Settings::default()
        }
    }

    /// Its delays.
    pub fn wars(&self) -> Wars {
        let means = [self.write, self.write, self.read, self.read];
        Wars { quorums: self.quorums, means }
    }
}

/// A write, and a read that races it.
#[derive(Clone, Debug)]
pub struct Race {
    trial: Trial,
    cluster: Cluster<Node>,
    curve: Rc<Curve>,
    /// Whether the write was sent, and the read.
    has_written: bool,
    has_read: bool,
    is_rare: bool,
}

impl Race {
    /// The race of a trial on this seed.
    pub fn new(trial: Trial, seed: u64) -> Race {
        let step = Micros::new((trial.write.get() / 10).max(1));
        let until = Micros::new(MEANS * trial.write.get());
        let curve = trial.wars().curve(TRIALS, (step, until), 1);
        Race::with_curve(trial, Rc::new(curve), seed)
    }

    /// The same, where the curve is known.
    pub fn with_curve(trial: Trial, curve: Rc<Curve>, seed: u64) -> Race {
        let settings = trial.settings();
        let mut cluster = cluster(&settings, seed);
        let reader = settings.all_clients().nth(1).unwrap_or_default();
        let latency = Latency::Exponential { min: Micros::ZERO, mean: trial.read };
        for server in settings.all_servers() {
            cluster = cluster.with_latency((reader, server), latency);
        }
        let (has_written, has_read, is_rare) = (false, false, false);
        Race { trial, cluster, curve, has_written, has_read, is_rare }
    }

    /// The servers and the two clients.
    pub fn cluster(&self) -> &Cluster<Node> {
        &self.cluster
    }

    /// What is tried.
    pub fn trial(&self) -> &Trial {
        &self.trial
    }

    /// How many of many such reads would be stale, by when they come.
    pub fn curve(&self) -> &Curve {
        &self.curve
    }

    /// Who writes, and who reads.
    pub fn clients(&self) -> [NodeId; 2] {
        let first = store::settings(&self.cluster).server_count();
        [NodeId(first), NodeId(first + 1)]
    }

    /// The write that is raced.
    pub fn write(&self) -> Option<&Operation> {
        let [writer, _] = self.clients();
        client(&self.cluster, writer).operations().first()
    }

    /// The reads, in order.
    pub fn reads(&self) -> impl Iterator<Item = &Operation> {
        let [_, reader] = self.clients();
        let operations = client(&self.cluster, reader).operations().iter();
        operations.filter(|operation| operation.action == Action::Read)
    }

    /// When the write was acknowledged.
    pub fn acknowledged(&self) -> Option<Micros> {
        self.write()?.answered()
    }

    /// Whether a server has the newest write.
    pub fn is_new(&self, node: NodeId) -> bool {
        let newest = store::merged(&self.cluster, KEY);
        let has = server(&self.cluster, node).versions(KEY);
        !newest.is_empty() && has == newest
    }

    /// Whether it keeps it for another one.
    pub fn keeps_for(&self, node: NodeId) -> Option<NodeId> {
        server(&self.cluster, node).hints().first().map(|hint| hint.home)
    }

    /// Whether the last read that was answered misses an acknowledged write.
    pub fn is_stale(&self) -> Option<bool> {
        let history = history(&self.cluster);
        let stale = stale_reads(&self.cluster, &history);
        let is_read = |operation: &Operation| {
            operation.action == Action::Read && operation.answered().is_some()
        };
        let last = history.iter().rposition(is_read)?;
        Some(stale.iter().any(|(read, _)| *read == last))
    }

    /// What comes next that the store does not do by itself.
    fn due(&self) -> Option<(Micros, Due)> {
        if !self.has_written {
            return Some((BEGIN, Due::Write));
        }
        let acknowledged = self.acknowledged()?;
        if !self.has_read {
            let after = self.trial.after.max(JUST_AFTER);
            return Some((acknowledged + after, Due::Read));
        }
        let is_ever_stale = self.curve.stale_ppm(Micros::ZERO) >= RARE_PPM;
        let rare = self.curve.rarer_than(RARE_PPM).filter(|_| is_ever_stale)?;
        (!self.is_rare).then_some((acknowledged + rare, Due::Rare))
    }

    fn ask(
        &mut self,
        (at, client): (Micros, NodeId),
        action: Action,
        log: &mut Log,
    ) {
        let command = Command { action, key: KEY };
        self.cluster.edit(at, &Edit::Ask(client, command), log);
    }
}

/// What the race does by itself.
#[derive(Clone, Copy)]
enum Due {
    Write,
    Read,
    Rare,
}

impl Model for Race {
    type Edit = Edit<Timer, Command>;

    fn next(&self) -> Option<Micros> {
        let now = self.cluster.now();
        let due = self.due().map(|(at, _)| at.max(now));
        self.cluster.next().into_iter().chain(due).min()
    }

    fn step(&mut self, log: &mut Log) {
        let (now, next) = (self.cluster.now(), self.cluster.next());
        let due = self.due().map(|(at, due)| (at.max(now), due));
        let due = due.filter(|(at, _)| next.is_none_or(|next| *at < next));
        let [writer, reader] = self.clients();
        match due {
            None => self.cluster.step(log),
            Some((at, Due::Write)) => {
                self.has_written = true;
                self.ask((at, writer), Action::Write, log);
            }
            Some((at, Due::Read)) => {
                self.has_read = true;
                self.ask((at, reader), Action::Read, log);
            }
            Some((at, Due::Rare)) => {
                self.is_rare = true;
                log.push(at, || Event::Noted {
                    node: None,
                    text: "By the curve fewer than 1 in 1,000 reads are stale now"
                        .into(),
                });
            }
        }
    }

    fn edit(&mut self, at: Micros, edit: &Self::Edit, log: &mut Log) {
        self.cluster.edit(at, edit, log);
    }

    fn name(&self, node: NodeId) -> String {
        self.cluster.name(node)
    }
}
