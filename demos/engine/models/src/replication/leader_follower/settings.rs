//! What a group is made of: how many servers, when a write is acknowledged, how a new
//! leader is found, and how long things take.

use super::Reads;
use sim::{Chance, Latency, Micros, Network, NodeId};

/// Who watches the leader and names the next one.
pub const MONITOR: NodeId = NodeId(0);
/// The server that leads first, called S1.
pub const FIRST: NodeId = NodeId(1);
/// How many clients there are, called C1 and C2.
pub const CLIENTS: u32 = 2;

/// When the leader acknowledges a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Once it has the write in memory, before it is on any disk.
    Memory,
    /// Once it is on its own disk: asynchronous replication.
    Leader,
    /// Once it is on the disk of one follower as well: semi-synchronous.
    OneFollower,
    /// Once it is on the disks of a majority of the servers, the leader among them.
    Majority,
    /// Once it is on all disks.
    All,
}

impl Policy {
    /// How many followers have to have a write before it is acknowledged.
    pub const fn followers(self, servers: u32) -> u32 {
        match self {
            Policy::Memory | Policy::Leader => 0,
            Policy::OneFollower => 1,
            Policy::Majority => servers / 2,
            Policy::All => servers - 1,
        }
    }

    /// How many servers have to say what they have before one is made leader, so that
    /// one of them has each acknowledged write whichever others are silent.
    ///
    /// Where fewer copies are promised that would be nearly all servers, and a group
    /// with one server down could never fail over: there whoever answers has to do.
    pub const fn answers(self, servers: u32) -> u32 {
        match self {
            Policy::Majority => servers / 2 + 1,
            Policy::Memory | Policy::Leader | Policy::OneFollower | Policy::All => {
                1
            }
        }
    }
}

/// Which of the servers that answer is made leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Election {
    /// The first in the list.
    First,
    /// The one whose log is furthest.
    MostAdvanced,
}

/// What keeps a leader that was replaced from acknowledging writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fencing {
    /// Nothing.
    None,
    /// Whoever has heard of a newer epoch refuses the older one, and says so.
    Epoch,
    /// And a leader stops by itself if the monitor has not answered for so long that
    /// it may have named another one.
    Lease,
}

/// What a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many servers there are.
    pub servers: u32,
    /// When a write is acknowledged.
    pub policy: Policy,
    /// After how long without an answer of a follower a leader that waits for one
    /// goes on without: MySQL's `rpl_semi_sync_source_timeout`. `None` is never.
    pub fall_back: Option<Micros>,
    /// Which server is made leader.
    pub election: Election,
    /// What stops the old leader.
    pub fencing: Fencing,
    /// For how long the monitor hears nothing until it takes the leader to be dead.
    pub detection: Micros,
    /// How many writes come in a second, at random, from both clients together.
    pub writes_per_s: u32,
    /// No write comes by itself from then on.
    pub writes_until: Micros,
    /// How long a write is on the leader's disk before it is sent to the follower that
    /// is the least behind: it is the last in the circle of servers.
    pub lag: Micros,
    /// By how much each further follower is more behind.
    pub lag_step: Micros,
    /// How long it takes to force writes to disk.
    pub disk: Micros,
    /// How long a message takes: a fifth more or less, or exactly so long.
    pub latency: Micros,
    /// By how many per cent latencies differ from that, either way.
    pub jitter_percent: u32,
    /// How many messages are lost, and how many come twice.
    pub faulty_percent: u32,
    /// When a server that was crashed comes up again, if ever.
    pub repair: Option<Micros>,
    /// What clients read, if they do.
    pub reads: Option<Reads>,
}

impl Default for Settings {
    /// Three servers, asynchronous, fenced by epoch.
    fn default() -> Settings {
        Settings {
            servers: 3,
            policy: Policy::Leader,
            fall_back: None,
            election: Election::MostAdvanced,
            fencing: Fencing::Epoch,
            detection: Micros::from_millis(500),
            writes_per_s: 6,
            writes_until: Micros::from_secs(4),
            lag: Micros::from_millis(300),
            lag_step: Micros::from_millis(200),
            disk: Micros::from_millis(10),
            latency: Micros::from_millis(40),
            jitter_percent: 20,
            faulty_percent: 0,
            repair: None,
            reads: None,
        }
    }
}

impl Settings {
    pub(super) fn network(&self) -> Network {
        let part = self.latency.get() * u64::from(self.jitter_percent) / 100;
        let min = Micros::new(self.latency.get() - part);
        let max = Micros::new(self.latency.get() + part);
        let faulty = Chance::percent(self.faulty_percent);
        Network {
            latency: Latency::Uniform { min, max },
            loss: faulty,
            duplication: faulty,
            reordering: faulty,
            bandwidth: None,
        }
    }

    /// The servers, in order.
    pub fn servers(&self) -> impl DoubleEndedIterator<Item = NodeId> + Clone {
        (0..self.servers).map(|server| NodeId(FIRST.0 + server))
    }

    /// The clients, in order.
    pub fn clients(&self) -> impl DoubleEndedIterator<Item = NodeId> + Clone {
        let first = FIRST.0 + self.servers;
        (0..CLIENTS).map(move |client| NodeId(first + client))
    }

    /// How long a write is on the disk of a leader before it is sent to a follower.
    pub fn lag(&self, leader: NodeId, follower: NodeId) -> Micros {
        let away = (self.servers + leader.0 - follower.0) % self.servers;
        let step = self.lag_step.get() * u64::from(away.saturating_sub(1));
        self.lag + Micros::new(step)
    }

    /// How long a node waits for an answer until it sends anew: two round trips with
    /// a disk each, and a round trip more.
    pub(super) fn patience(&self) -> Micros {
        Micros::new(6 * self.latency.get() + 2 * self.disk.get())
    }

    /// How long a client waits for a write: for as long as it should take where the
    /// followers are behind, and some more.
    pub(super) fn client_patience(&self) -> Micros {
        let all = u64::from(self.servers) * self.lag_step.get() + self.lag.get();
        self.patience() + Micros::new(all)
    }

    /// How long a client waits that was refused: a round trip.
    pub(super) fn backoff(&self) -> Micros {
        Micros::new(2 * self.latency.get())
    }
}
