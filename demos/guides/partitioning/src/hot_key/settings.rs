//! What a reader may choose, in the words of knobs and URLs.

use models::partitioning::hot_key::{self, Policy};
use serde::{Deserialize, Serialize};
use stage::Knob;

/// How many nodes there are: few enough that one can be seen.
pub const NODES: u32 = 10;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    policy: Where,
    hot: u32,
    writes: u32,
    vnodes: u32,
    epsilon: u32,
    parts: u32,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Where {
    Ring,
    Bounded,
    Split,
}

impl Default for Settings {
    fn default() -> Settings {
        let policy = Where::Ring;
        Settings { policy, hot: 40, writes: 20, vnodes: 100, epsilon: 25, parts: 8 }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::choice(
        "policy",
        "At first it goes to",
        &[
            ("ring", "its key's owner"),
            ("bounded", "a node that is not full"),
            ("split", "a part of the hot key"),
        ],
    ),
    Knob::linear("hot", "The hot key draws", "%", (5, 90, 5)),
    Knob::linear("writes", "Writes", "%", (0, 100, 10)),
    Knob::stops("vnodes", "Virtual nodes per node (V)", "", &[1, 10, 100, 1_000]),
    Knob::stops("epsilon", "Bounded: ε", "%", &[5, 10, 25, 50, 100]),
    Knob::stops("parts", "Split: parts", "", &[2, 4, 8, 16]),
];

impl Settings {
    /// The same in the model's terms.
    pub fn of_model(&self) -> hot_key::Settings {
        hot_key::Settings {
            nodes: NODES,
            vnodes: self.vnodes,
            policy: match self.policy {
                Where::Ring => Policy::Ring,
                Where::Bounded => Policy::Bounded,
                Where::Split => Policy::Split,
            },
            hot_percent: self.hot,
            write_percent: self.writes,
            epsilon_percent: self.epsilon,
            parts: self.parts,
        }
    }
}
