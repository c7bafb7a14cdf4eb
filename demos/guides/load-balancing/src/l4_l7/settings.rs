//! What a reader may choose, in the words of knobs and URLs.

use models::load_balancing::connections::{self as model, Policy};
use serde::{Deserialize, Serialize};
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    left: By,
    right: By,
    busy: u32,
    load: u32,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum By {
    L4,
    L4Random,
    L7,
    L7Least,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { left: By::L4, right: By::L7, busy: 10, load: 85 }
    }
}

/// The balancers, and what they are called on a knob.
const BALANCERS: &[(&str, &str)] = &[
    ("l4", "L4, round robin"),
    ("l4-random", "L4, random"),
    ("l7", "L7, round robin"),
    ("l7-least", "L7, least request"),
];

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::choice("left", "Left", BALANCERS),
    Knob::choice("right", "Right", BALANCERS),
    Knob::stops("busy", "c1 sends, times the others", "", &[1, 2, 5, 10, 20]),
    Knob::stops("load", "Load", "%", &[50, 70, 80, 85, 90, 100, 120]),
];

impl Settings {
    /// Both sides.
    pub fn of_model(&self) -> [model::Settings; 2] {
        [self.left, self.right].map(|by| model::Settings {
            policy: match by {
                By::L4 => Policy::L4RoundRobin,
                By::L4Random => Policy::L4Random,
                By::L7 => Policy::L7RoundRobin,
                By::L7Least => Policy::L7Least,
            },
            busy: self.busy,
            load_percent: self.load,
        })
    }
}
