//! The ring, and modulo beside it, over many seeds.

use super::{SEEDS, assert_within, some_ring};
use models::partitioning::experiments::{
    hottest_theory_ppm, keys_moved, ring_spread, spread_theory_ppm,
};
use models::partitioning::hash_ring::RING;
use models::partitioning::placement::{Edit, Member};
use models::partitioning::{
    HashFunction, HashRing, Placement, SeededHash, Settings,
};
use sim::{Log, Micros, Model, NodeId, Run, Stream};

/// Always: a key whose owner changes when a node joins goes to that node, and
/// comes back to whom it belonged to when the node leaves.
#[test]
fn only_the_node_that_joins_gains_keys() {
    for seed in 0..SEEDS {
        let (before, mut chance) = some_ring(seed);
        let newcomer = NodeId(before.weights().len() as u32 + 1);
        let mut after = before.clone();
        after.insert(newcomer, chance.between(1, 3) as u32);
        for _ in 0..20 {
            let key = chance.below(u64::MAX);
            let (old, new) = (before.owner(key), after.owner(key));
            assert!(new == old || new == Some(newcomer), "seed {seed}, key {key}");
        }
        after.remove(newcomer);
        assert_eq!(after, before, "seed {seed}");
    }
}

/// Always: shares add up to the ring, whoever came first.
#[test]
fn the_ring_depends_on_its_members_alone() {
    for seed in 0..SEEDS {
        let (ring, _) = some_ring(seed);
        assert_eq!(ring.shares().values().sum::<u128>(), RING, "seed {seed}");
        let mut backwards = ring.clone();
        ring.weights().keys().for_each(|node| backwards.remove(*node));
        for (node, weight) in ring.weights().iter().rev() {
            backwards.insert(*node, *weight);
        }
        assert_eq!(backwards, ring, "seed {seed}");
    }
}

/// Always: keys are neither lost nor made, and a change counts what it moved.
#[test]
fn a_placement_keeps_its_books() {
    for seed in 0..200 {
        let mut chance = Stream::new(seed, "edits", 0);
        let hash = HashFunction::ALL[chance.below(2) as usize];
        let settings = Settings { nodes: 4, heavy: 0, vnodes: 5, keys: 500, hash };
        let mut placement = Placement::new(&settings, seed);
        for _ in 0..12 {
            let node = NodeId(chance.between(1, 6) as u32);
            let edit = match chance.below(3) {
                0 => Edit::Add,
                1 => Edit::Remove(node),
                _ => Edit::Weigh(node, chance.between(1, 3) as u32),
            };
            placement.edit(Micros::ZERO, &edit, &mut Log::off());
            let members = placement.members();
            let keys = |of: fn(&Member) -> u32| members.iter().map(of).sum::<u32>();
            assert_eq!(keys(|m| m.ring_keys), 500, "seed {seed}");
            assert_eq!(keys(|m| m.modulo_keys), 500, "seed {seed}");
            for (key, owner) in
                placement.keys().iter().zip(&*placement.owners().ring)
            {
                assert_eq!(placement.ring().owner(key.position), Some(*owner));
            }
        }
    }
}

/// A run of edits gives the same placement however one came to the moment.
#[test]
fn going_back_finds_the_same_placement() {
    let settings = Settings {
        nodes: 5,
        heavy: 0,
        vnodes: 20,
        keys: 1_000,
        hash: HashFunction::Xxh64,
    };
    let edits = ["add", "weight-2-3", "remove-1", "add", "remove-4"];
    let at = |index| Micros::from_secs(index as u64 + 1);
    let edits = edits.iter().enumerate().map(|(i, e)| (at(i), e.parse().unwrap()));
    let mut run = Run::new(Placement::new(&settings, 3), edits.collect());
    let mut seen = Vec::new();
    for second in 0..=6 {
        run.seek(Micros::from_secs(second));
        seen.push((run.model().owners().clone(), run.model().members().to_vec()));
    }
    for second in (0..=6).rev() {
        run.seek(Micros::from_secs(second));
        let now = (run.model().owners().clone(), run.model().members().to_vec());
        assert_eq!(now, seen[second as usize]);
    }
    assert_eq!(run.records().len(), 5, "one record an edit");
}

/// The exact theory, on 2,000 rings (200 of the largest).
#[test]
fn rings_spread_as_theory_says() {
    for (vnodes, rings) in [(1, 2_000), (10, 2_000), (100, 2_000), (1_000, 200)] {
        for nodes in [3, 10] {
            let spread = ring_spread(nodes, vnodes, HashFunction::Xxh64, rings, 0);
            let percent = if rings < 2_000 { 6 } else { 2 };
            let theory = spread_theory_ppm(nodes, vnodes);
            assert_within(percent, spread.spread_rms_ppm, theory);
            let theory = hottest_theory_ppm(nodes, vnodes);
            assert_within(1, spread.hottest_mean_ppm, theory);
            assert!(spread.spread_mean_ppm <= spread.spread_rms_ppm);
        }
    }
}

/// For one token a node the hottest is known in closed form: 1 + 1/2 + … + 1/N.
#[test]
fn the_hottest_of_single_tokens_is_a_harmonic_number() {
    for nodes in [1, 2, 3, 10, 50, 100] {
        let harmonic: f64 = (1..=nodes).map(|k| 1e6 / f64::from(k)).sum();
        let theory = hottest_theory_ppm(nodes, 1);
        assert!(theory.abs_diff(harmonic as u32) <= 10, "{nodes}: {theory}");
    }
}

/// The figures that the guide was planned with: spread of ten nodes 0.84, 0.29,
/// 0.092, 0.030 and hottest node 2.81, 1.54, 1.16, 1.05 times the mean. They
/// agree with the mean over rings but for the two of V = 1, which come out
/// lower than the truth (0.877 and 1 + 1/2 + … + 1/10 = 2.929): both move much
/// from ring to ring, so an average over some dozens of rings is that far off.
#[test]
fn the_planned_figures_hold() {
    let planned = [
        (1, 20_000, 840_000, 2_810_000, 5),
        (10, 2_000, 290_000, 1_540_000, 2),
        (100, 2_000, 92_000, 1_160_000, 2),
        (1_000, 200, 30_000, 1_050_000, 5),
    ];
    for (vnodes, rings, mean, hottest, percent) in planned {
        let spread = ring_spread(10, vnodes, HashFunction::Xxh64, rings, 0);
        assert_within(percent, spread.spread_mean_ppm, mean);
        assert_within(percent, spread.hottest_mean_ppm, hottest);
    }
    let single = ring_spread(10, 1, HashFunction::Xxh64, 20_000, 0);
    assert_within(1, single.spread_mean_ppm, 877_000);
    assert_within(1, single.hottest_mean_ppm, 2_929_000);
    // The trap: the spread is not the hottest node.
    assert_eq!(spread_theory_ppm(10, 100), 94_820);
    assert_eq!(hottest_theory_ppm(10, 100), 1_159_426);
}

/// Node n11 joins ten: modulo moves 90.9 % of keys, the ring 9.1 % on average
/// and about 1/√V of that more or less on one ring.
#[test]
fn a_node_that_joins_moves_its_share() {
    let settings = Settings {
        nodes: 10,
        heavy: 0,
        vnodes: 100,
        keys: 20_000,
        hash: HashFunction::Xxh64,
    };
    let mut sum = 0;
    for seed in 0..100 {
        let moved = keys_moved(&settings, seed);
        assert_within(1, moved.modulo_ppm, 909_090);
        assert_within(40, moved.ring_ppm, 90_909);
        assert_eq!(
            (moved.ring_theory_ppm, moved.modulo_theory_ppm),
            (90_909, 909_090)
        );
        sum += moved.ring_ppm;
    }
    assert_within(2, sum / 100, 90_909);
}

/// Sometimes: with single tokens one of ten nodes has over half of the ring.
#[test]
fn one_node_can_own_half_of_a_ring() {
    let share = |seed| {
        let hash = SeededHash { function: HashFunction::Xxh64, seed };
        let mut ring = HashRing::new(1, hash);
        (1..=10).for_each(|node| ring.insert(NodeId(node), 1));
        *ring.shares().values().max().expect("ten nodes")
    };
    assert!((0..SEEDS).any(|seed| share(seed) > RING / 2));
}

/// A hash that does not mix makes virtual nodes worthless: with FNV-1a ten are
/// as good as one, and a thousand are worse than ten with a hash that mixes.
#[test]
fn virtual_nodes_need_a_hash_that_mixes() {
    let spread = |vnodes, function| {
        ring_spread(10, vnodes, function, 100, 0).spread_mean_ppm
    };
    let (one, ten) =
        (spread(1, HashFunction::Fnv1a), spread(10, HashFunction::Fnv1a));
    assert_within(1, ten, one);
    assert!(one > spread(1, HashFunction::Xxh64));
    assert!(spread(1_000, HashFunction::Fnv1a) > spread(10, HashFunction::Xxh64));
}
