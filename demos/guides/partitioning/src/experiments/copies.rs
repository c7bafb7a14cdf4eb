//! Numbers about pairs of failures.

use super::RINGS;
use crate::figures::{percent, ratio_ppm};
use models::partitioning::ReplicatedRing;
use models::partitioning::replica_sets::{self, pairs_theory_ppm};
use serde::{Deserialize, Serialize};
use sim::{Log, Micros, Model};
use stage::{Experiment, Knob};

/// A ring with copies.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Copies {
    nodes: u32,
    vnodes: u32,
    replicas: u32,
}

impl Default for Copies {
    fn default() -> Copies {
        Copies { nodes: 30, vnodes: 1, replicas: 3 }
    }
}

const COPIES: &[Knob] = &[
    Knob::linear("nodes", "Nodes", "", (5, 60, 1)),
    Knob::linear("vnodes", "Virtual nodes per node", "", (1, 256, 1)),
    Knob::linear("replicas", "Copies of each key", "", (2, 5, 1)),
];

impl Copies {
    fn rings(&self) -> impl Iterator<Item = ReplicatedRing> {
        let Copies { nodes, vnodes, replicas } = *self;
        let settings = replica_sets::Settings { nodes, vnodes, replicas };
        let ring = move |seed| ReplicatedRing::new(&settings, seed);
        (0..u64::from(RINGS)).map(ring)
    }
}

/// Which share of pairs may not fail together.
pub struct PairsThatBreak;

impl Experiment for PairsThatBreak {
    const SAYS: &'static str = "share of the pairs of nodes whose failure takes \
                                some key's quorum, the mean over 200 rings";
    const KNOBS: &'static [Knob] = COPIES;
    type Settings = Copies;

    fn run(copies: &Copies) -> String {
        let broken = copies.rings().map(|ring| u64::from(ring.pairs().0)).sum();
        let pairs = u64::from(replica_sets::pairs(copies.nodes) * RINGS);
        percent(ratio_ppm(broken, pairs))
    }
}

/// The same in theory.
pub struct PairsThatBreakTheory;

impl Experiment for PairsThatBreakTheory {
    const SAYS: &'static str = "share of the pairs of nodes whose failure takes some \
                                key's quorum in theory, 1 − (1 − (RF − 1)/(N − 1))^2V";
    const KNOBS: &'static [Knob] = COPIES;
    type Settings = Copies;

    fn run(copies: &Copies) -> String {
        let Copies { nodes, vnodes, replicas } = *copies;
        percent(pairs_theory_ppm(nodes, vnodes, replicas))
    }
}

/// How much a pair takes when it takes something.
pub struct KeysLost;

impl Experiment for KeysLost {
    const SAYS: &'static str = "share of the keys without a quorum after two random \
                                failures that broke one, the mean of 200 on each \
                                of 200 rings";
    const KNOBS: &'static [Knob] = COPIES;
    type Settings = Copies;

    fn run(copies: &Copies) -> String {
        let (mut lost, mut broken) = (0, 0);
        for mut ring in copies.rings() {
            for _ in 0..200 {
                let pair = replica_sets::Edit::Pairs(1);
                ring.edit(Micros::ZERO, &pair, &mut Log::off());
                lost += u64::from(ring.broken_ppm());
                broken += u64::from(ring.broken_ppm() > 0);
            }
        }
        percent((lost / broken.max(1)) as u32)
    }
}
