//! How long a cluster is without a leader, over many crashes of one.
//!
//! The laboratory of the Raft paper, with the servers of [`raft`]: a leader that
//! has been at work crashes, and the clock runs until another has been elected.
//! Each trial is one such crash.
//!
//! - As in the paper the leader crashes at a random moment of its heartbeat
//!   interval, which is half of the shortest election timeout, and it has sent its
//!   last heartbeat to all at the same time: that encourages split votes.
//! - As there, some servers have a shorter log and so cannot win:
//!   [`Trial::behind`] of them.
//! - Source: Ongaro and Ousterhout, *In Search of an Understandable Consensus
//!   Algorithm* (USENIX ATC 2014), §9.3, Figure 16; Ongaro's dissertation, ch. 9.
//! - Cost: a trial of five servers takes some 100 µs.
//! - Left out: the time to write a vote to disk, which the paper's figures hold.
//!
//! ```
//! # use models::consensus::election::{Trial, downtimes};
//! # use sim::Micros;
//! let trial = Trial { spread: Micros::from_millis(50), ..Trial::default() };
//! let downtimes = downtimes(&trial, 100, 7);
//! assert_eq!(downtimes.len(), 100);
//! assert!(downtimes[50] < Some(Micros::from_millis(400)));
//! ```

use super::raft::{self, Entry, Node, Payload, Server, Settings, Stability};
use sim::cluster::Condition;
use sim::{Cluster, Edit, Latency, Log, Micros, Model, Network, NodeId, Stream};

/// The server that leads until it crashes.
pub const FIRST: NodeId = NodeId(0);

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trial {
    /// How many servers there are, the one that crashes among them.
    pub servers: u32,
    /// The shortest election timeout.
    pub timeout: Micros,
    /// How much longer a timeout may be, each length as likely.
    pub spread: Micros,
    /// How long a message takes at least and at most, one way.
    pub latency: (Micros, Micros),
    /// How many of the others have a shorter log than the rest; fewer than half.
    pub behind: u32,
    /// Whether candidates ask for pre-votes first.
    pub stability: Stability,
    /// When to give up.
    pub patience: Micros,
}

impl Default for Trial {
    /// The paper's cluster: five servers, a broadcast time of about 15 ms, two
    /// servers that cannot win, timeouts of 150 to 300 ms.
    fn default() -> Trial {
        let millis = Micros::from_millis;
        Trial {
            servers: 5,
            timeout: millis(150),
            spread: millis(150),
            latency: (millis(7), millis(8)),
            behind: 2,
            stability: Stability::Plain,
            patience: Micros::from_secs(10),
        }
    }
}

/// How a trial went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Election {
    /// From the crash of the leader to the election of the next one; `None` if
    /// [`Trial::patience`] ended first.
    pub downtime: Option<Micros>,
    /// How many terms began: more than one means a split vote, or a candidate
    /// that could not win.
    pub terms: u32,
}

impl Trial {
    fn settings(&self) -> Settings {
        let (min, max) = self.latency;
        Settings {
            servers: self.servers,
            clients: 0,
            timeout: self.timeout,
            spread: self.spread,
            heartbeat: Micros::new((self.timeout.get() / 2).max(1)),
            stability: self.stability,
            network: Network {
                latency: Latency::Uniform { min, max },
                ..Network::default()
            },
            ..Settings::default()
        }
    }

    /// The cluster of a trial at time zero, when the leader sends its last heartbeat
    /// to all; and the moment at which it crashes.
    pub fn start(&self, seed: u64) -> (Cluster<Node>, Micros) {
        let settings = self.settings();
        let server = |node: NodeId| {
            let entries = match node {
                FIRST => 1,
                node if self.is_behind(node) => 1,
                NodeId(_) => 2,
            };
            let entry = Entry { term: 1, payload: Payload::Nothing };
            let server = Server::on_disk(settings, node, 1, &vec![entry; entries]);
            Node::Server(if node == FIRST { server.leading() } else { server })
        };
        let servers = settings.servers().map(server).collect();
        let cluster = Cluster::new(servers, settings.network, seed);
        let mut dice = Stream::new(seed, "crash", 0);
        (cluster, Micros::new(dice.below(settings.heartbeat.get())))
    }

    /// Whether a server has a shorter log than most, and so cannot win.
    pub const fn is_behind(&self, node: NodeId) -> bool {
        node.0 + self.behind >= self.servers
    }

    /// The same as it stands when the leader has just crashed, for those who want to
    /// watch what follows; and the moment.
    pub fn crashed(&self, seed: u64) -> (Cluster<Node>, Micros) {
        let (mut cluster, crash) = self.start(seed);
        while cluster.next().is_some_and(|at| at <= crash) {
            cluster.step(&mut Log::off());
        }
        cluster.edit(crash, &Edit::Crash(FIRST), &mut Log::off());
        (cluster, crash)
    }

    /// One crash, and what follows.
    pub fn run(&self, seed: u64) -> Election {
        let (mut cluster, crash) = self.crashed(seed);
        let term = highest_term(&cluster);
        let end = crash + self.patience;
        while let Some(at) = cluster.next().filter(|at| *at <= end) {
            cluster.step(&mut Log::off());
            if has_leader(&cluster) {
                let downtime = Some(at.since(crash));
                return Election { downtime, terms: highest_term(&cluster) - term };
            }
        }
        Election { downtime: None, terms: highest_term(&cluster) - term }
    }
}

/// The seed of one of many trials.
pub const fn seed_of(seed: u64, run: u32) -> u64 {
    seed.wrapping_mul(1 << 20) + run as u64
}

/// The downtimes of so many trials, the shortest first; those without an end last.
pub fn downtimes(trial: &Trial, count: u32, seed: u64) -> Vec<Option<Micros>> {
    let mut downtimes: Vec<Option<Micros>> = Vec::new();
    let rank = |downtime: Option<Micros>| downtime.unwrap_or(Micros::MAX);
    for run in 0..count {
        let downtime = trial.run(seed_of(seed, run)).downtime;
        let place = downtimes.partition_point(|d| rank(*d) <= rank(downtime));
        downtimes.insert(place, downtime);
    }
    downtimes
}

fn highest_term(cluster: &Cluster<Node>) -> u32 {
    raft::servers(cluster).map(|(_, server)| server.term()).max().unwrap_or(0)
}

fn has_leader(cluster: &Cluster<Node>) -> bool {
    raft::servers(cluster).any(|(node, server)| {
        cluster.condition(node) != Condition::Stopped
            && server.leadership().is_some()
    })
}
