//! Who takes part, how replicas decide between two writes, and how long things
//! take.

use sim::{Chance, Latency, Micros, Network, NodeId};

/// The two replicas, called A and B.
pub const REPLICAS: [NodeId; 2] = [NodeId(0), NodeId(1)];
/// The two clients: Ann asks replica A, and Bob replica B.
pub const CLIENTS: [NodeId; 2] = [NodeId(2), NodeId(3)];

/// The replica that a client asks.
pub const fn home(client: NodeId) -> NodeId {
    NodeId(client.0 - CLIENTS[0].0)
}

/// The other replica.
pub const fn other(replica: NodeId) -> NodeId {
    NodeId(1 - replica.0)
}

/// How a replica decides what it keeps of two writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The one with the greater stamp of a clock.
    LastWriteWins,
    /// Both, unless one had seen the other.
    VersionVectors,
    /// As before, but a write counts as one that has seen all that its replica
    /// holds: what goes wrong where nobody says what a client has read.
    NoContext,
}

/// What a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How two writes are told apart.
    pub rule: Rule,
    /// How far the clocks of A and B are ahead.
    pub ahead: [Micros; 2],
    /// How many writes come by themselves in a second, from both clients together.
    pub writes_per_s: u32,
    /// None comes by itself from then on.
    pub writes_until: Micros,
    /// How many of those read first, in per cent.
    pub reads_percent: u32,
    /// How long a replica waits until it tells the other what has changed.
    pub lag: Micros,
    /// How long a message takes.
    pub latency: Micros,
    /// By how many per cent latencies differ from that, either way.
    pub jitter_percent: u32,
    /// How many messages are lost, how many come twice and how many are overtaken.
    pub faulty_percent: u32,
    /// When a replica that was crashed comes up again, if ever.
    pub repair: Option<Micros>,
}

impl Default for Settings {
    /// The last write wins, and A's clock is 300 ms ahead.
    fn default() -> Settings {
        Settings {
            rule: Rule::LastWriteWins,
            ahead: [Micros::from_millis(300), Micros::ZERO],
            writes_per_s: 0,
            writes_until: Micros::from_secs(2),
            reads_percent: 0,
            lag: Micros::from_millis(200),
            latency: Micros::from_millis(30),
            jitter_percent: 0,
            faulty_percent: 0,
            repair: Some(Micros::from_millis(300)),
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

    /// How long a node waits for an answer until it asks again: two round trips.
    pub(super) fn patience(&self) -> Micros {
        Micros::new(4 * self.latency.get().max(1_000))
    }
}
