//! What a reader may choose, in the words of knobs and URLs.

use models::resilience_patterns::call_tree::{self as model, Rule};
use serde::{Deserialize, Serialize};
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    attempts: u32,
    depth: u32,
    rule: Who,
    fail: u32,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Who {
    All,
    Top,
    Bottom,
    Budget,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { attempts: 3, depth: 5, rule: Who::All, fail: 100 }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::linear("attempts", "Attempts of each", "", (1, 4, 1)),
    Knob::linear("depth", "Services in a row", "", (1, 5, 1)),
    Knob::choice(
        "rule",
        "Who retries",
        &[
            ("all", "every service"),
            ("top", "the first alone"),
            ("bottom", "the last alone"),
            ("budget", "all, 10 % at most"),
        ],
    ),
    Knob::linear("fail", "Database fails at first", "%", (0, 100, 5)),
];

impl Settings {
    /// The settings of the model.
    pub fn of_model(&self) -> model::Settings {
        model::Settings {
            depth: self.depth as usize,
            attempts: self.attempts,
            rule: match self.rule {
                Who::All => Rule::All,
                Who::Top => Rule::Top,
                Who::Bottom => Rule::Bottom,
                Who::Budget => Rule::Budget,
            },
            failing: self.fail,
        }
    }
}
