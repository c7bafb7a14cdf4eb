//! What a reader may choose, in the words of knobs and URLs.

use models::partitioning::{HashFunction, placement};
use serde::{Deserialize, Serialize};
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    vnodes: u32,
    nodes: u32,
    heavy: u32,
    keys: u32,
    hash: Hash,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Hash {
    Xxh64,
    Fnv1a,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { vnodes: 1, nodes: 10, heavy: 0, keys: 10_000, hash: Hash::Xxh64 }
    }
}

/// The numbers of virtual nodes that the knob stops at.
pub const VNODES: &[u32] = &[1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::stops("vnodes", "Tokens per node (V)", "", VNODES),
    Knob::linear("nodes", "Nodes at the start (N)", "", (2, 20, 1)),
    Knob::linear("heavy", "Of them of double weight", "", (0, 20, 1)),
    Knob::stops(
        "keys",
        "Keys",
        "",
        &[1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000],
    ),
    Knob::choice("hash", "Hash", &[("xxh64", "XXH64"), ("fnv1a", "FNV-1a")]),
];

impl Settings {
    /// How many virtual nodes a node of weight 1 has.
    pub fn vnodes(&self) -> u32 {
        self.vnodes
    }

    /// The same in the model's terms.
    pub fn of_model(&self) -> placement::Settings {
        placement::Settings {
            nodes: self.nodes,
            heavy: self.heavy,
            vnodes: self.vnodes,
            keys: self.keys,
            hash: match self.hash {
                Hash::Xxh64 => HashFunction::Xxh64,
                Hash::Fnv1a => HashFunction::Fnv1a,
            },
        }
    }
}
