//! The token bucket: bursts up to a capacity, a rate on average.
//!
//! Tokens drip into a bucket at a steady rate and stop when it is full. A
//! request takes one out, or is refused if there is none. Who rested may send
//! a burst; who keeps sending gets the rate and no more.
//!
//! The law: over any window of *t* seconds at most `capacity + rate · t` pass.
//! Proof: what passes was in the bucket when the window began, at most
//! `capacity`, or dripped in since, at most `rate · t`.
//!
//! What can go wrong: the bound is not `rate · t`. In a second after a rest
//! `capacity + rate` requests pass, which with a capacity of one second's worth
//! is twice the rate. Where the service behind cannot bear that, the capacity
//! is too large.
//!
//! - Source: Shenker and Wroclawski, *General Characterization Parameters for
//!   Integrated Service Network Elements* ([RFC 2215], 1997), where the
//!   bound is rT + b; Heinanen and Guérin, *A Single Rate Three Color Marker*
//!   ([RFC 2697], 1999), the same bucket with two sizes.
//! - Left out: requests that cost more than one token; one bucket shared by
//!   many servers, which then have to agree on its level.
//!
//! [RFC 2215]: https://www.rfc-editor.org/rfc/rfc2215
//! [RFC 2697]: https://www.rfc-editor.org/rfc/rfc2697

use super::limiter::window;
use super::{Limiter, Monotonic, REQUEST, Verdict};
use sim::Micros;

/// Admits bursts of up to `capacity` requests, and `rate_per_s` on average.
///
/// - Units: tokens are kept in millionths, so that `rate_per_s` of them drip in
///   each microsecond; time in microseconds since the start of the run.
/// - Cost: O(1) time, 32 bytes a bucket and 24 for its clock. It is filled up when
///   it is looked at: there is no timer.
///
/// ```
/// # use models::resilience_patterns::{Limiter, TokenBucket, Verdict};
/// # use sim::Micros;
/// let mut bucket = TokenBucket::new(2, 1);
/// let mut admit = |millis| bucket.admit(Micros::from_millis(millis));
/// assert_eq!([admit(0), admit(0)], [Verdict::Admitted; 2]); // the burst
/// assert_eq!(admit(999), Verdict::Refused); // 0.999 of a token
/// assert_eq!(admit(1_000), Verdict::Admitted);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenBucket {
    capacity: u64,
    rate_per_s: u64,
    /// Tokens in the bucket at moment `filled`.
    tokens: u64,
    filled: Micros,
    /// So that time that goes back counts as no time.
    clock: Monotonic,
}

impl TokenBucket {
    /// A full bucket.
    pub fn new(capacity: u32, rate_per_s: u32) -> TokenBucket {
        let clock = Monotonic::new(window(capacity, rate_per_s));
        let capacity = u64::from(capacity) * REQUEST;
        TokenBucket {
            capacity,
            rate_per_s: rate_per_s.into(),
            tokens: capacity,
            filled: Micros::ZERO,
            clock,
        }
    }
}

// ANCHOR: admit
impl Limiter for TokenBucket {
    fn admit(&mut self, at: Micros) -> Verdict {
        self.tokens = self.room(at);
        self.filled = self.clock.read(at);
        if self.tokens < REQUEST {
            return Verdict::Refused;
        }
        self.tokens -= REQUEST;
        Verdict::Admitted
    }

    fn room(&self, at: Micros) -> u64 {
        let passed = self.clock.peek(at).since(self.filled);
        let dripped = passed.get() * self.rate_per_s;
        (self.tokens + dripped).min(self.capacity)
    }
}
// ANCHOR_END: admit
