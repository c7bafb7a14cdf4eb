//! Weighted rendezvous, and the tail of a query to all partitions.

use super::SEEDS;
use models::partitioning::scatter_gather::slow_queries_ppm;
use models::partitioning::weighted_rendezvous::{WeightedRendezvous, shares_ppm};
use models::partitioning::{HashFunction, Rendezvous, SeededHash};
use sim::{Chance, NodeId, Stream};

/// Some weights from a half to four, keys, and how names are hashed.
fn some_weights(seed: u64) -> (Vec<(NodeId, f64)>, Vec<u64>, SeededHash) {
    let mut chance = Stream::new(seed, "weights", 0);
    let nodes = chance.between(1, 9) as u32;
    let mut weight = |node| (NodeId(node), chance.between(5, 40) as f64 / 10.0);
    let members = (1..=nodes).map(&mut weight).collect();
    let keys = (0..40).map(|_| chance.below(u64::MAX)).collect();
    (members, keys, SeededHash { function: HashFunction::Xxh64, seed })
}

/// Always: where all weigh the same it is rendezvous hashing.
#[test]
fn equal_weights_are_none() {
    for seed in 0..SEEDS {
        let (members, keys, hash) = some_weights(seed);
        let nodes = || members.iter().map(|(node, _)| *node);
        let weighted = WeightedRendezvous::new(nodes().map(|n| (n, 2.5)), hash);
        let plain = Rendezvous::new(nodes().map(|n| (n, 1)), hash);
        for key in keys {
            assert_eq!(weighted.owner(key), plain.owner(key), "seed {seed}");
        }
    }
}

/// Always: when one weight grows, keys move to that node only. Sometimes they do.
#[test]
fn a_weight_that_grows_takes_keys_and_moves_no_others() {
    let mut moved = 0;
    for seed in 0..SEEDS {
        let (mut members, keys, hash) = some_weights(seed);
        let before = WeightedRendezvous::new(members.iter().copied(), hash);
        let grown = members[0].0;
        members[0].1 *= 1.5;
        let after = WeightedRendezvous::new(members, hash);
        for key in keys {
            let (old, new) = (before.owner(key), after.owner(key));
            assert!(new == old || new == Some(grown), "seed {seed}, key {key}");
            moved += u32::from(new != old);
        }
    }
    assert!(moved > 1_000);
}

/// The shares are the weights, within what 100,000 keys let one see.
#[test]
fn shares_are_weights() {
    let weights = [1.0, 1.5, 2.0, 5.5];
    let members = (1..).map(NodeId).zip(weights);
    let nodes = WeightedRendezvous::new(members, SeededHash::default());
    let mut chance = Stream::new(1, "keys", 0);
    let keys: Vec<_> = (0..100_000).map(|_| chance.below(u64::MAX)).collect();
    for ((_, ppm), weight) in shares_ppm(&nodes, &keys).into_iter().zip(weights) {
        let (share, theory) = (f64::from(ppm) / 1e6, weight / 10.0);
        let deviation = (theory * (1.0 - theory) / 1e5).sqrt();
        assert!((share - theory).abs() < 4.0 * deviation, "{weight}: {share}");
    }
}

/// As many queries are slow as when each partition throws its own dice.
#[test]
fn a_query_is_slow_as_often_as_some_partition_is() {
    let (queries, partitions) = (20_000, 100);
    let mut chance = Stream::new(1, "partitions", 0);
    let one_in_a_hundred = Chance::percent(1);
    let is_slow = |_: &u32| {
        let slow = (0..partitions).filter(|_| chance.happens(one_in_a_hundred));
        slow.count() > 0
    };
    let slow = (0..queries).filter(is_slow).count() as f64 / f64::from(queries);
    let theory = f64::from(slow_queries_ppm(partitions, 10_000)) / 1e6;
    let deviation = (theory * (1.0 - theory) / f64::from(queries)).sqrt();
    assert!((slow - theory).abs() < 4.0 * deviation, "{slow} and {theory}");
}
