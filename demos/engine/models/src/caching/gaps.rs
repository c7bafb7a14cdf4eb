//! How long it is from one request to the next.

use crate::resilience_patterns::retry_storm::Spacing;
use sim::{Micros, Stream};

/// The gaps between requests of a load that may change.
#[derive(Clone, Debug)]
pub struct Gaps {
    spacing: Spacing,
    chance: Stream,
    /// What of a microsecond, in parts of the load, rounding has held back.
    held_back: u64,
}

impl Gaps {
    /// Requests that are spread so.
    pub fn new(spacing: Spacing, seed: u64) -> Gaps {
        let chance = Stream::new(seed, "arrivals", 0);
        Gaps { spacing, chance, held_back: 0 }
    }

    /// The next gap, at so many requests a second.
    pub fn next_gap(&mut self, load_per_s: u32) -> Micros {
        let load = u64::from(load_per_s);
        Micros::new(match self.spacing {
            Spacing::Even => {
                let second = 1_000_000 + self.held_back;
                self.held_back = second % load;
                second / load
            }
            Spacing::Random => self.chance.exponential(1_000_000 / load),
        })
    }
}
