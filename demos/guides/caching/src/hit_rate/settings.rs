//! What a reader may choose, in the words of knobs and URLs.

use models::caching::warm_up::{self as model, Late};
use models::resilience_patterns::retry_storm::Spacing;
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    load: u32,
    room: u32,
    capacity: u32,
    timeout: u32,
    late: Answer,
    spacing: Spread,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Answer {
    Dropped,
    Kept,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Spread {
    Even,
    Random,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            load: 1_000,
            room: 990,
            capacity: 100,
            timeout: 1_000,
            late: Answer::Dropped,
            spacing: Spread::Even,
        }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::stops("load", "Requests at first", "/s", &[100, 200, 500, 1_000]),
    Knob::stops(
        "room",
        "Room at first",
        "of 1,000 keys",
        &[500, 800, 900, 950, 980, 990, 1_000],
    ),
    Knob::stops("capacity", "Database does", "/s", &[50, 100, 200, 500]),
    Knob::stops("timeout", "A client waits", "ms", &[200, 500, 1_000, 2_000]),
    Knob::choice(
        "late",
        "Late answers",
        &[("dropped", "fill nothing"), ("kept", "fill the cache")],
    ),
    Knob::choice(
        "spacing",
        "They come",
        &[("even", "evenly"), ("random", "evenly at random")],
    ),
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
            spacing: match self.spacing {
                Spread::Even => Spacing::Even,
                Spread::Random => Spacing::Random,
            },
            room: self.room as usize,
            capacity_per_s: self.capacity,
            timeout: Micros::from_millis(self.timeout.into()),
            late: match self.late {
                Answer::Dropped => Late::Dropped,
                Answer::Kept => Late::Kept,
            },
            ..model::Settings::default()
        }
    }
}
