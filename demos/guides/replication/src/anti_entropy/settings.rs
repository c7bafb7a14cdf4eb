//! What a reader may choose, in the words of knobs and URLs.

use models::replication::merkle;
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    differing: u32,
    spread: Spread,
    depth: u32,
    keys: u32,
    faulty: u32,
    latency: u32,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Spread {
    Scattered,
    Range,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            differing: 1,
            spread: Spread::Scattered,
            depth: 6,
            keys: 1_024,
            faulty: 0,
            latency: 150,
        }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::stops(
        "differing",
        "Keys that differ",
        "",
        &[0, 1, 2, 4, 8, 16, 32, 64, 128, 256],
    ),
    Knob::choice(
        "spread",
        "They lie",
        &[("scattered", "anywhere"), ("range", "in one range")],
    ),
    Knob::linear("depth", "Levels below the root", "", (0, 6, 1)),
    Knob::stops("keys", "Keys", "", &[256, 512, 1_024, 2_048]),
    Knob::linear("faulty", "Lost, doubled, late", "%", (0, 30, 5)),
    Knob::linear("latency", "One-way latency", "ms", (50, 200, 50)),
];

impl Settings {
    /// The same in the model's terms.
    pub fn of_model(&self) -> merkle::Settings {
        merkle::Settings {
            keys: self.keys,
            depth: self.depth,
            differing: self.differing,
            spread: match self.spread {
                Spread::Scattered => merkle::Spread::Scattered,
                Spread::Range => merkle::Spread::Range,
            },
            latency: Micros::from_millis(self.latency.into()),
            faulty_percent: self.faulty,
            ..merkle::Settings::default()
        }
    }
}
