//! What a reader may choose, in the words of knobs and URLs.

use models::resilience_patterns::backoff;
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    backoff: Strategy,
    clients: u32,
    work: u32,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Strategy {
    None,
    Exponential,
    Equal,
    Full,
    Decorrelated,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { backoff: Strategy::Exponential, clients: 50, work: 0 }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::choice(
        "backoff",
        "Backoff",
        &[
            ("none", "none: at once"),
            ("exponential", "exponential"),
            ("equal", "with equal jitter"),
            ("full", "with full jitter"),
            ("decorrelated", "with decorrelated jitter"),
        ],
    ),
    Knob::linear("clients", "Clients at first", "", (2, 100, 1)),
    Knob::linear("work", "Server takes", "ms", (0, 5, 1)),
];

/// Those of the study whose numbers the prose quotes: its server takes no time.
#[cfg(not(target_arch = "wasm32"))]
pub const KNOBS_OF_STUDY: &[Knob] = KNOBS.split_at(2).0;

impl Settings {
    /// How many clients there are at first.
    pub fn clients(&self) -> u32 {
        self.clients
    }

    /// How long the server takes for each message, in milliseconds.
    pub fn work_ms(&self) -> u32 {
        self.work
    }

    /// Whether messages can wait at the server.
    pub fn is_busy(&self) -> bool {
        self.work > 0
    }

    /// Whether their waits are random.
    pub fn has_jitter(&self) -> bool {
        !matches!(self.backoff, Strategy::None | Strategy::Exponential)
    }

    /// How long the server takes for each message.
    pub fn work(&self) -> Micros {
        Micros::from_millis(self.work.into())
    }

    /// How they choose their waits.
    pub fn strategy(&self) -> backoff::Strategy {
        match self.backoff {
            Strategy::None => backoff::Strategy::None,
            Strategy::Exponential => backoff::Strategy::Exponential,
            Strategy::Equal => backoff::Strategy::EqualJitter,
            Strategy::Full => backoff::Strategy::FullJitter,
            Strategy::Decorrelated => backoff::Strategy::DecorrelatedJitter,
        }
    }
}

/// What a strategy is called.
pub fn name(strategy: backoff::Strategy) -> &'static str {
    match strategy {
        backoff::Strategy::None => "none",
        backoff::Strategy::Exponential => "exponential, no jitter",
        backoff::Strategy::EqualJitter => "equal jitter",
        backoff::Strategy::FullJitter => "full jitter",
        backoff::Strategy::DecorrelatedJitter => "decorrelated jitter",
    }
}
