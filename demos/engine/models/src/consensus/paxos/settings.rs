//! What a reader may choose, and the times that follow from it.

use sim::{Chance, Latency, Micros, Network, NodeId};

/// When the first proposer begins.
pub const BEGIN: Micros = Micros::from_millis(10);

/// What a proposer asks for if acceptors have voted before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Adoption {
    /// The value of the highest ballot that it is told of: the rule.
    Highest,
    /// Its own all the same. Not safe: for showing what the rule is for.
    Never,
}

/// What a reader may choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Settings {
    /// How many nodes want a value chosen, each another one.
    pub proposers: u32,
    /// How many nodes vote.
    pub acceptors: u32,
    /// How long a message takes on average.
    pub latency: Micros,
    /// How much more or less than the average it may be, in percent.
    pub jitter_percent: u32,
    /// How long an acceptor's disk takes to make a promise or a vote durable.
    pub write: Micros,
    /// How much later each proposer begins than the one before it.
    pub gap: Micros,
    /// The longest that a refused proposer waits before it tries again: anything
    /// from nothing to this, each as likely as the others. Zero is at once.
    pub backoff: Micros,
    /// How many messages are lost, in percent.
    pub loss_percent: u32,
    /// What becomes of earlier votes.
    pub adoption: Adoption,
}

impl Default for Settings {
    /// Two proposers in a duel that does not end by itself.
    fn default() -> Settings {
        Settings {
            proposers: 2,
            acceptors: 3,
            latency: Micros::from_millis(10),
            jitter_percent: 0,
            write: Micros::from_millis(10),
            gap: Micros::from_millis(25),
            backoff: Micros::ZERO,
            loss_percent: 0,
            adoption: Adoption::Highest,
        }
    }
}

impl Settings {
    /// The nodes that vote.
    pub fn acceptors(&self) -> impl DoubleEndedIterator<Item = NodeId> + Clone {
        let first = self.proposers;
        (first..first + self.acceptors).map(NodeId)
    }

    /// How many acceptors are a majority of them.
    pub const fn majority(&self) -> u32 {
        self.acceptors / 2 + 1
    }

    /// The network between them.
    pub fn network(&self) -> Network {
        let swing = self.latency.get() * u64::from(self.jitter_percent) / 100;
        let latency = match swing {
            0 => Latency::Constant(self.latency),
            _ => Latency::Uniform {
                min: self.latency - Micros::new(swing),
                max: self.latency + Micros::new(swing),
            },
        };
        Network {
            latency,
            loss: Chance::percent(self.loss_percent),
            ..Network::default()
        }
    }

    /// How long a proposer waits for the answers of a majority: four times what
    /// one round trip and one disk write take, so that what times out is lost and
    /// not slow.
    pub const fn patience(&self) -> Micros {
        Micros::new(4 * (2 * self.latency.get() + self.write.get()))
    }
}
