//! What a run of processes that write to each other depends on.

use crate::clocks::Scheme;
use sim::Micros;

/// How many processes there may be.
pub const PROCESSES: std::ops::RangeInclusive<u32> = 2..=5;

/// The seed of the resting frame, picked for what [`CURATED_PAIR`],
/// [`CURATED_REVERSAL`] and [`CURATED_CHAIN`] show; tests hold it to them.
pub const CURATED_SEED: u64 = 36_392;

/// In the curated run with default settings: two concurrent events, the first
/// with the smaller Lamport stamp (2 and 6), and earlier by the clock on the
/// wall. Neither could have known of the other.
pub const CURATED_PAIR: [&str; 2] = ["p3.2", "p1.5"];

/// Two concurrent events of that run, the first with the smaller Lamport stamp
/// (2 and 3), though it really happened later.
pub const CURATED_REVERSAL: [&str; 2] = ["p3.2", "p1.2"];

/// Two events of that run of which the first happened before the second, by way
/// of two messages.
pub const CURATED_CHAIN: [&str; 2] = ["p2.2", "p3.4"];

/// What a run depends on, beside its seed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many processes there are: 2 to 5.
    pub processes: u32,
    /// How often a process acts in a second, on average; at 0 only the reader
    /// does.
    pub rate: u32,
    /// How many of its acts send a message, in percent; the others are local.
    pub sends: u32,
    /// How long a message takes, on average: from half to one and a half of it.
    pub latency: Micros,
    /// How far a physical clock may be ahead or behind.
    pub skew: Micros,
    /// When the processes stop to act; what is under way still arrives.
    pub span: Micros,
    /// Which stamp the log shows.
    pub shown: Scheme,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            processes: 3,
            rate: 3,
            sends: 60,
            latency: Micros::from_millis(120),
            // Far more than a server's clock is usually off, so that a message
            // can arrive, by the clocks, before it was sent.
            skew: Micros::from_millis(100),
            span: Micros::from_secs(1),
            shown: Scheme::Vector,
        }
    }
}
