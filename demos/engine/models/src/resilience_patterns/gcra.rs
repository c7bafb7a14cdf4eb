//! GCRA, the generic cell rate algorithm: a token bucket that is a time stamp.
//!
//! Instead of a level and when it was true, it keeps one moment: when the next
//! request would be due if all came evenly, the *theoretical arrival time*. A
//! request may come early by a tolerance, and moves that moment on by one
//! interval. With a tolerance of `capacity − 1` intervals the verdicts are
//! those of a token bucket, request by request: the moment lies as far ahead
//! of the clock as the bucket lacks tokens.
//!
//! One number to compare and swap, which is why rate limiters on top of shared
//! stores keep it.
//!
//! - Source: ITU-T Recommendation I.371, *Traffic control and congestion
//!   control in B-ISDN* (2004), annex A.1, the virtual scheduling form; also
//!   ATM Forum, *Traffic Management Specification* 4.0 (1996).
//! - Cost: O(1) time, one stored number a limiter, beside its clock.

use super::limiter::window;
use super::{Limiter, Monotonic, REQUEST, Verdict};
use sim::Micros;

/// Admits what a token bucket of this capacity and rate would.
///
/// - Units: moments are kept in microseconds × `rate_per_s`. An interval, one
///   `rate_per_s`-th of a second, is then a whole number at every rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gcra {
    rate_per_s: u64,
    /// How early a request may come.
    tolerance: u64,
    /// The theoretical arrival time of the next one.
    due: u64,
    /// So that time that goes back counts as no time.
    clock: Monotonic,
}

impl Gcra {
    /// A limiter that has rested.
    pub fn new(capacity: u32, rate_per_s: u32) -> Gcra {
        let clock = Monotonic::new(window(capacity, rate_per_s));
        let tolerance = u64::from(capacity - 1) * REQUEST;
        Gcra { rate_per_s: rate_per_s.into(), tolerance, due: 0, clock }
    }
}

impl Limiter for Gcra {
    fn admit(&mut self, at: Micros) -> Verdict {
        let now = self.clock.read(at).get() * self.rate_per_s;
        let due = self.due.max(now); // a late request earns nothing
        if due - now > self.tolerance {
            return Verdict::Refused;
        }
        self.due = due + REQUEST;
        Verdict::Admitted
    }

    fn room(&self, at: Micros) -> u64 {
        let now = self.clock.peek(at).get() * self.rate_per_s;
        let ahead = self.due.saturating_sub(now);
        (self.tolerance + REQUEST).saturating_sub(ahead)
    }
}
