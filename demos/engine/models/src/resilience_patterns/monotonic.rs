//! A clock that never goes back, made of one that may be set.
//!
//! A time of day is set now and then: by NTP, by hand, where a virtual machine
//! goes on elsewhere. A rule that subtracts two readings then refuses everyone for
//! as long as the clock went back, or takes a clock that jumps to and fro for time
//! that passed. So limiters and breakers here read it through this, and there is
//! one rule for all: *time that goes back counts as no time*.
//!
//! What can go wrong: a step forward cannot be told from time. It fills a bucket or
//! ends a window, once. Where the system has a monotonic clock, that is the one to
//! read, and nothing of this ever happens.
//!
//! - Source: nginx's `ngx_http_limit_req_module.c`, which takes a negative span for
//!   none, and one of more than a minute for a clock that was set.
//! - Cost: O(1), 24 bytes. One is enough for all that read the same clock; to be
//!   readable by themselves, limiters here have one each.

use sim::Micros;

/// Makes time go on, whatever the clock does that it reads.
///
/// ```
/// # use models::resilience_patterns::Monotonic;
/// # use sim::Micros;
/// let mut clock = Monotonic::new(Micros::from_secs(2));
/// let mut read = |secs| clock.read(Micros::from_secs(secs));
/// assert_eq!([read(100), read(99), read(101)].map(|t| t.as_millis()),
///            [100_000, 100_000, 101_000]); // back a little: it waits
/// assert_eq!([read(50), read(51)].map(|t| t.as_millis()),
///            [101_000, 102_000]); // the clock was set: time goes on from here
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Monotonic {
    /// For how long it stands still, until the other has caught up.
    patience: Micros,
    /// How far it is ahead of the other, which was set back.
    ahead: Micros,
    /// The latest moment that it has shown.
    latest: Micros,
}

impl Monotonic {
    /// The moment of a reading: never before the one of the last.
    pub fn read(&mut self, reading: Micros) -> Micros {
        if reading + self.ahead + self.patience < self.latest {
            self.ahead = self.latest - reading;
        }
        self.latest = self.latest.max(reading + self.ahead);
        self.latest
    }

    /// The same, and it is not remembered.
    pub fn peek(mut self, reading: Micros) -> Micros {
        self.read(reading)
    }
}

impl Monotonic {
    /// A clock that stands still for this long at most when the other goes back.
    pub const fn new(patience: Micros) -> Monotonic {
        Monotonic { patience, ahead: Micros::ZERO, latest: Micros::ZERO }
    }
}
