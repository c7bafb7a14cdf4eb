//! What a reader may choose, in the words of knobs and URLs.

use models::resilience_patterns::bulkhead::{self as model, Defence};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    defence: Protection,
    threads: u32,
    load: u32,
    slow: u32,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Protection {
    None,
    Bulkhead,
    Timeout,
    Shedding,
    Adaptive,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { defence: Protection::None, threads: 20, load: 40, slow: 2_000 }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::choice(
        "defence",
        "Defence at first",
        &[
            ("none", "none"),
            ("bulkhead", "bulkheads of 8"),
            ("timeout", "time-out of 200 ms"),
            ("shedding", "load shedding"),
            ("adaptive", "adaptive limits"),
        ],
    ),
    Knob::stops("threads", "Threads", "", &[10, 20, 40, 60, 80, 100]),
    Knob::linear("load", "Requests for each", "/s", (10, 80, 10)),
    Knob::stops(
        "slow",
        "A slows down to",
        "ms",
        &[50, 100, 200, 500, 1_000, 2_000, 5_000],
    ),
];

impl Settings {
    /// How many requests a second there are for each dependency.
    pub fn load(&self) -> u32 {
        self.load
    }

    /// Whether all share one pool, with nothing against it.
    pub fn is_shared(&self) -> bool {
        matches!(self.defence, Protection::None)
    }

    /// The settings of the model.
    pub fn of_model(&self) -> model::Settings {
        model::Settings {
            threads: self.threads as usize,
            load_per_s: self.load,
            slow: Micros::from_millis(self.slow.into()),
            defence: match self.defence {
                Protection::None => Defence::None,
                Protection::Bulkhead => Defence::Bulkhead,
                Protection::Timeout => Defence::Timeout,
                Protection::Shedding => Defence::Shedding,
                Protection::Adaptive => Defence::Adaptive,
            },
        }
    }
}
