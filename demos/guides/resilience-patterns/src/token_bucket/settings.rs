//! What a reader may choose, in the words of knobs and URLs.

use models::resilience_patterns::arrivals::BURST_EVERY;
use models::resilience_patterns::{
    LimiterKind, Pattern, Settings as ModelSettings,
};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    limiter: Rule,
    capacity: u32,
    rate: u32,
    load: u32,
    pattern: Spread,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Rule {
    TokenBucket,
    LeakyBucket,
    Gcra,
    FixedWindow,
    SlidingLog,
    SlidingCounter,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Spread {
    Steady,
    Bursts,
    Edges,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            limiter: Rule::TokenBucket,
            capacity: 10,
            rate: 5,
            load: 20,
            pattern: Spread::Steady,
        }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::choice(
        "limiter",
        "Limiter",
        &[
            ("token-bucket", "token bucket"),
            ("leaky-bucket", "leaky bucket (queue)"),
            ("gcra", "GCRA"),
            ("fixed-window", "fixed window"),
            ("sliding-log", "sliding log"),
            ("sliding-counter", "sliding counter"),
        ],
    ),
    Knob::linear("capacity", "Capacity", "", (1, 40, 1)),
    Knob::linear("rate", "Rate", "/s", (1, 40, 1)),
    Knob::linear("load", "Requests arrive at", "/s", (1, 80, 1)),
    Knob::choice(
        "pattern",
        "They come",
        &[
            ("steady", "evenly at random"),
            ("bursts", "all at once, each 5 s"),
            ("edges", "around window edges"),
        ],
    ),
];

impl Settings {
    /// The rule.
    pub fn kind(&self) -> LimiterKind {
        match self.limiter {
            Rule::TokenBucket => LimiterKind::TokenBucket,
            Rule::LeakyBucket => LimiterKind::LeakyBucket,
            Rule::Gcra => LimiterKind::Gcra,
            Rule::FixedWindow => LimiterKind::FixedWindow,
            Rule::SlidingLog => LimiterKind::SlidingLog,
            Rule::SlidingCounter => LimiterKind::SlidingCounter,
        }
    }

    /// How many requests pass at once after a rest.
    pub fn capacity(&self) -> u32 {
        self.capacity
    }

    /// How many requests a second pass in the long run.
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// How many requests a second arrive.
    pub fn load(&self) -> u32 {
        self.load
    }

    /// The window of those limiters that count in windows: the time in which the
    /// rate makes up the capacity.
    pub fn window(&self) -> Micros {
        models::resilience_patterns::limiter::window(self.capacity, self.rate)
    }

    /// How many requests come at once at most, without a reader's bursts.
    pub fn crowd(&self) -> u64 {
        let span = match self.pattern {
            Spread::Steady => return 1,
            Spread::Bursts => BURST_EVERY,
            Spread::Edges => self.window(),
        };
        (u64::from(self.load) * span.get()).div_ceil(1_000_000)
    }

    /// The same in the model's terms.
    pub fn of_model(&self) -> ModelSettings {
        ModelSettings {
            limiter: self.kind(),
            capacity: self.capacity,
            rate_per_s: self.rate,
            load_per_s: self.load,
            pattern: self.spread(),
        }
    }

    /// How requests are spread over time.
    pub fn spread(&self) -> Pattern {
        match self.pattern {
            Spread::Steady => Pattern::Steady,
            Spread::Bursts => Pattern::Bursts,
            Spread::Edges => Pattern::Edges,
        }
    }
}
