//! What a run is: how long the chain is, how long things take, and the rules.

use sim::{Chance, Latency, Micros, Network, NodeId};

/// Who says which servers are the chain.
pub const MASTER: NodeId = NodeId(0);
/// How many clients there are.
pub const CLIENTS: u32 = 2;

/// The clients, in order.
pub fn clients() -> impl Iterator<Item = NodeId> + Clone {
    (1..=CLIENTS).map(NodeId)
}

/// The server that is the head at first.
pub const fn head() -> NodeId {
    NodeId(CLIENTS + 1)
}

/// Who answers reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// The tail: what it has, all have.
    Tail,
    /// The head: what it has may die with it.
    Head,
}

/// What a server sends to a new successor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resend {
    /// What the successor lacks, and then what comes.
    Lacking,
    /// Only what comes from now on.
    Nothing,
}

/// What a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many servers the chain has at first.
    pub length: u32,
    /// How long a message takes.
    pub latency: Latency,
    /// How long a server needs to store a write before it passes it on.
    pub store: Micros,
    /// The server that needs ten times as long.
    pub slow: Option<NodeId>,
    /// Who answers reads.
    pub reads: Reads,
    /// What a new successor is sent.
    pub resend: Resend,
    /// How many requests come in a second by themselves, half of them reads.
    pub requests_per_s: u32,
    /// None comes by itself from then on.
    pub requests_until: Micros,
    /// How long a client waits for an answer until it asks again.
    pub patience: Micros,
    /// How many messages come twice, and how many are overtaken.
    pub faulty_percent: u32,
}

impl Default for Settings {
    /// Four servers, 40 ms for a message, 20 ms to store a write.
    fn default() -> Settings {
        Settings {
            length: 4,
            latency: Latency::Constant(Micros::from_millis(40)),
            store: Micros::from_millis(20),
            slow: None,
            reads: Reads::Tail,
            resend: Resend::Lacking,
            requests_per_s: 0,
            requests_until: Micros::from_secs(2),
            patience: Micros::from_millis(1_000),
            faulty_percent: 0,
        }
    }
}

impl Settings {
    /// The servers, from head to tail.
    pub fn servers(&self) -> impl DoubleEndedIterator<Item = NodeId> + Clone {
        (head().0..head().0 + self.length).map(NodeId)
    }

    pub(super) fn network(&self) -> Network {
        let faulty = Chance::percent(self.faulty_percent);
        Network {
            latency: self.latency,
            duplication: faulty,
            reordering: faulty,
            ..Network::default()
        }
    }

    /// How long this server needs to store a write.
    pub(super) fn store_of(&self, server: NodeId) -> Micros {
        match self.slow == Some(server) {
            true => Micros::new(10 * self.store.get()),
            false => self.store,
        }
    }
}
