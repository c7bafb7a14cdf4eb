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

use super::{Limiter, Monotonic, REQUEST, Verdict};
use sim::Micros;

/// Admits up to `limit` requests in each window of the clock: from zero to one
/// `length`, from there to two, and so on. When that clock is set back, windows go
/// on as if it had not been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedWindow {
    limit: u64,
    length: Micros,
    /// The number of the window that was counted last, from zero.
    window: u64,
    /// Requests admitted in it.
    count: u64,
    /// So that time that goes back counts as no time.
    clock: Monotonic,
}

impl FixedWindow {
    /// A limiter that has admitted nothing.
    pub fn new(limit: u32, length: Micros) -> FixedWindow {
        let (limit, clock) = (limit.into(), Monotonic::new(length));
        FixedWindow { limit, length, window: 0, count: 0, clock }
    }

    /// How many of the window that holds `now` were admitted.
    fn count_at(&self, now: Micros) -> u64 {
        match now.get() / self.length.get() == self.window {
            true => self.count,
            false => 0,
        }
    }
}

impl Limiter for FixedWindow {
    fn admit(&mut self, at: Micros) -> Verdict {
        let now = self.clock.read(at);
        self.count = self.count_at(now);
        self.window = now.get() / self.length.get();
        if self.count == self.limit {
            return Verdict::Refused;
        }
        self.count += 1;
        Verdict::Admitted
    }

    fn room(&self, at: Micros) -> u64 {
        (self.limit - self.count_at(self.clock.peek(at))) * REQUEST
    }
}
