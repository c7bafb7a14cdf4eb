//! What a reader may choose, in the words of knobs and URLs.

use models::resilience_patterns::circuit_breaker::Rules;
use models::resilience_patterns::guarded_calls::{self, Scope};
use serde::{Deserialize, Serialize};
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    breakers: Breakers,
    rules: Library,
    threshold: u32,
    trials: u32,
    shards: u32,
    load: u32,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Breakers {
    One,
    PerShard,
    None,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Library {
    Hystrix,
    Resilience4j,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            breakers: Breakers::One,
            rules: Library::Hystrix,
            threshold: 50,
            trials: 5,
            shards: 2,
            load: 10,
        }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::choice(
        "breakers",
        "Breakers",
        &[
            ("one", "one for all shards"),
            ("per-shard", "one for each shard"),
            ("none", "none"),
        ],
    ),
    Knob::choice(
        "rules",
        "Window, minimum, sleep of",
        &[
            ("hystrix", "Hystrix, trials as set"),
            ("resilience4j", "Resilience4j, trials as set"),
        ],
    ),
    Knob::linear("threshold", "Opens at", "% failed", (5, 100, 5)),
    Knob::linear("trials", "Trials (Hystrix 1, Resilience4j 10)", "", (1, 10, 1)),
    Knob::linear("shards", "Shards", "", (1, 8, 1)),
    Knob::stops("load", "Calls", "/s", &[0, 1, 2, 5, 10, 20, 40]),
];

impl Settings {
    /// What is guarded by what.
    pub fn scope(&self) -> Scope {
        match self.breakers {
            Breakers::One => Scope::Service,
            Breakers::PerShard => Scope::Shard,
            Breakers::None => Scope::Nothing,
        }
    }

    /// What the breakers go by.
    pub fn rules(&self) -> Rules {
        let rules = match self.rules {
            Library::Hystrix => Rules::HYSTRIX,
            Library::Resilience4j => Rules::RESILIENCE4J,
        };
        Rules { percent: self.threshold, trials: self.trials, ..rules }
    }

    /// How many shards there are.
    pub fn shards(&self) -> u32 {
        self.shards
    }

    /// How many calls a second there are.
    pub fn load(&self) -> u32 {
        self.load
    }

    /// The same in the model's terms.
    pub fn of_model(&self) -> guarded_calls::Settings {
        guarded_calls::Settings {
            scope: self.scope(),
            rules: self.rules(),
            shards: self.shards,
            load_per_s: self.load,
        }
    }
}
