//! Peak EWMA: how slow a server was lately, where a bad answer counts at once and
//! is forgotten slowly.
//!
//! - Source: `PeakEwma` of Twitter's Finagle, which Linkerd took over: the cost of
//!   a server is this average times one more than the requests at it, and of two
//!   servers at random the cheaper one gets the request.
//! - Cost: O(1), two numbers a server.
//! - Left out: Finagle brings the average up to date each time that it is read, so
//!   an answer soon after weighs a little less; here only answers do so.

use sim::Micros;

/// How fast the past is forgotten: after so long a third of it is left. Finagle's
/// and Linkerd's default.
pub const DECAY: Micros = Micros::from_secs(10);
/// What a server costs of which nothing is known, and that has a request already.
const UNKNOWN: u64 = 1 << 40;
/// One, in millionths.
const MILLION: u64 = 1_000_000;

/// The average of one server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeakEwma {
    decay: Micros,
    /// In microseconds.
    average: u64,
    /// When it was last brought up to date.
    at: Micros,
}

impl PeakEwma {
    /// Learns how long an answer took: a peak counts in full, and what is less only
    /// as much as the past was forgotten meanwhile.
    pub fn learn(&mut self, took: Micros, now: Micros) {
        let kept = self.kept(now);
        let average =
            (self.average * kept + took.get() * (MILLION - kept)) / MILLION;
        self.average = average.max(took.get());
        self.at = now;
    }

    /// What one more request costs at a server that has `pending`.
    pub fn cost(&self, pending: u32, now: Micros) -> u64 {
        let average = self.average * self.kept(now) / MILLION;
        match (average, pending) {
            (0, 1..) => UNKNOWN + u64::from(pending),
            _ => average * (u64::from(pending) + 1),
        }
    }
}

impl PeakEwma {
    /// Nothing is known yet; after `decay` a third of the past is left.
    pub fn new(decay: Micros) -> PeakEwma {
        PeakEwma { decay, average: 0, at: Micros::ZERO }
    }

    /// How much of what it learnt last is left, in millionths.
    fn kept(&self, now: Micros) -> u64 {
        let span = now.since(self.at).get() as f64;
        (libm::exp(-span / self.decay.get() as f64) * MILLION as f64) as u64
    }
}
