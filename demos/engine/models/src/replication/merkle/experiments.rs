//! How many hashes an exchange needs, measured and by the formula.

use super::{A, Bytes, Settings, Spread, bytes, cluster, replica};
use sim::{Cluster, Micros, Run};

/// Many exchanges over trees of one shape.
#[derive(Clone, Copy, Debug)]
pub struct Comparison {
    /// How many keys there are.
    pub keys: u32,
    /// The tree has two to the power of this many leaves.
    pub depth: u32,
    /// How many keys differ.
    pub differing: u32,
    /// Where they are.
    pub spread: Spread,
}

impl Comparison {
    fn settings(self) -> Settings {
        Settings {
            keys: self.keys,
            depth: self.depth,
            differing: self.differing,
            spread: self.spread,
            latency: Micros::from_millis(1),
            first: Micros::from_millis(1),
            every: Micros::from_secs(100),
            ..Settings::default()
        }
    }

    /// The end of an exchange, without faults.
    pub fn finished(self, seed: u64) -> Cluster<super::Replica> {
        let mut run = Run::new(cluster(&self.settings(), seed), Vec::new());
        run.seek(Micros::from_secs(10));
        run.model().clone()
    }

    /// The bytes of an exchange.
    pub fn bytes(self, seed: u64) -> Bytes {
        bytes(&self.finished(seed))
    }
}

/// How many hashes A sends, in thousandths: the mean over so many runs.
pub fn measured_hashes(of: Comparison, runs: u64) -> u64 {
    let sent = |seed| replica(&of.finished(seed), A).traffic().hashes;
    (0..runs).map(sent).sum::<u64>() * 1_000 / runs.max(1)
}

/// How many hashes A sends on average where `differing` of `keys` keys differ at random.
///
/// The hash of a node is sent if its parent differs, and the root's always: one and two
/// for each inner node that differs. One with m of n keys below it differs unless all k
/// keys are among the other n − m: the chance of that is C(n − m, k) / C(n, k). With a
/// leaf for each key this is 2·k·log₂(n/k) within 4 %: below level log₂ k each of the k
/// paths is alone, and has log₂(n/k) levels there; above it they share all nodes.
pub fn expected_hashes(keys: u32, depth: u32, differing: u32) -> f64 {
    let inner = (0..depth).map(|level| {
        let below = f64::from(keys) / f64::from(1_u32 << level);
        f64::from(1_u32 << level) * (1.0 - untouched(keys, below, differing))
    });
    1.0 + 2.0 * inner.sum::<f64>()
}

/// The chance that none of `differing` keys is among `below` of `keys`.
fn untouched(keys: u32, below: f64, differing: u32) -> f64 {
    let keys = f64::from(keys);
    let chance = |drawn: u32| {
        let left = keys - f64::from(drawn);
        ((left - below) / left).max(0.0)
    };
    (0..differing).map(chance).product()
}
