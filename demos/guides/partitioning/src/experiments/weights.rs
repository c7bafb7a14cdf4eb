//! Numbers about weighted rendezvous, and about queries to all partitions.

use super::KEYS;
use crate::figures::{percent, whole_percent};
use models::partitioning::SeededHash;
use models::partitioning::scatter_gather::slow_queries_ppm;
use models::partitioning::weighted_rendezvous::{WeightedRendezvous, shares_ppm};
use serde::{Deserialize, Serialize};
use sim::NodeId;
use stage::{Experiment, Knob};

/// One node among others of weight 1.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Heavier {
    others: u32,
    /// The weight of the one, in per cent.
    weight: u32,
}

impl Default for Heavier {
    fn default() -> Heavier {
        Heavier { others: 9, weight: 150 }
    }
}

/// What share of the keys the heavier node gets.
pub struct WeightedShare;

impl Experiment for WeightedShare {
    const SAYS: &'static str = "keys that one node gets under weighted rendezvous, \
                                the others having a weight of 1, of 10,000";
    const KNOBS: &'static [Knob] = &[
        Knob::linear("others", "Others", "", (1, 60, 1)),
        Knob::linear("weight", "Its weight", "%", (1, 1_000, 1)),
    ];
    type Settings = Heavier;

    fn run(heavier: &Heavier) -> String {
        let one = (NodeId(1), f64::from(heavier.weight) / 100.0);
        let others = (2..=heavier.others + 1).map(|node| (NodeId(node), 1.0));
        let hash = SeededHash::default();
        let nodes = WeightedRendezvous::new([one].into_iter().chain(others), hash);
        let keys: Vec<_> =
            (0..KEYS).map(|key| hash.position(&format!("key-{key}"))).collect();
        percent(shares_ppm(&nodes, &keys)[0].1)
    }
}

/// A query to so many partitions.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Scatter {
    partitions: u32,
    /// How many answers of a thousand are slow.
    slow: u32,
}

impl Default for Scatter {
    fn default() -> Scatter {
        Scatter { partitions: 100, slow: 10 }
    }
}

/// How many queries are slow.
pub struct ScatterSlow;

impl Experiment for ScatterSlow {
    const SAYS: &'static str = "queries to all partitions of which at least one \
                                answers slowly";
    const KNOBS: &'static [Knob] = &[
        Knob::linear("partitions", "Partitions", "", (1, 1_000, 1)),
        Knob::linear("slow", "Slow answers of a thousand", "", (0, 1_000, 1)),
    ];
    type Settings = Scatter;

    fn run(scatter: &Scatter) -> String {
        let slow = slow_queries_ppm(scatter.partitions, 1_000 * scatter.slow);
        whole_percent(slow)
    }
}
