//! Traces: what clients ask for, by a law that is stated.
//!
//! - **Zipf**: the key of rank r is asked for in proportion to 1/r^s. Requests to
//!   web caches follow such a law with s from 0.64 to 0.83 (Breslau, Cao, Fan,
//!   Phillips and Shenker, *Web Caching and Zipf-like Distributions*, INFOCOM
//!   1999).
//! - **Scan**: in the middle of it, a run through keys that are asked for once: a
//!   backup, a report, a crawler.
//! - **Loop**: the same keys in the same order, over and over: a job that reads a
//!   table again and again.
//! - **Shift**: which keys are popular changes every 60 requests.

use super::{Key, queue::LETTERS};
use sim::Stream;

/// How many requests there are before a scan, and again after it.
pub const HALF: usize = 100;
/// How many requests it takes until other keys are popular.
pub const SHIFT: usize = 60;
/// By how many ranks.
const RANKS: u16 = 10;

/// A law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    /// Some keys are asked for far more often than others.
    Zipf,
    /// The same, with a scan in the middle.
    Scan,
    /// Round and round.
    Loop,
    /// What is popular changes.
    Shift,
    /// Nobody asks for anything.
    Nothing,
}

/// What a trace is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The law.
    pub law: Law,
    /// s of Zipf's law, in halves.
    pub skew_halves: u32,
    /// How many keys a scan goes through.
    pub scan: u16,
    /// How often each of them is asked for, one time after the other.
    pub times: u16,
    /// How many keys a loop goes through.
    pub cycle: u16,
}

/// The requests of a trace.
pub fn requests(shape: &Shape, seed: u64) -> Vec<Key> {
    let mut popular = Popular::new(LETTERS, shape.skew_halves, seed);
    let mut some =
        |count: usize| (0..count).map(|_| popular.draw()).collect::<Vec<_>>();
    match shape.law {
        Law::Zipf => some(2 * HALF),
        Law::Scan => {
            let mut all = some(HALF);
            let scan = 0..shape.scan * shape.times;
            all.extend(scan.map(|at| Key(LETTERS + at / shape.times)));
            all.extend(some(HALF));
            all
        }
        Law::Loop => (0..2 * HALF as u16).map(|at| Key(at % shape.cycle)).collect(),
        Law::Shift => {
            let shifted = |(at, key): (usize, Key)| {
                let by = (at / SHIFT) as u16 * RANKS;
                Key((key.0 + by) % LETTERS)
            };
            some(4 * SHIFT).into_iter().enumerate().map(shifted).collect()
        }
        Law::Nothing => Vec::new(),
    }
}

/// Keys by Zipf's law: the first is the most popular.
#[derive(Clone, Debug)]
pub struct Popular {
    /// The weight of each key and of all before it.
    sums: Vec<u64>,
    draws: Stream,
}

impl Popular {
    /// So many keys, whose weight is 1/rank^s.
    pub fn new(keys: u16, skew_halves: u32, seed: u64) -> Popular {
        let mut sum = 0;
        let sums = (1..=u64::from(keys)).map(|rank| {
            sum += weight(rank, skew_halves);
            sum
        });
        Popular { sums: sums.collect(), draws: Stream::new(seed, "requests", 0) }
    }

    /// The next request.
    pub fn draw(&mut self) -> Key {
        let all = self.sums.last().copied().unwrap_or(1);
        let drawn = self.draws.below(all);
        Key(self.sums.partition_point(|sum| *sum <= drawn) as u16)
    }
}

/// 1/rank^s, in whole numbers: no float decides what comes.
fn weight(rank: u64, skew_halves: u32) -> u64 {
    const ONE: u64 = 1_000_000_000;
    let root = (rank * 1_000_000).isqrt();
    let whole = ONE / rank.pow(skew_halves / 2);
    match skew_halves % 2 {
        0 => whole,
        _ => whole * 1_000 / root,
    }
}
