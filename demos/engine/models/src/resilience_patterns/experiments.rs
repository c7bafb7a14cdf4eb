//! The most that a limiter lets pass, measured against someone who tries.

use super::limiter::window;
use super::{AnyLimiter, Busiest, Limiter, LimiterKind};
use sim::Micros;

/// How often the adversary tries again.
const RETRY: Micros = Micros::from_millis(1);
/// Into how many moments of a window the adversary divides it to find the best
/// one to begin at.
const STARTS: u64 = 8;

/// The most that passed in any window of some length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MostPassed {
    /// What passed, under the worst that the adversary found.
    pub measured: u64,
    /// What can pass at most: [`bound`].
    pub bound: u64,
}

/// Attacks a rested limiter: lies in wait, then sends as much as gets through,
/// and tries this from many moments, just before each edge among them. Counts
/// what passes in the window of this `length` that begins with the attack, both
/// ends counted.
///
/// - Cost: O(length in milliseconds).
///
/// ```
/// # use models::resilience_patterns::experiments::most_passed;
/// # use models::resilience_patterns::LimiterKind;
/// # use sim::Micros;
/// let most = |kind| most_passed(kind, 10, 10, Micros::from_millis(100)).measured;
/// assert_eq!(most(LimiterKind::TokenBucket), 11); // the burst, and the rate
/// assert_eq!(most(LimiterKind::FixedWindow), 20); // twice the burst
/// ```
pub fn most_passed(
    kind: LimiterKind,
    capacity: u32,
    rate_per_s: u32,
    length: Micros,
) -> MostPassed {
    let span = window(capacity, rate_per_s).get();
    let starts = (0..STARTS).map(|part| span + span * part / STARTS);
    let edges = [Micros::ZERO, Micros::new(span - 1), Micros::new(2 * span - 1)];
    let passed = |start| {
        let limiter = AnyLimiter::new(kind, capacity, rate_per_s);
        attack(limiter, start, length)
    };
    MostPassed {
        measured: starts
            .map(Micros::new)
            .chain(edges)
            .map(passed)
            .max()
            .unwrap_or(0),
        bound: bound(kind, capacity, rate_per_s, length),
    }
}

/// Sends as much as gets through from `start` on; the most that passed in a
/// window of `length` from there.
fn attack(mut limiter: AnyLimiter, start: Micros, length: Micros) -> u64 {
    let end = start + length;
    let mut busiest = Busiest::new(length);
    let mut at = start;
    loop {
        while let Some(passes) = limiter.admit(at).passes(at) {
            if passes <= end {
                busiest.pass(passes);
            }
        }
        if at == end {
            return busiest.window().passed;
        }
        at = (at + RETRY).min(end);
    }
}

/// The most that can pass in any window of this length, by theory.
///
/// A sliding counter has the bound of a token bucket. It is not met: requests
/// that come at the very end of a window still count for nearly all of the next.
pub fn bound(
    kind: LimiterKind,
    capacity: u32,
    rate_per_s: u32,
    length: Micros,
) -> u64 {
    let span = window(capacity, rate_per_s).get();
    let (capacity, length) = (u64::from(capacity), length.get());
    let by_rate = length * u64::from(rate_per_s) / 1_000_000;
    match kind {
        LimiterKind::TokenBucket
        | LimiterKind::Gcra
        | LimiterKind::SlidingCounter => capacity + by_rate,
        // One by one: the first need not wait.
        LimiterKind::LeakyBucket => 1 + by_rate,
        // The windows that it may touch, the limit in each.
        LimiterKind::FixedWindow => capacity * (length.div_ceil(span) + 1),
        // As often as the log can be filled and have forgotten.
        LimiterKind::SlidingLog => capacity * (length / (span + 1) + 1),
    }
}
