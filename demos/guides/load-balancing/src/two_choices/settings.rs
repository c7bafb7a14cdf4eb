//! What a reader may choose, in the words of knobs and URLs.

use models::load_balancing::balancer::{self as model, Policy};
use serde::{Deserialize, Serialize};
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    left: By,
    right: By,
    load: u32,
    fleet: Servers,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum By {
    RoundRobin,
    Weighted,
    Random,
    Least,
    Two,
    Three,
    Ewma,
    Hash,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Servers {
    Alike,
    Unequal,
}

impl Default for Settings {
    fn default() -> Settings {
        let (left, right) = (By::Random, By::Two);
        Settings { left, right, load: 90, fleet: Servers::Alike }
    }
}

/// The policies, and what they are called on a knob.
const POLICIES: &[(&str, &str)] = &[
    ("round-robin", "round robin"),
    ("weighted", "weighted round robin"),
    ("random", "random"),
    ("least", "least request"),
    ("two", "two choices"),
    ("three", "three choices"),
    ("ewma", "peak EWMA"),
    ("hash", "consistent hash"),
];

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::choice("left", "Left at first", POLICIES),
    Knob::choice("right", "Right at first", POLICIES),
    Knob::stops("load", "Load at first", "%", &[30, 50, 60, 70, 80, 90, 95, 99]),
    Knob::choice(
        "fleet",
        "Servers",
        &[("alike", "eight alike"), ("unequal", "four at a quarter of the speed")],
    ),
];

impl Settings {
    /// The two balancers.
    pub fn of_model(&self) -> [model::Settings; 2] {
        [self.left, self.right].map(|by| {
            let policy = match by {
                By::RoundRobin => Policy::RoundRobin,
                By::Weighted => Policy::Weighted,
                By::Random => Policy::Random,
                By::Least => Policy::Least,
                By::Two => Policy::Choices(2),
                By::Three => Policy::Choices(3),
                By::Ewma => Policy::PeakEwma,
                By::Hash => Policy::Hash,
            };
            let mut settings = model::Settings::alike(8, policy, self.load);
            if let Servers::Unequal = self.fleet {
                settings.speeds[4..].fill(25);
            }
            settings
        })
    }
}
