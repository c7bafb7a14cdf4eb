//! A run of Raft under every fault, after which all is repaired.

use super::watch::Watch;
use crate::faults::{EditOf, HeldOver};
use models::consensus::raft::{
    self, Admission, Client, Command, LeaderSends, Node, Sending, Settings,
    Stability, Timer, Window, checks,
};
use sim::cluster::Condition;
use sim::{Cluster, Edit, Event, Log, Micros, Model, NodeId, Record, Stream};

/// How long faults happen: time for some ten elections.
pub const FAULTS_END: Micros = Micros::from_secs(4);

/// How long a request waits at most once all is repaired: a hundred times the
/// shortest election timeout. Clients ask all servers in turn within seven of them;
/// the rest is for messages that are still lost, and for servers that were removed,
/// do not know it and stand for election again and again (dissertation §4.2.3).
pub const ANSWERED_WITHIN: Micros = Micros::from_secs(10);

/// How long a message is held over at most: past an election, a crash or a repair.
const HELD_LONGEST: Micros = Micros::from_millis(400);

/// One run of so many is written down, for what only its log shows.
pub const RECORDED: u64 = 10;

type RaftEdit = EditOf<Node>;

/// Settings that differ from seed to seed, so that all variants meet all faults.
pub fn settings(seed: u64) -> Settings {
    let millis = Micros::from_millis;
    let mut dice = Stream::new(seed, "settings", 0);
    let mut up_to = |most: u64| dice.between(1, most) as u32;
    let window = Window { batch: up_to(4), in_flight: up_to(4) };
    let stability = match seed % 3 {
        0 => Stability::Guarded,
        _ => Stability::Plain,
    };
    Settings {
        servers: [3, 5][seed as usize % 2],
        spares: u32::from(seed.is_multiple_of(5)),
        clients: 3,
        think: millis(10),
        timeout: millis(100),
        spread: millis(100),
        heartbeat: millis(35),
        stability,
        compaction: [None, Some(3), Some(8)][seed as usize / 2 % 3],
        sending: match up_to(2) {
            1 => Sending::Pipelined(window),
            _ => Sending::Unconfirmed,
        },
        write: [0, 2, 20].map(millis)[up_to(3) as usize - 1],
        leader_sends: match up_to(2) {
            1 => LeaderSends::AfterWriting,
            _ => LeaderSends::WhileWriting,
        },
        admission: match up_to(3) {
            1 => Admission::AtOnce,
            2 => Admission::CaughtUp,
            _ => Admission::InRounds(up_to(4)),
        },
        ..Settings::default()
    }
    .with_faults([0, 3, 10][seed as usize / 7 % 3])
}

/// A cluster under faults, with messages held over.
pub struct Ordeal {
    seed: u64,
    settings: Settings,
    pub cluster: Cluster<Node>,
    dice: Stream,
    held_over: HeldOver,
    /// When the next fault happens.
    fault_at: Micros,
    records: Vec<Record>,
    pub watch: Watch,
    /// How many crashes lost entries that were not on disk.
    pub lost: u64,
    /// The first thing that was wrong.
    wrong: Option<&'static str>,
}

impl Ordeal {
    pub fn new(seed: u64, settings: Settings) -> Ordeal {
        let mut dice = Stream::new(seed, "faults", 0);
        Ordeal {
            seed,
            settings,
            cluster: raft::cluster(&settings, seed),
            held_over: HeldOver::new(seed, FAULTS_END, HELD_LONGEST),
            fault_at: Micros::from_millis(dice.between(150, 1_500)),
            dice,
            records: Vec::new(),
            watch: Watch::default(),
            lost: 0,
            wrong: None,
        }
    }

    /// Faults until their time is over; every check on the way. What a new leader
    /// lacks shows while it leads, and a mismatch of logs until one is repaired;
    /// what else is wrong the witnesses keep. What is wrong, if anything is.
    pub fn endure(&mut self) -> Option<&'static str> {
        let mut steps = 0;
        let mut known = 0;
        while self.wrong.is_none() && self.step(FAULTS_END) {
            steps += 1;
            let elections = elections(&self.cluster);
            if steps % 64 == 0 || elections != known {
                known = elections;
                self.wrong = self.wrong.or(checks::violated(&self.cluster));
            }
        }
        self.wrong.or(checks::violated(&self.cluster))
    }

    /// All is repaired but the network, and the messages that are still held come.
    /// It goes on until each client has been answered what it has asked, and one
    /// thing that it asks after the repair.
    pub fn recover(&mut self) {
        let heal = pairs(&self.cluster).map(|(a, b)| Edit::Heal(a, b));
        let restart = self.cluster.nodes().map(Edit::Restart);
        let edits = heal.chain(restart).collect();
        self.edit(FAULTS_END, edits);
        let waits = |(_, client): (_, &Client)| {
            let later = client.asked().iter().filter(|asked| asked.at > FAULTS_END);
            !later.clone().any(|asked| asked.answer.is_some())
        };
        while raft::clients(&self.cluster).any(waits) {
            let is_in_time = self.step(FAULTS_END + ANSWERED_WITHIN);
            assert!(is_in_time, "seed {}: a client is not answered", self.seed);
        }
        let wrong = self.wrong.or(checks::violated(&self.cluster));
        assert_eq!(wrong, None, "seed {}", self.seed);
    }

    /// Whether a server said this, in a run that is written down.
    pub fn noted(&self, part: &str) -> bool {
        self.records.iter().any(|record| match &record.event {
            Event::Noted { text, .. } => text.contains(part),
            _ => false,
        })
    }

    /// Lets one thing happen, unless that is for `until` or later.
    fn step(&mut self, until: Micros) -> bool {
        let fault = Some(self.fault_at).filter(|at| *at < FAULTS_END);
        let due = [self.cluster.next(), self.held_over.due(), fault];
        let next = due.into_iter().flatten().min().filter(|at| *at < until);
        let Some(at) = next else { return false };
        let mut log = match self.seed.is_multiple_of(RECORDED) {
            true => Log::to(&mut self.records),
            false => Log::off(),
        };
        if self.cluster.next() == Some(at) {
            self.cluster.step(&mut log);
        } else if self.held_over.due() == Some(at) {
            self.held_over.act(at, &mut self.cluster, &mut log);
        } else {
            self.befall(at);
        }
        self.look();
        true
    }

    fn look(&mut self) {
        let wrong = self.watch.look(&self.cluster);
        self.wrong = self.wrong.or(wrong);
    }

    /// The next fault. They come in bursts, between which a leader may work.
    fn befall(&mut self, at: Micros) {
        let fault = fault(&self.settings, &self.cluster, &mut self.dice);
        self.edit(at, fault);
        let gap = match self.dice.below(5) {
            0 => self.dice.between(200, 800),
            _ => self.dice.between(5, 80),
        };
        self.fault_at = at + Micros::from_millis(gap);
    }

    fn edit(&mut self, at: Micros, edits: Vec<RaftEdit>) {
        for edit in edits {
            if let Edit::Crash(node) = edit {
                let mut servers = raft::servers(&self.cluster);
                let loses = |(id, server): (NodeId, &raft::Server)| {
                    id == node && server.written() < server.log().last().index
                };
                self.lost += u64::from(servers.any(loses));
            }
            self.cluster.edit(at, &edit, &mut Log::off());
            self.look();
        }
    }
}

/// How many elections were won.
pub fn elections(cluster: &Cluster<Node>) -> usize {
    raft::servers(cluster).map(|(_, server)| server.witness().led().count()).sum()
}

/// Something that happens from outside, drawn by chance; half of the time to the
/// leader.
fn fault(
    settings: &Settings,
    cluster: &Cluster<Node>,
    dice: &mut Stream,
) -> Vec<RaftEdit> {
    let servers = u64::from(settings.servers + settings.spares);
    let mut server = || NodeId(dice.below(servers) as u32);
    let (any, b, c) = (server(), server(), server());
    let a = match dice.below(2) {
        0 => any,
        _ => raft::leader(cluster).unwrap_or(any),
    };
    let client = NodeId((servers + dice.below(settings.clients.into())) as u32);
    let is_down = cluster.condition(a) == Condition::Stopped;
    let others = settings.servers().filter(|node| *node != a);
    let stand = Edit::Expire(a, Timer::Election);
    match dice.below(22) {
        0..=3 if is_down => vec![Edit::Restart(a)],
        0 | 1 => vec![Edit::Crash(a)],
        2 => vec![Edit::Pause(a, Micros::from_millis(dice.below(200)))],
        3 => vec![Edit::Crash(a), Edit::Restart(a), stand],
        4 => vec![Edit::Restart(c)],
        5 => vec![stand],
        6 => vec![Edit::Cut(a, b)],
        7 => vec![Edit::Block(a, b)],
        8 => partition(cluster, dice),
        // Clients still reach it.
        9..=11 => others.map(|node| Edit::Cut(a, node)).collect(),
        12 | 13 => vec![Edit::Heal(a, b)],
        14 => pairs(cluster).map(|(a, b)| Edit::Heal(a, b)).collect(),
        15 => vec![Edit::Ask(a, Command::Compact)],
        16 => vec![Edit::Ask(a, Command::Add(b))],
        17 => vec![Edit::Ask(a, Command::Remove(b))],
        18 | 19 => vec![Edit::Ask(a, Command::Transfer(b))],
        // A client forgets what it waits for.
        _ => vec![Edit::Crash(client), Edit::Restart(client)],
    }
}

/// All nodes, servers and clients, fall in two parts.
fn partition(cluster: &Cluster<Node>, dice: &mut Stream) -> Vec<RaftEdit> {
    let sides = dice.below(1 << cluster.nodes().count());
    let side = |node: NodeId| sides >> node.0 & 1;
    let apart = pairs(cluster).filter(|(a, b)| side(*a) != side(*b));
    apart.map(|(a, b)| Edit::Cut(a, b)).collect()
}

/// All pairs of nodes.
fn pairs(cluster: &Cluster<Node>) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
    let after = |a: NodeId| cluster.nodes().filter(move |b| a < *b);
    cluster.nodes().flat_map(move |a| after(a).map(move |b| (a, b)))
}
