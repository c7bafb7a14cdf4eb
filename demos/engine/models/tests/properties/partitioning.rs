//! Partitioning over many seeds, and the numbers of the guide.

mod handover;
mod hot_key;
mod live_move;
mod ranges;
mod replicas;
mod ring;
mod rules;
mod weights;

use models::partitioning::{HashFunction, HashRing, SeededHash};
use sim::{NodeId, Stream};

const SEEDS: u64 = 10_000;

/// A small ring of some nodes of some weights, and the stream that drew it.
fn some_ring(seed: u64) -> (HashRing, Stream) {
    let mut chance = Stream::new(seed, "rings", 0);
    let function = HashFunction::ALL[chance.below(2) as usize];
    let vnodes = chance.between(1, 8) as u32;
    let mut ring = HashRing::new(vnodes, SeededHash { function, seed });
    for node in 1..=chance.between(1, 6) as u32 {
        ring.insert(NodeId(node), chance.between(1, 3) as u32);
    }
    (ring, chance)
}

/// `measured` lies within so many per cent of `expected`.
#[track_caller]
fn assert_within(percent: u32, measured: u32, expected: u32) {
    let off = u64::from(measured.abs_diff(expected)) * 100;
    assert!(
        off <= u64::from(expected) * u64::from(percent),
        "{measured} is not within {percent} % of {expected}"
    );
}
