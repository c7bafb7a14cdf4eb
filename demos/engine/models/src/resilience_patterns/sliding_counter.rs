//! The sliding window counter: two counters that stand in for a log.
//!
//! It counts as a fixed window does and remembers the count before. The window
//! that ends now is taken to hold all of this count, and as much of the last
//! one as it overlaps: as if its requests had come evenly. No burst at an edge,
//! and two numbers instead of a time stamp a request.
//!
//! What can go wrong: they did not come evenly. If all of the last window came
//! at its very end, nearly twice the limit is in one window: the rate on top of
//! a burst, as from a token bucket, and not the log's strict limit.
//!
//! - Source: Desgats, [*How we built rate limiting capable of scaling to
//!   millions of domains*][cloudflare] (Cloudflare, 2017).
//! - Cost: O(1) time, two counters.
//!
//! [cloudflare]: https://blog.cloudflare.com/counting-things-a-lot-of-different-things/

use super::{Limiter, Monotonic, REQUEST, Verdict};
use sim::Micros;

/// Admits up to `limit` requests in a window of `length`, as far as two counters
/// can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlidingCounter {
    limit: u64,
    length: Micros,
    /// The number of the window that was counted last, from zero.
    window: u64,
    /// Requests admitted in it.
    count: u64,
    /// Requests admitted in the one before.
    before: u64,
    /// So that time that goes back counts as no time.
    clock: Monotonic,
}

impl SlidingCounter {
    /// A limiter that has admitted nothing.
    pub fn new(limit: u32, length: Micros) -> SlidingCounter {
        SlidingCounter {
            limit: limit.into(),
            length,
            window: 0,
            count: 0,
            before: 0,
            clock: Monotonic::new(length),
        }
    }

    /// The counts of the window that holds `now` and of the one before.
    fn counts_at(&self, now: Micros) -> (u64, u64) {
        match now.get() / self.length.get() - self.window {
            0 => (self.count, self.before),
            1 => (0, self.count),
            _ => (0, 0),
        }
    }
}

impl Limiter for SlidingCounter {
    fn admit(&mut self, at: Micros) -> Verdict {
        let now = self.clock.read(at);
        (self.count, self.before) = self.counts_at(now);
        self.window = now.get() / self.length.get();
        if self.room(at) < REQUEST {
            return Verdict::Refused;
        }
        self.count += 1;
        Verdict::Admitted
    }

    fn room(&self, at: Micros) -> u64 {
        let now = self.clock.peek(at);
        let (count, before) = self.counts_at(now);
        let length = self.length.get();
        // How far the window that ends now still reaches into the last one.
        let overlap = length - now.get() % length;
        // Rounded up, so that what is left is never too much.
        let estimate =
            count * REQUEST + (before * REQUEST * overlap).div_ceil(length);
        (self.limit * REQUEST).saturating_sub(estimate)
    }
}
