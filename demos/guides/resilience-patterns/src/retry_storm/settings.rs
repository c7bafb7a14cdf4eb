//! What a reader may choose, in the words of knobs and URLs.

use models::resilience_patterns::retry_storm::{
    self as model, Cure, Cures, Spacing,
};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    cure: Remedy,
    load: u32,
    attempts: u32,
    stall: u32,
    spacing: Spread,
    workers: u32,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Remedy {
    None,
    Budget,
    Drop,
    Lifo,
    Bound,
    Breaker,
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
            load: 36,
            attempts: 3,
            stall: 3,
            cure: Remedy::None,
            spacing: Spread::Even,
            workers: 1,
        }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::choice(
        "cure",
        "Cure at first",
        &[
            ("none", "none"),
            ("budget", "retry budget of 10 %"),
            ("drop", "drop expired work"),
            ("lifo", "newest first (LIFO)"),
            ("bound", "bounded queue (50)"),
            ("breaker", "circuit breaker"),
        ],
    ),
    Knob::linear("load", "New requests at first", "/s", (5, 120, 1)),
    Knob::linear("attempts", "Attempts for each at first", "", (1, 5, 1)),
    Knob::linear("stall", "Server stalls for", "s", (0, 6, 1)),
    Knob::choice(
        "spacing",
        "They come",
        &[("even", "evenly"), ("random", "evenly at random")],
    ),
    Knob::stops("workers", "Workers", "", &[1, 2, 4, 8]),
];

impl Settings {
    /// What the server sees at most when each attempt fails.
    pub fn storm(&self) -> u32 {
        self.load * self.attempts
    }

    /// The same at the load of the first scenario, without a cure.
    pub fn uncured(&self) -> Settings {
        let Settings { load, cure, .. } = Settings::default();
        Settings { load, cure, ..self.clone() }
    }

    /// Whether it is that.
    pub fn is_uncured(&self) -> bool {
        self.load == Settings::default().load && self.cure().is_none()
    }

    fn cure(&self) -> Option<Cure> {
        match self.cure {
            Remedy::None => None,
            Remedy::Budget => Some(Cure::RetryBudget),
            Remedy::Drop => Some(Cure::DropExpired),
            Remedy::Lifo => Some(Cure::NewestFirst),
            Remedy::Bound => Some(Cure::BoundedQueue),
            Remedy::Breaker => Some(Cure::CircuitBreaker),
        }
    }

    /// The settings of the model.
    pub fn of_model(&self) -> model::Settings {
        let workers = self.workers as usize;
        model::Settings {
            load_per_s: self.load,
            spacing: match self.spacing {
                Spread::Even => Spacing::Even,
                Spread::Random => Spacing::Random,
            },
            attempts: self.attempts,
            workers,
            stall: Micros::from_secs(self.stall.into()),
            cures: Cures::only(self.cure()),
            margin: Micros::new(model::SERVICE.get() * workers as u64),
            ..model::Settings::default()
        }
    }
}
