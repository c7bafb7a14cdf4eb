//! What the replicas have at first, and what things weigh.

use super::{Command, Version};
use sim::{Chance, Latency, Micros, Network, NodeId, Stream};

/// The replica that begins an exchange.
pub const A: NodeId = NodeId(0);
/// The other one.
pub const B: NodeId = NodeId(1);

/// The bytes of a hash: XXH64. A cryptographic one has 32.
pub const HASH_BYTES: u64 = 8;
/// The bytes of a key and of its version, as a full scan sends them for each row.
pub const KEY_BYTES: u64 = 16;

/// Where the keys are that differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// Anywhere, each as likely as the others; half of them are newer at A.
    Scattered,
    /// Next to each other, and missing at B: it was down, or lost a file.
    Range,
}

/// What a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many keys there are.
    pub keys: u32,
    /// The tree has two to the power of this many leaves.
    pub depth: u32,
    /// How many keys differ at first.
    pub differing: u32,
    /// Where they are.
    pub spread: Spread,
    /// The bytes of a row beside its key and version.
    pub row_bytes: u32,
    /// When A begins its first exchange.
    pub first: Micros,
    /// How long after the end of an exchange the next one begins.
    pub every: Micros,
    /// How long a message takes: a fifth more or less.
    pub latency: Micros,
    /// How many messages are lost, how many come twice, and how many are overtaken.
    pub faulty_percent: u32,
}

impl Default for Settings {
    /// A thousand keys in 64 leaves, of which one differs.
    fn default() -> Settings {
        Settings {
            keys: 1_024,
            depth: 6,
            differing: 1,
            spread: Spread::Scattered,
            row_bytes: 100,
            first: Micros::from_millis(200),
            every: Micros::from_secs(10),
            latency: Micros::from_millis(150),
            faulty_percent: 0,
        }
    }
}

impl Settings {
    pub(super) fn network(&self) -> Network {
        let part = self.latency.get() / 5;
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

    /// How long A waits for an answer until it sends anew: a round trip and a half.
    pub(super) fn patience(&self) -> Micros {
        Micros::new(3 * self.latency.get())
    }

    /// The versions of all keys at A and at B.
    pub fn versions(&self, seed: u64) -> [Vec<Version>; 2] {
        let mut dice = Stream::new(seed, "differing", 0);
        let same = vec![Version::FIRST; self.keys as usize];
        let mut versions = [same.clone(), same];
        let count = self.differing.min(self.keys);
        match self.spread {
            Spread::Range => {
                let first = dice.below(u64::from(self.keys - count) + 1) as u32;
                for key in first..first + count {
                    versions[1][key as usize] = Version::NONE;
                }
            }
            Spread::Scattered => {
                // Floyd's sampling: any set of keys is as likely as any other.
                let mut chosen = vec![false; self.keys as usize];
                for most in self.keys - count..self.keys {
                    let drawn = dice.below(u64::from(most) + 1) as u32;
                    let key = if chosen[drawn as usize] { most } else { drawn };
                    chosen[key as usize] = true;
                    let newer = dice.below(2) as usize;
                    versions[newer][key as usize] =
                        Version::FIRST.next(NodeId(newer as u32));
                }
            }
        }
        versions
    }

    /// The bytes of a row with its key and version.
    pub fn bytes_of_row(&self) -> u64 {
        KEY_BYTES + u64::from(self.row_bytes)
    }

    /// Whether a command can be done.
    pub(super) fn takes(&self, command: Command) -> bool {
        match command {
            Command::Write(key) => key < self.keys,
            Command::Lose(leaf) => leaf < 1 << self.depth,
            Command::Exchange => true,
        }
    }
}
