//! Backoff: how long a client waits before it tries again.
//!
//! Who tries again at once takes part in the next crowd. Waiting longer each time
//! makes crowds rarer, not smaller: all who failed together wait equally long and
//! come back together. Jitter, a random part in the wait, takes crowds apart.
//!
//! What can go wrong: a wait that is random but nearly equal (a tenth more or
//! less) leaves the crowd together; one without a cap grows past anyone's
//! patience; and no wait helps if the clients never give up.
//!
//! - Source: Brooker, *Exponential Backoff And Jitter*, AWS Architecture Blog
//!   (2015), whose names these are, and its simulator `backoff_simulator.py`,
//!   whose base and cap these are.
//! - Cost: O(1).
//! - Left out: what the server asks for (`Retry-After`).

use sim::{Micros, Stream};

/// The first wait is up to twice this.
pub const BASE: Micros = Micros::from_millis(5);
/// No wait is longer.
pub const CAP: Micros = Micros::from_secs(2);

/// How a client chooses its waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// It does not wait.
    None,
    /// Twice as long each time, up to a cap.
    Exponential,
    /// Half of that, and a random part of the other half.
    EqualJitter,
    /// A random part of all of it.
    FullJitter,
    /// A random wait between the base and three times the last one.
    DecorrelatedJitter,
}

impl Strategy {
    /// All of them.
    pub const ALL: [Strategy; 5] = [
        Strategy::None,
        Strategy::Exponential,
        Strategy::EqualJitter,
        Strategy::FullJitter,
        Strategy::DecorrelatedJitter,
    ];
}

/// What a client remembers between its attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    strategy: Strategy,
    /// How often it has failed.
    failures: u32,
    /// How long it waited last.
    last: Micros,
}

impl Backoff {
    /// It failed once more: how long it waits before it tries again.
    pub fn wait(&mut self, chance: &mut Stream) -> Micros {
        self.failures += 1;
        let doubled = BASE.get() << self.failures.min(32);
        let whole = doubled.min(CAP.get());
        let wait = match self.strategy {
            Strategy::None => 0,
            Strategy::Exponential => whole,
            Strategy::EqualJitter => whole - chance.between(0, whole / 2),
            Strategy::FullJitter => chance.between(0, whole),
            Strategy::DecorrelatedJitter => {
                let most = self.last.get() * 3;
                chance.between(BASE.get(), most).min(CAP.get())
            }
        };
        self.last = Micros::new(wait);
        self.last
    }
}

impl Backoff {
    /// A client that has not failed yet.
    pub fn new(strategy: Strategy) -> Backoff {
        Backoff { strategy, failures: 0, last: BASE }
    }
}
