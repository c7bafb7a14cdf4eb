//! The numbers of the guide: hit ratios on long traces, and what a scan leaves.

use super::trace::{HALF, Law, Popular, Shape, requests};
use super::{AnyPolicy, Key, Kind, LETTERS, Policy, hits};

/// How many keys there are on the long traces, and how many requests.
pub const KEYS: u16 = 1_000;
const REQUESTS: usize = 20_000;
/// A scan comes after so many requests, and goes through twice as many keys as the
/// cache has room for.
const BETWEEN_SCANS: usize = 1_000;
/// Traces behind a mean.
const TRACES: u64 = 4;
/// The same where they are short.
const SHORT: u64 = 200;

/// A long trace by Zipf's law with s = 1, with scans in it, or a loop that is a
/// tenth longer than the cache. What is popular does not change.
fn long(law: Law, size: usize, seed: u64) -> Vec<Key> {
    let mut popular = Popular::new(KEYS, 2, seed);
    let mut all = Vec::new();
    let cycle = (size + (size / 10).max(1)) as u16;
    let mut new = KEYS;
    for number in 0..REQUESTS {
        match law {
            Law::Loop => all.push(Key(number as u16 % cycle)),
            Law::Zipf | Law::Scan | Law::Shift | Law::Nothing => {
                all.push(popular.draw());
            }
        }
        if law == Law::Scan && number % BETWEEN_SCANS == BETWEEN_SCANS / 2 {
            let next = new + 2 * size as u16;
            all.extend((new..next).map(Key));
            new = next;
        }
    }
    all
}

/// The hit ratio of a policy with room for so many of [`KEYS`] keys, in millionths.
pub fn hit_ratio_ppm(kind: Kind, law: Law, size: usize) -> u32 {
    let of = |seed| {
        let trace = long(law, size, seed);
        (hits(kind, size, &trace) as u64, trace.len() as u64)
    };
    let (mut hit, mut all) = (0, 0);
    for (hits, requests) in (0..TRACES).map(of) {
        hit += hits;
        all += requests;
    }
    (hit * 1_000_000 / all) as u32
}

/// How many of ten popular keys a cache for ten has left after a scan through
/// twenty new ones, each asked for so many times: the mean, in millionths.
pub fn kept_ppm(kind: Kind, times: u16) -> u32 {
    let shape =
        Shape { law: Law::Scan, skew_halves: 2, scan: 20, times, cycle: 11 };
    let kept = |seed| {
        let trace = requests(&shape, seed);
        let mut cache = AnyPolicy::new(kind, 10, &trace);
        let until = HALF + usize::from(shape.scan * times);
        for key in &trace[..until] {
            cache.request(*key);
        }
        (0..LETTERS).filter(|key| cache.holds(Key(*key))).count() as u64
    };
    ((0..SHORT).map(kept).sum::<u64>() * 1_000_000 / SHORT) as u32
}
