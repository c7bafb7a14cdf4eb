//! What a reader may choose, in the words of knobs and URLs.

use models::partitioning::range_store::{self, Pattern};
use serde::{Deserialize, Serialize};
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    keys: Keys,
    placed: Placed,
    nodes: u32,
    split: u32,
    copy: u32,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Keys {
    Random,
    Ascending,
    Prefixed,
}

/// By what it is decided who stores a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Placed {
    /// By the range that it is in.
    Ranges,
    /// By the slot of its hash.
    Slots,
}

impl Default for Settings {
    fn default() -> Settings {
        let (keys, placed) = (Keys::Random, Placed::Ranges);
        Settings { keys, placed, nodes: 4, split: 64, copy: 32 }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::choice(
        "keys",
        "Keys",
        &[
            ("random", "random"),
            ("ascending", "ascending: a timestamp"),
            ("prefixed", "ascending behind 16 prefixes"),
        ],
    ),
    Knob::choice(
        "placed",
        "Stored by",
        &[("ranges", "ranges of keys"), ("slots", "slots of hashes")],
    ),
    Knob::linear("nodes", "Nodes at the start", "", (2, 5, 1)),
    Knob::stops("split", "A range splits above", "MB", &[16, 32, 64, 128, 256]),
    Knob::stops("copy", "Copying at W", "MB/s", &[8, 16, 32, 64, 128]),
];

impl Settings {
    /// Which of the two the picture shows: the model has both.
    pub fn placed(&self) -> Placed {
        self.placed
    }

    /// The same in the model's terms.
    pub fn of_model(&self) -> range_store::Settings {
        range_store::Settings {
            nodes: self.nodes,
            pattern: match self.keys {
                Keys::Random => Pattern::Random,
                Keys::Ascending => Pattern::Ascending,
                Keys::Prefixed => Pattern::Prefixed,
            },
            split_mb: self.split,
            copy_mb_per_s: self.copy,
        }
    }
}
