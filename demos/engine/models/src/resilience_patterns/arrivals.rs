//! When requests come: evenly at random, in bursts, or where it hurts.

use sim::{Micros, Stream};
use std::fmt;
use std::str::FromStr;

/// How long from one burst to the next.
pub const BURST_EVERY: Micros = Micros::from_secs(5);
/// When the first burst comes.
pub const BURST_FIRST: Micros = Micros::from_secs(1);
/// How long before an edge the first half of a crowd comes.
pub const EDGE_LEAD: Micros = Micros::from_millis(20);

/// How requests are spread over time. Each pattern has the same load on average.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pattern {
    /// Each at a moment of its own, independent of the others: Poisson.
    #[default]
    Steady,
    /// Nothing for five seconds, then all of theirs at once.
    Bursts,
    /// Nothing for two windows, then all of theirs around the edge between: one
    /// half just before it, one half at it.
    Edges,
}

impl Pattern {
    /// All of them.
    pub const ALL: [Pattern; 3] =
        [Pattern::Steady, Pattern::Bursts, Pattern::Edges];

    /// Its name in settings and links.
    pub const fn word(self) -> &'static str {
        match self {
            Pattern::Steady => "steady",
            Pattern::Bursts => "bursts",
            Pattern::Edges => "edges",
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Pattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Pattern, String> {
        Pattern::ALL.into_iter().find(|pattern| pattern.word() == text).ok_or_else(
            || format!("`{text}` is no pattern: one is steady, bursts or edges"),
        )
    }
}

/// Requests that come at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The moment.
    pub at: Micros,
    /// How many they are; in a pattern of bursts with little load, maybe none.
    pub size: u64,
}

/// The requests of a run, batch after batch, for ever.
#[derive(Clone, Debug)]
pub struct Arrivals {
    pattern: Pattern,
    load_per_s: u64,
    /// The windows whose edges a crowd aims at.
    window: Micros,
    chance: Stream,
    /// How many batches there were.
    batches: u64,
    last: Micros,
}

impl Arrivals {
    /// Requests at `load_per_s` on average. Another load on the same seed
    /// stretches a steady stream and draws nothing anew.
    pub fn new(
        pattern: Pattern,
        load_per_s: u32,
        window: Micros,
        seed: u64,
    ) -> Arrivals {
        assert!(load_per_s > 0, "requests come");
        let chance = Stream::new(seed, "arrivals", 0);
        let (load_per_s, last) = (load_per_s.into(), Micros::ZERO);
        Arrivals { pattern, load_per_s, window, chance, batches: 0, last }
    }

    /// The next requests, not before the last ones.
    pub fn next_batch(&mut self) -> Batch {
        let number = self.batches;
        self.batches += 1;
        let batch = match self.pattern {
            Pattern::Steady => {
                let gap = self.chance.exponential(1_000_000 / self.load_per_s);
                Batch { at: self.last + Micros::new(gap), size: 1 }
            }
            Pattern::Bursts => {
                let at = Micros::new(BURST_EVERY.get() * number);
                Batch { at: at + BURST_FIRST, size: self.during(BURST_EVERY) }
            }
            Pattern::Edges => {
                // The edges after the first window, the third, the fifth …
                let edge = self.window.get() * (number / 2 * 2 + 1);
                let lead = EDGE_LEAD.get().min(self.window.get() / 2);
                let lead = if number.is_multiple_of(2) { lead } else { 0 };
                Batch {
                    at: Micros::new(edge - lead),
                    size: self.during(self.window),
                }
            }
        };
        self.last = batch.at;
        batch
    }

    /// How many requests the load is in so long.
    fn during(&self, span: Micros) -> u64 {
        (self.load_per_s * span.get()).div_ceil(1_000_000)
    }
}
