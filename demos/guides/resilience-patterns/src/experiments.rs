//! What the guide's prose quotes, worked out by the engine.

use models::resilience_patterns::experiments::{MostPassed, most_passed};
use models::resilience_patterns::{Busiest, FixedWindow, Limiter, LimiterKind};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::{Experiment, Knob};

/// A token bucket, and how long it is watched.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Bucket {
    capacity: u32,
    rate: u32,
    seconds: u32,
}

impl Default for Bucket {
    fn default() -> Bucket {
        Bucket { capacity: 10, rate: 5, seconds: 1 }
    }
}

const BUCKET_KNOBS: &[Knob] = &[
    Knob::linear("capacity", "Capacity", "", (1, 1_000, 1)),
    Knob::linear("rate", "Rate", "/s", (1, 1_000, 1)),
    Knob::linear("seconds", "In a stretch of", "s", (1, 60, 1)),
];

impl Bucket {
    fn most_passed(&self) -> MostPassed {
        let length = Micros::from_secs(self.seconds.into());
        most_passed(LimiterKind::TokenBucket, self.capacity, self.rate, length)
    }
}

/// What a token bucket lets pass at most, by theory.
pub struct TokenBucketBound;

impl Experiment for TokenBucketBound {
    const SAYS: &'static str = "most requests that a token bucket lets pass in any \
                                stretch of so many seconds: capacity + rate · t";
    const KNOBS: &'static [Knob] = BUCKET_KNOBS;
    type Settings = Bucket;

    fn run(bucket: &Bucket) -> String {
        bucket.most_passed().bound.to_string()
    }
}

/// What a token bucket let pass at most, measured.
pub struct TokenBucketMost;

impl Experiment for TokenBucketMost {
    const SAYS: &'static str = "most requests that a client got through a token \
                                bucket in so many seconds, trying every \
                                millisecond from many moments";
    const KNOBS: &'static [Knob] = BUCKET_KNOBS;
    type Settings = Bucket;

    fn run(bucket: &Bucket) -> String {
        bucket.most_passed().measured.to_string()
    }
}

/// A fixed window: how many it admits in how long.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Window {
    limit: u32,
    seconds: u32,
}

impl Default for Window {
    fn default() -> Window {
        Window { limit: 60, seconds: 60 }
    }
}

/// What a fixed window let pass at most, measured.
pub struct FixedWindowMost;

impl Experiment for FixedWindowMost {
    const SAYS: &'static str = "most requests that a client got through a fixed \
                                window of so many seconds within any stretch of \
                                that length, sending just before an edge and just \
                                after it";
    const KNOBS: &'static [Knob] = &[
        Knob::linear("limit", "Limit in a window", "", (1, 1_000, 1)),
        Knob::linear("seconds", "Window", "s", (1, 60, 1)),
    ];
    type Settings = Window;

    fn run(window: &Window) -> String {
        let length = Micros::from_secs(window.seconds.into());
        let mut limiter = FixedWindow::new(window.limit, length);
        let mut busiest = Busiest::new(length);
        let last = Micros::new(length.get() - 1);
        for at in [last, length] {
            while limiter.admit(at).is_accepted() {
                busiest.pass(at);
            }
        }
        busiest.window().passed.to_string()
    }
}
