//! The fixed window: count the requests of this minute, begin anew the next.
//!
//! The simplest limiter: one counter, set to zero by the clock. It forgets all
//! at the edge, so who sends the limit just before it and again just after gets
//! twice the limit within a moment. That is more than `capacity + rate · t`,
//! which all the other limiters here keep to.
//!
//! - Source: folklore; it is the first pattern of Redis's [`INCR`][incr] page.
//! - Cost: O(1) time, one counter.
//!
//! [incr]: https://redis.io/docs/latest/commands/incr/

use super::{Limiter, REQUEST, Verdict};
use sim::Micros;

/// Admits up to `limit` requests in each window of the clock: from zero to one
/// `length`, from there to two, and so on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedWindow {
    limit: u64,
    length: Micros,
    /// The number of the window that was counted last, from zero.
    window: u64,
    /// Requests admitted in it.
    count: u64,
}

impl FixedWindow {
    /// A limiter that has admitted nothing.
    pub fn new(limit: u32, length: Micros) -> FixedWindow {
        FixedWindow { limit: limit.into(), length, window: 0, count: 0 }
    }

    /// How many of the window that holds `at` were admitted.
    fn count_at(&self, at: Micros) -> u64 {
        match at.get() / self.length.get() == self.window {
            true => self.count,
            false => 0,
        }
    }
}

impl Limiter for FixedWindow {
    fn admit(&mut self, at: Micros) -> Verdict {
        self.count = self.count_at(at);
        self.window = at.get() / self.length.get();
        if self.count == self.limit {
            return Verdict::Refused;
        }
        self.count += 1;
        Verdict::Admitted
    }

    fn room(&self, at: Micros) -> u64 {
        (self.limit - self.count_at(at)) * REQUEST
    }
}
