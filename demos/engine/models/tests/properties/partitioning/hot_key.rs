//! One key that takes 40 % of the requests, and what helps.

use super::{SEEDS, assert_within, some_ring};
use models::partitioning::bounded_loads::{cap, choose};
use models::partitioning::hot_key::{self, GOES_HOT, HotKey, Policy};
use sim::{Micros, NodeId, Run};

/// Always: whatever the keys, no node is given more than the cap, and a node is
/// found for each ball.
#[test]
fn bounded_loads_are_bounded() {
    for seed in 0..SEEDS {
        let (ring, mut chance) = some_ring(seed);
        let nodes = ring.weights().len() as u32;
        let epsilon = [5, 25, 100][chance.below(3) as usize];
        let hot = chance.below(u64::MAX);
        let mut loads = vec![0; nodes as usize + 1];
        for placed in 1..=60 {
            // Half of the balls are one key.
            let other = chance.below(u64::MAX);
            let key = if placed % 2 == 0 { hot } else { other };
            let most = cap(placed, nodes, epsilon);
            let load = |node: NodeId| loads[node.index()];
            let node = choose(&ring, key, most, load).expect("caps exceed balls");
            loads[node.index()] += 1;
            let highest = loads.iter().max().copied().unwrap_or(0);
            assert!(highest <= most, "seed {seed}: {highest} above {most}");
        }
    }
}

/// Ten nodes; `write_percent` of requests are writes, 40 % are for one key.
fn hot(policy: Policy, vnodes: u32, write_percent: u32, seed: u64) -> HotKey {
    let settings = hot_key::Settings {
        nodes: 10,
        vnodes,
        policy,
        hot_percent: 40,
        write_percent,
        epsilon_percent: 25,
        parts: 8,
    };
    let mut run = Run::new(HotKey::new(&settings, seed), Vec::new());
    run.seek(Micros::from_secs(12));
    run.model().clone()
}

/// The hottest node over the mean, the mean over the last seconds and some seeds,
/// in thousandths.
fn hottest(policy: Policy, vnodes: u32, write_percent: u32) -> u32 {
    let of = |seed| {
        let model = hot(policy, vnodes, write_percent, seed);
        let late =
            |sample: &&hot_key::Sample| sample.at > GOES_HOT + Micros::from_secs(3);
        let samples: Vec<_> = model.samples().iter().filter(late).collect();
        let ratio = |s: &&hot_key::Sample| s.hottest * 10_000 / s.total.max(1);
        samples.iter().map(ratio).sum::<u32>() / samples.len() as u32
    };
    (0..20).map(of).sum::<u32>() / 20
}

/// A key with 40 % of the requests, on a node that has a tenth of the rest: 46 %
/// of all, 4.6 times the mean, however many virtual nodes there are.
#[test]
fn virtual_nodes_do_nothing_for_one_hot_key() {
    for vnodes in [100, 1_000] {
        assert_within(5, hottest(Policy::Ring, vnodes, 20), 4_600);
    }
}

/// Always: reads alone never put a node above its cap; the hottest stays at
/// (1 + ε) times the mean.
#[test]
fn bounded_loads_hold_where_all_are_reads() {
    for seed in 0..100 {
        let tally = hot(Policy::Bounded, 100, 0, seed).tally();
        assert_eq!(tally.over_cap, 0, "seed {seed}");
        assert!(tally.spilled > 0, "seed {seed}");
        // The price: the hot key has to be on several nodes.
        assert!(tally.holders.count_ones() >= 4, "seed {seed}");
    }
    assert!(hottest(Policy::Bounded, 100, 0) < 1_450);
}

/// Sometimes: writes go over the cap, as they cannot go elsewhere. Split into
/// eight parts they are spread; but each read then asks eight nodes.
#[test]
fn splitting_is_for_writes() {
    let bounded = hot(Policy::Bounded, 100, 100, 1).tally();
    assert!(bounded.over_cap > 0 && bounded.spilled == 0);
    assert_within(5, hottest(Policy::Bounded, 100, 100), 4_600);
    assert!(hottest(Policy::Split, 100, 100) < 2_400);
    let reads = hot(Policy::Split, 100, 0, 1).tally();
    let per_request = reads.placed * 1_000 / reads.asked;
    // 60 % ask one node and 40 % ask eight.
    assert!(per_request.abs_diff(3_800) < 200, "{per_request}");
}
