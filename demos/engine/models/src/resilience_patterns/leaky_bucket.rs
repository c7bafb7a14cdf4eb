//! The leaky bucket as a queue: requests wait in it and leave at a steady rate.
//!
//! Two things bear the name. The leaky bucket as a *meter* counts what comes
//! in and refuses what would overflow: that is the token bucket seen from the
//! other side. This is the leaky bucket as a *queue*: it accepts the very same
//! requests, and lets them out one by one. What is behind it never sees a
//! burst; those who send one pay with waiting, up to `capacity / rate`.
//!
//! - Source: nginx's [`limit_req`][nginx] is such a queue, and a meter with
//!   `nodelay`. The bucket goes back to Turner, *New Directions in
//!   Communications (or Which Way to the Information Age?)*, IEEE
//!   Communications Magazine 24(10), 1986.
//! - Cost: O(1) time; the queue itself is a moment, not a list.
//! - Left out: that those who wait may give up.
//!
//! [nginx]: https://nginx.org/en/docs/http/ngx_http_limit_req_module.html

use super::limiter::window;
use super::{Limiter, Monotonic, REQUEST, Verdict};
use sim::Micros;

/// Holds up to `capacity` requests, and lets out `rate_per_s` a second.
///
/// - Units: moments are kept in microseconds × `rate_per_s`, as in
///   [`Gcra`](super::Gcra).
///
/// ```
/// # use models::resilience_patterns::{LeakyBucket, Limiter, Verdict};
/// # use sim::Micros;
/// let mut bucket = LeakyBucket::new(2, 4);
/// let mut admit = |millis| bucket.admit(Micros::from_millis(millis));
/// assert_eq!(admit(0), Verdict::Admitted);
/// assert_eq!(admit(0), Verdict::Delayed(Micros::from_millis(250)));
/// assert_eq!(admit(0), Verdict::Refused); // full
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeakyBucket {
    capacity: u64,
    rate_per_s: u64,
    /// When the bucket will have let out all that it holds.
    empty: u64,
    /// So that time that goes back counts as no time.
    clock: Monotonic,
}

impl LeakyBucket {
    /// An empty bucket.
    pub fn new(capacity: u32, rate_per_s: u32) -> LeakyBucket {
        let clock = Monotonic::new(window(capacity, rate_per_s));
        let capacity = u64::from(capacity) * REQUEST;
        LeakyBucket { capacity, rate_per_s: rate_per_s.into(), empty: 0, clock }
    }
}

impl Limiter for LeakyBucket {
    fn admit(&mut self, at: Micros) -> Verdict {
        let now = self.clock.read(at).get() * self.rate_per_s;
        if self.room(at) < REQUEST {
            return Verdict::Refused;
        }
        let leaves = self.empty.max(now);
        self.empty = leaves + REQUEST;
        match (leaves - now).div_ceil(self.rate_per_s) {
            0 => Verdict::Admitted,
            wait => Verdict::Delayed(at + Micros::new(wait)),
        }
    }

    fn room(&self, at: Micros) -> u64 {
        let now = self.clock.peek(at).get() * self.rate_per_s;
        let held = self.empty.saturating_sub(now);
        self.capacity.saturating_sub(held)
    }
}
