//! What a reader may choose, in the words of knobs and URLs.

use models::clocks as model;
use models::clocks::Scheme;
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    shown: Shown,
    processes: u32,
    rate: u32,
    sends: u32,
    latency: u32,
    skew: u32,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Shown {
    Lamport,
    Vector,
    Dotted,
    Hybrid,
}

impl Default for Settings {
    fn default() -> Settings {
        let model = model::Settings::default();
        Settings {
            // It is the one that leaves the question open.
            shown: Shown::Lamport,
            processes: model.processes,
            rate: model.rate,
            sends: model.sends,
            latency: model.latency.as_millis() as u32,
            skew: model.skew.as_millis() as u32,
        }
    }
}

/// The kinds of stamps with what the reader sees.
pub const SCHEMES: &[(&str, &str)] = &[
    ("lamport", "Lamport"),
    ("vector", "vector"),
    ("dotted", "dotted version vector"),
    ("hybrid", "hybrid (HLC)"),
];

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::choice("shown", "Stamps", SCHEMES),
    Knob::linear("processes", "Processes", "", (2, 5, 1)),
    Knob::linear("rate", "Acts of a process", "a second", (0, 6, 1)),
    Knob::linear("sends", "Acts that send", "%", (0, 100, 5)),
    Knob::linear("latency", "One-way latency", "ms", (20, 400, 10)),
    Knob::linear("skew", "Clocks off by up to", "ms", (0, 300, 10)),
];

impl Settings {
    /// The same in the model's terms.
    pub fn of_model(&self) -> model::Settings {
        model::Settings {
            processes: self.processes,
            rate: self.rate,
            sends: self.sends,
            latency: self.latency(),
            skew: Micros::from_millis(self.skew.into()),
            shown: self.scheme(),
            ..model::Settings::default()
        }
    }

    /// The kind of stamps to show.
    pub fn scheme(&self) -> Scheme {
        match self.shown {
            Shown::Lamport => Scheme::Lamport,
            Shown::Vector => Scheme::Vector,
            Shown::Dotted => Scheme::Dotted,
            Shown::Hybrid => Scheme::Hybrid,
        }
    }

    /// How long a message takes.
    pub fn latency(&self) -> Micros {
        Micros::from_millis(self.latency.into())
    }
}
