//! What a reader may choose, in the words of knobs and URLs.

use models::partitioning::replica_sets;
use serde::{Deserialize, Serialize};
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    vnodes: u32,
    nodes: u32,
    replicas: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { vnodes: 1, nodes: 30, replicas: 3 }
    }
}

/// The numbers of virtual nodes that the knob stops at, and the chart measures.
pub const VNODES: &[u32] = &[1, 2, 4, 8, 16, 32, 64, 128, 256];

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::stops("vnodes", "Tokens per node (V)", "", VNODES),
    Knob::linear("nodes", "Nodes (N)", "", (10, 60, 1)),
    Knob::linear("replicas", "Copies of each key (RF)", "", (3, 5, 1)),
];

impl Settings {
    /// The same in the model's terms.
    pub fn of_model(&self) -> replica_sets::Settings {
        let Settings { vnodes, nodes, replicas } = *self;
        replica_sets::Settings { nodes, vnodes, replicas }
    }
}
