//! What the guide's prose quotes, worked out by the engine.

use crate::figures::{decimal, percent, times};
use models::partitioning::experiments::{
    KeysMoved, RingSpread as Measured, keys_moved, ring_spread, spread_theory_ppm,
};
use models::partitioning::{HashFunction, placement};
use serde::{Deserialize, Serialize};
use stage::{Experiment, Knob};

mod copies;
mod hot;
mod moves;
mod ranges;
mod rules;
mod weights;

pub use copies::{KeysLost, PairsThatBreak, PairsThatBreakTheory};
pub use hot::{HotKeyHottest, HotKeyWork};
pub use moves::{CopyLoses, CopyWindow};
pub use ranges::{RangeBusiest, RangeCopied};
pub use rules::{OrderMoved, RuleHottest, RuleMoved, RuleSteps};
pub use weights::{ScatterSlow, WeightedShare};

/// Rings behind a mean: its standard error is below a hundredth of it.
const RINGS: u32 = 200;
/// Rings behind a count of moved keys, which is slower: each has its keys placed
/// twice.
const RINGS_COUNTED: u64 = 100;
/// The keys that are counted on each.
const KEYS: u32 = 10_000;

/// The cluster that an experiment is about.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Cluster {
    nodes: u32,
    vnodes: u32,
    hash: Hash,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Hash {
    Xxh64,
    Fnv1a,
}

impl Default for Cluster {
    fn default() -> Cluster {
        Cluster { nodes: 10, vnodes: 100, hash: Hash::Xxh64 }
    }
}

const KNOBS: &[Knob] = &[
    Knob::linear("nodes", "Nodes", "", (1, 60, 1)),
    Knob::linear("vnodes", "Virtual nodes per node", "", (1, 1_000, 1)),
    Knob::choice("hash", "Hash", &[("xxh64", "XXH64"), ("fnv1a", "FNV-1a")]),
];

impl Cluster {
    fn hash(&self) -> HashFunction {
        match self.hash {
            Hash::Xxh64 => HashFunction::Xxh64,
            Hash::Fnv1a => HashFunction::Fnv1a,
        }
    }

    fn measure(&self) -> Measured {
        ring_spread(self.nodes, self.vnodes, self.hash(), RINGS, 0)
    }

    /// The keys that a joining node moves: mean over rings, in millionths.
    fn moved_ppm(&self, of: fn(&KeysMoved) -> u32) -> u32 {
        let settings = placement::Settings {
            nodes: self.nodes,
            heavy: 0,
            vnodes: self.vnodes,
            keys: KEYS,
            hash: self.hash(),
        };
        let moved = |seed| u64::from(of(&keys_moved(&settings, seed)));
        ((0..RINGS_COUNTED).map(moved).sum::<u64>() / RINGS_COUNTED) as u32
    }
}

/// How unevenly a ring shares out.
pub struct RingSpread;

impl Experiment for RingSpread {
    const SAYS: &'static str = "standard deviation of the nodes' shares of a ring \
                                over their mean, the mean over 200 rings";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Cluster;

    fn run(cluster: &Cluster) -> String {
        decimal(cluster.measure().spread_mean_ppm)
    }
}

/// How unevenly a ring shares out in theory.
pub struct RingSpreadTheory;

impl Experiment for RingSpreadTheory {
    const SAYS: &'static str = "standard deviation of the nodes' shares of a ring \
                                over their mean in theory, √((N − 1)/(NV + 1)); \
                                the hash is taken to be perfect";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Cluster;

    fn run(cluster: &Cluster) -> String {
        decimal(spread_theory_ppm(cluster.nodes, cluster.vnodes))
    }
}

/// What the hottest node carries.
pub struct HottestNode;

impl Experiment for HottestNode {
    const SAYS: &'static str = "share of the hottest node of a ring over the mean \
                                share, the mean over 200 rings";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Cluster;

    fn run(cluster: &Cluster) -> String {
        times(cluster.measure().hottest_mean_ppm)
    }
}

/// How many keys a joining node moves on a ring.
pub struct RingKeysMoved;

impl Experiment for RingKeysMoved {
    const SAYS: &'static str = "share of 10,000 keys that change owner on a ring \
                                when one more node joins these, the mean over 100 \
                                rings";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Cluster;

    fn run(cluster: &Cluster) -> String {
        percent(cluster.moved_ppm(|moved| moved.ring_ppm))
    }
}

/// How many keys a joining node moves by modulo.
pub struct ModuloKeysMoved;

impl Experiment for ModuloKeysMoved {
    const SAYS: &'static str = "share of 10,000 keys that change owner under hash \
                                mod N when one more node joins these, the mean \
                                over 100 sets of keys";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Cluster;

    fn run(cluster: &Cluster) -> String {
        percent(cluster.moved_ppm(|moved| moved.modulo_ppm))
    }
}
