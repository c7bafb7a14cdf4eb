//! What a rate limiter is: it sees a request and says whether it may pass.

use super::{
    FixedWindow, Gcra, LeakyBucket, SlidingCounter, SlidingLog, TokenBucket,
};
use sim::Micros;
use std::fmt;
use std::str::FromStr;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It passes now.
    Admitted,
    /// It waits in the limiter, and passes at this moment.
    Delayed(Micros),
    /// It never passes.
    Refused,
}

/// Decides which requests pass. The clock is an argument, so the same arrivals
/// always get the same verdicts.
///
/// It may be set while requests come: all limiters read it through a [`Monotonic`],
/// whose patience is a window, `capacity / rate`. Time that goes back counts as no
/// time, and nobody waits for more than a window until it goes on.
///
/// - Units: what a clock shows, in microseconds, times the rate a second is below
///   2⁶⁴: at a thousand a second for 584 years.
///
/// [`Monotonic`]: super::Monotonic
pub trait Limiter {
    /// What becomes of a request that arrives at this moment.
    fn admit(&mut self, at: Micros) -> Verdict;

    /// How much would be accepted at this moment: in millionths of a request,
    /// [`REQUEST`](super::REQUEST) each.
    fn room(&self, at: Micros) -> u64;
}

impl Verdict {
    /// When a request that arrived at `at` passes, if it does.
    pub const fn passes(self, at: Micros) -> Option<Micros> {
        match self {
            Verdict::Admitted => Some(at),
            Verdict::Delayed(until) => Some(until),
            Verdict::Refused => None,
        }
    }

    /// Whether the request passes, now or later.
    pub const fn is_accepted(self) -> bool {
        !matches!(self, Verdict::Refused)
    }
}

/// The rules that there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LimiterKind {
    /// [`TokenBucket`].
    #[default]
    TokenBucket,
    /// [`LeakyBucket`], as a queue.
    LeakyBucket,
    /// [`Gcra`].
    Gcra,
    /// [`FixedWindow`].
    FixedWindow,
    /// [`SlidingLog`].
    SlidingLog,
    /// [`SlidingCounter`].
    SlidingCounter,
}

impl LimiterKind {
    /// All of them.
    pub const ALL: [LimiterKind; 6] = [
        LimiterKind::TokenBucket,
        LimiterKind::LeakyBucket,
        LimiterKind::Gcra,
        LimiterKind::FixedWindow,
        LimiterKind::SlidingLog,
        LimiterKind::SlidingCounter,
    ];

    /// Its name in settings and links.
    pub const fn word(self) -> &'static str {
        match self {
            LimiterKind::TokenBucket => "token-bucket",
            LimiterKind::LeakyBucket => "leaky-bucket",
            LimiterKind::Gcra => "gcra",
            LimiterKind::FixedWindow => "fixed-window",
            LimiterKind::SlidingLog => "sliding-log",
            LimiterKind::SlidingCounter => "sliding-counter",
        }
    }
}

impl fmt::Display for LimiterKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for LimiterKind {
    type Err = String;

    fn from_str(text: &str) -> Result<LimiterKind, String> {
        let words = LimiterKind::ALL.map(LimiterKind::word).join(", ");
        LimiterKind::ALL
            .into_iter()
            .find(|kind| kind.word() == text)
            .ok_or_else(|| format!("`{text}` is no limiter: one is {words}"))
    }
}

/// A limiter of any kind, which can be cloned and compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnyLimiter {
    /// [`TokenBucket`].
    TokenBucket(TokenBucket),
    /// [`LeakyBucket`], as a queue.
    LeakyBucket(LeakyBucket),
    /// [`Gcra`].
    Gcra(Gcra),
    /// [`FixedWindow`].
    FixedWindow(FixedWindow),
    /// [`SlidingLog`].
    SlidingLog(SlidingLog),
    /// [`SlidingCounter`].
    SlidingCounter(SlidingCounter),
}

impl AnyLimiter {
    /// A limiter that has rested: it accepts `capacity` requests at once, and
    /// `rate_per_s` a second in the long run. A limiter that counts in windows
    /// accepts `capacity` in each, and its windows are `capacity / rate_per_s`
    /// seconds long.
    pub fn new(kind: LimiterKind, capacity: u32, rate_per_s: u32) -> AnyLimiter {
        let (c, r) = (capacity, rate_per_s);
        match kind {
            LimiterKind::TokenBucket => {
                AnyLimiter::TokenBucket(TokenBucket::new(c, r))
            }
            LimiterKind::LeakyBucket => {
                AnyLimiter::LeakyBucket(LeakyBucket::new(c, r))
            }
            LimiterKind::Gcra => AnyLimiter::Gcra(Gcra::new(c, r)),
            LimiterKind::FixedWindow => {
                AnyLimiter::FixedWindow(FixedWindow::new(c, window(c, r)))
            }
            LimiterKind::SlidingLog => {
                AnyLimiter::SlidingLog(SlidingLog::new(c, window(c, r)))
            }
            LimiterKind::SlidingCounter => {
                AnyLimiter::SlidingCounter(SlidingCounter::new(c, window(c, r)))
            }
        }
    }
}

/// The window in which `capacity` requests are `rate_per_s` a second, which is also
/// how long a bucket takes to be full again: rounded up to a microsecond, so that
/// they are never more.
pub fn window(capacity: u32, rate_per_s: u32) -> Micros {
    assert!(capacity > 0 && rate_per_s > 0, "a limiter lets something pass");
    Micros::new((u64::from(capacity) * 1_000_000).div_ceil(rate_per_s.into()))
}

impl Limiter for AnyLimiter {
    fn admit(&mut self, at: Micros) -> Verdict {
        match self {
            AnyLimiter::TokenBucket(limiter) => limiter.admit(at),
            AnyLimiter::LeakyBucket(limiter) => limiter.admit(at),
            AnyLimiter::Gcra(limiter) => limiter.admit(at),
            AnyLimiter::FixedWindow(limiter) => limiter.admit(at),
            AnyLimiter::SlidingLog(limiter) => limiter.admit(at),
            AnyLimiter::SlidingCounter(limiter) => limiter.admit(at),
        }
    }

    fn room(&self, at: Micros) -> u64 {
        match self {
            AnyLimiter::TokenBucket(limiter) => limiter.room(at),
            AnyLimiter::LeakyBucket(limiter) => limiter.room(at),
            AnyLimiter::Gcra(limiter) => limiter.room(at),
            AnyLimiter::FixedWindow(limiter) => limiter.room(at),
            AnyLimiter::SlidingLog(limiter) => limiter.room(at),
            AnyLimiter::SlidingCounter(limiter) => limiter.room(at),
        }
    }
}
