//! Randomness: one seeded stream for each purpose, integers only.

use rand_core::Rng;
use rand_pcg::Pcg32;
use std::fmt;
use xxhash_rust::xxh64::xxh64;

/// A probability as a whole number of millionths, so that no floating-point
/// rounding can decide a branch.
///
/// ```
/// # use sim::Chance;
/// assert_eq!(Chance::percent(20), Chance::per_million(200_000));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Chance(u32);

impl Chance {
    /// It never happens.
    pub const NEVER: Chance = Chance(0);

    /// `percent` in a hundred; over a hundred counts as always.
    pub const fn percent(percent: u32) -> Chance {
        Chance::per_million(percent.saturating_mul(10_000))
    }

    /// `millionths` in a million; over a million counts as always.
    pub const fn per_million(millionths: u32) -> Chance {
        Chance(if millionths > 1_000_000 { 1_000_000 } else { millionths })
    }
}

/// A source of random numbers for one purpose.
///
/// Two purposes on one seed draw independent numbers: what the network draws
/// does not depend on how often a timer was set, so two runs that differ in
/// one knob can be compared.
///
/// - Source: O'Neill, *PCG: A Family of Simple Fast Space-Efficient
///   Statistically Good Algorithms* (2014), the XSH-RR 64/32 generator.
///
/// ```
/// # use sim::Stream;
/// let draw = |purpose, index| Stream::new(7, purpose, index).below(1_000_000);
/// assert_eq!(draw("network", 0), draw("network", 0));
/// assert_ne!(draw("network", 0), draw("timers", 0));
/// ```
#[derive(Clone)]
pub struct Stream(Pcg32);

impl Stream {
    /// The stream that `seed` gives for `purpose`, such as `"timers"`; `index`
    /// tells apart those that share one, such as the nodes.
    pub fn new(seed: u64, purpose: &str, index: u64) -> Stream {
        // The generator's own seeding is linear: hash first, or the streams of
        // neighbouring seeds would begin alike.
        let purpose = xxh64(purpose.as_bytes(), index);
        Stream(Pcg32::new(xxh64(&seed.to_le_bytes(), purpose), purpose))
    }

    /// A number in `0..bound`, each as likely as the others.
    ///
    /// - Source: Lemire, *Fast Random Integer Generation in an Interval* (2019).
    pub fn below(&mut self, bound: u64) -> u64 {
        assert!(bound > 0, "there is no number below zero");
        loop {
            let product = u128::from(self.0.next_u64()) * u128::from(bound);
            if product as u64 >= bound.wrapping_neg() % bound {
                return (product >> 64) as u64;
            }
        }
    }

    /// A number in `low..=high`.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        assert!(low <= high, "{low}..={high} is empty");
        match (high - low).checked_add(1) {
            Some(bound) => low + self.below(bound),
            None => self.0.next_u64(),
        }
    }

    /// Whether something with this chance happens now. Always draws once, so
    /// changing the chance leaves later draws as they were.
    pub fn happens(&mut self, chance: Chance) -> bool {
        self.below(1_000_000) < u64::from(chance.0)
    }

    /// A number in (0, 1], for distributions that need a logarithm of it.
    pub fn unit(&mut self) -> f64 {
        ((self.0.next_u64() >> 11) + 1) as f64 / (1u64 << 53) as f64
    }

    /// An exponentially distributed number with this mean, rounded to a whole.
    pub fn exponential(&mut self, mean: u64) -> u64 {
        (-libm::log(self.unit()) * mean as f64 + 0.5) as u64
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stream")
    }
}
