//! What a reader may choose, in the words of knobs and URLs.

use models::caching::tiers as model;
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    ttl: u32,
    rule: Rule,
    shield: Shield,
    age: Age,
    purge: Purge,
    edge_room: u32,
    node_room: u32,
    load: u32,
    capacity: u32,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Rule {
    Ring,
    Modulo,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Shield {
    On,
    Off,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Age {
    Passed,
    NotPassed,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Purge {
    None,
    EdgeFirst,
    OriginFirst,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            ttl: 0,
            rule: Rule::Ring,
            shield: Shield::On,
            age: Age::Passed,
            purge: Purge::None,
            edge_room: 200,
            node_room: 100,
            load: 1_000,
            capacity: 250,
        }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::stops("ttl", "TTL (0: none)", "s", &[0, 2, 5, 10, 60]),
    Knob::choice(
        "rule",
        "Keys to nodes by",
        &[("ring", "a ring"), ("modulo", "hash modulo nodes")],
    ),
    Knob::choice(
        "shield",
        "Shared cache at first",
        &[("on", "there"), ("off", "none")],
    ),
    Knob::choice(
        "age",
        "A copy's age",
        &[("passed", "is passed on"), ("not-passed", "begins anew in each cache")],
    ),
    Knob::choice(
        "purge",
        "After a write",
        &[
            ("none", "no purge"),
            ("edge-first", "purge edges, then shared"),
            ("origin-first", "purge shared, then edges"),
        ],
    ),
    Knob::stops("edge-room", "Room of an edge", "keys", &[20, 50, 100, 200, 400]),
    Knob::stops(
        "node-room",
        "Room of a node",
        "keys",
        &[20, 50, 100, 150, 200, 400],
    ),
    Knob::stops("load", "Requests at first", "/s", &[200, 500, 1_000, 2_000]),
    Knob::stops("capacity", "Origin does", "/s", &[100, 150, 250, 500, 1_000]),
];

impl Settings {
    /// Requests a second at first.
    pub fn load(&self) -> u32 {
        self.load
    }

    /// The settings of the model.
    pub fn of_model(&self) -> model::Settings {
        model::Settings {
            load_per_s: self.load,
            edge_room: self.edge_room as usize,
            node_room: self.node_room as usize,
            shield: match self.shield {
                Shield::On => model::Shield::On,
                Shield::Off => model::Shield::Off,
            },
            rule: match self.rule {
                Rule::Ring => model::Rule::Ring,
                Rule::Modulo => model::Rule::Modulo,
            },
            capacity_per_s: self.capacity,
            ttl: (self.ttl > 0).then(|| Micros::from_secs(self.ttl.into())),
            age: match self.age {
                Age::Passed => model::Age::Passed,
                Age::NotPassed => model::Age::NotPassed,
            },
            purge: match self.purge {
                Purge::None => model::Purge::None,
                Purge::EdgeFirst => model::Purge::EdgeFirst,
                Purge::OriginFirst => model::Purge::OriginFirst,
            },
            ..model::Settings::default()
        }
    }
}
