//! What a reader may choose, in the words of knobs and URLs.

use models::replication::crdt;
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    kind: Kind,
    merge: Merge,
    faulty: u32,
    every: u32,
    latency: u32,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    GCounter,
    PnCounter,
    OrSet,
    LwwRegister,
    Text,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Merge {
    Rule,
    Naive,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            kind: Kind::GCounter,
            merge: Merge::Rule,
            faulty: 0,
            every: 600,
            latency: 200,
        }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::choice(
        "kind",
        "Type",
        &[
            ("g-counter", "counter that grows"),
            ("pn-counter", "counter both ways"),
            ("or-set", "set"),
            ("lww-register", "register"),
            ("text", "text"),
        ],
    ),
    Knob::choice("merge", "Merge", &[("rule", "of the type"), ("naive", "naive")]),
    Knob::linear("faulty", "Lost, doubled, late", "%", (0, 30, 5)),
    Knob::linear("every", "Sends its state every", "ms", (300, 1_500, 100)),
    Knob::linear("latency", "One-way latency", "ms", (50, 400, 50)),
];

impl Settings {
    /// The same in the model's terms.
    pub fn of_model(&self) -> crdt::Settings {
        crdt::Settings {
            kind: match self.kind {
                Kind::GCounter => crdt::Kind::GCounter,
                Kind::PnCounter => crdt::Kind::PnCounter,
                Kind::OrSet => crdt::Kind::OrSet,
                Kind::LwwRegister => crdt::Kind::LwwRegister,
                Kind::Text => crdt::Kind::Text,
            },
            merging: match self.merge {
                Merge::Rule => crdt::Merging::Rule,
                Merge::Naive => crdt::Merging::Naive,
            },
            every: Micros::from_millis(self.every.into()),
            latency: Micros::from_millis(self.latency.into()),
            faulty_percent: self.faulty,
        }
    }
}
