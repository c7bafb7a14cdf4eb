//! Replicas on a ring: how many pairs of failures break a quorum.

use models::partitioning::hash_ring::RING;
use models::partitioning::replica_sets::{self, ReplicatedRing, pairs_theory_ppm};
use sim::{Log, Micros, Model, NodeId, Stream};

/// A ring of thirty nodes, three copies of each key.
fn thirty(vnodes: u32, seed: u64) -> ReplicatedRing {
    let settings = replica_sets::Settings { nodes: 30, vnodes, replicas: 3 };
    ReplicatedRing::new(&settings, seed)
}

/// The figures that the guide was planned with: of the pairs of thirty nodes 14 %
/// break a quorum at V = 1, 44 % at 4, 89 % at 16, 100 % at 64. The mean over 200
/// rings of all 435 pairs is within a point of them, and so is the formula.
#[test]
fn evenness_costs_availability() {
    for (vnodes, planned) in [(1, 14), (4, 44), (16, 89), (64, 100)] {
        let broken = |seed| u64::from(thirty(vnodes, seed).pairs().0);
        let mean = (0..200).map(broken).sum::<u64>() * 1_000_000 / (200 * 435);
        assert!(mean.abs_diff(planned * 10_000) < 10_000, "V = {vnodes}: {mean}");
        let theory = u64::from(pairs_theory_ppm(30, vnodes, 3));
        assert!(theory.abs_diff(mean) < 10_000, "V = {vnodes}: {theory}, {mean}");
    }
    // One token a node: exactly the two before and the two behind.
    assert!((0..200).all(|seed| thirty(1, seed).pairs() == (60, 435)));
    assert_eq!(pairs_theory_ppm(30, 1, 3), 137_931);
}

/// Failing two at random, again and again, finds what counting all pairs finds.
#[test]
fn random_failures_agree_with_the_count() {
    for vnodes in [1, 4, 16] {
        let (mut tried, mut broke, mut expected) = (0, 0, 0);
        for seed in 0..20 {
            let mut ring = thirty(vnodes, seed);
            let pairs = replica_sets::Edit::Pairs(500);
            ring.edit(Micros::ZERO, &pairs, &mut Log::off());
            tried += ring.tried().0;
            broke += ring.tried().1;
            expected += ring.pairs().0;
        }
        let (runs, count) = (broke * 1_000 / tried, expected * 1_000 / (20 * 435));
        assert!(runs.abs_diff(count) <= 15, "V = {vnodes}: {runs} and {count}");
    }
}

/// Always: two failures break a quorum of three copies if and only if the two
/// share a key; of five copies they never do.
#[test]
fn a_quorum_breaks_where_two_share_a_key() {
    for seed in 0..2_000 {
        let mut chance = Stream::new(seed, "copies", 0);
        let nodes = chance.between(5, 12) as u32;
        let vnodes = chance.between(1, 5) as u32;
        let a = NodeId(chance.between(1, nodes.into()) as u32);
        let b = NodeId(a.0 % nodes + 1);
        for replicas in [3, 5] {
            let settings = replica_sets::Settings { nodes, vnodes, replicas };
            let mut ring = ReplicatedRing::new(&settings, seed);
            for node in [a, b] {
                let crash = replica_sets::Edit::Crash(node);
                ring.edit(Micros::ZERO, &crash, &mut Log::off());
            }
            let breaks = ring.ranges().iter().any(|range| ring.is_broken(range));
            let expected = replicas == 3 && ring.share_a_key(a, b);
            assert_eq!(breaks, expected, "seed {seed}");
            assert_eq!(ring.broken_ppm() > 0, breaks, "seed {seed}");
            let length: u128 = ring.ranges().iter().map(|r| r.length()).sum();
            assert_eq!(length, RING, "seed {seed}");
        }
    }
}

/// Sometimes: at V = 4 two nodes fail and nothing is lost; at V = 64 hardly ever.
#[test]
fn some_pairs_are_harmless() {
    let harmless = |vnodes| {
        let mut ring = thirty(vnodes, 7);
        ring.edit(Micros::ZERO, &replica_sets::Edit::Pairs(100), &mut Log::off());
        100 - ring.tried().1
    };
    assert!(harmless(4) > 30);
    assert!(harmless(64) < 5);
}

/// All pairs fail one after another, each once, the first ones slowly; what is said of
/// each is what counting all pairs says. Then all nodes are back.
#[test]
fn each_pair_fails_once() {
    use models::partitioning::replica_sets::{Edit, LOOK, LOOKS, REST};
    for seed in 0..50 {
        let mut ring = thirty(4, seed);
        ring.edit(Micros::ZERO, &Edit::Each, &mut Log::off());
        let mut at = Vec::new();
        while let Some(next) = ring.next() {
            at.push(next);
            ring.step(&mut Log::off());
        }
        assert!(at[..=LOOKS].windows(2).all(|two| two[1] == two[0] + LOOK));
        assert!(at[435].since(at[LOOKS]) <= REST, "seed {seed}");
        let mut pairs: Vec<_> = ring.trials().iter().map(|t| t.pair).collect();
        pairs.sort();
        pairs.dedup();
        assert_eq!(pairs.len(), 435, "seed {seed}");
        assert_eq!((ring.tried().1, 435), ring.pairs(), "seed {seed}");
        assert!(!ring.is_trying() && ring.down().next().is_none());
        for trial in ring.trials() {
            let (a, b) = trial.pair;
            assert_eq!(ring.breaks(a, b), trial.broken_ppm > 0, "seed {seed}");
        }
    }
}

/// A key loses its quorum with three of the 435 pairs, however many tokens there are:
/// the mean loss of a pair is the same.
#[test]
fn the_mean_loss_of_all_pairs_knows_no_tokens() {
    for vnodes in [1, 4, 16, 64] {
        for seed in 0..20 {
            let mut ring = thirty(vnodes, seed);
            let each = replica_sets::Edit::Each;
            ring.edit(Micros::ZERO, &each, &mut Log::off());
            while ring.next().is_some() {
                ring.step(&mut Log::off());
            }
            let lost = ring.trials().iter().map(|t| u64::from(t.broken_ppm));
            let lost: u64 = lost.sum();
            assert!(lost.abs_diff(3_000_000) <= 435, "V = {vnodes}: {lost}");
        }
    }
}

/// What the ranges say of the losses of all pairs is what the pairs lose when each of
/// them fails: the losses of a run are known without it.
#[test]
fn losses_are_those_of_the_pairs_that_fail() {
    for vnodes in [1, 16] {
        let mut ring = thirty(vnodes, 17);
        let known = replica_sets::losses(ring.ranges(), 30, 3);
        ring.edit(Micros::ZERO, &replica_sets::Edit::Each, &mut Log::off());
        while ring.next().is_some() {
            ring.step(&mut Log::off());
        }
        assert_eq!(known.len(), ring.losses().len(), "V = {vnodes}");
        assert!(ring.losses().is_sorted_by(|a, b| a >= b));
        let mut both = known.iter().zip(ring.losses());
        assert!(both.all(|(known, lost)| known.abs_diff(*lost) <= 1));
    }
    assert_eq!(replica_sets::losses(thirty(16, 17).ranges(), 30, 5), []);
}

/// A run is compared with the same of one token, or of three copies.
#[test]
fn a_run_is_compared_with_the_simpler_one() {
    let beside = |vnodes, replicas| {
        let settings = replica_sets::Settings { nodes: 30, vnodes, replicas };
        let ring = ReplicatedRing::new(&settings, 17).compared();
        ring.beside().map(|it| (it.vnodes, it.replicas, it.losses.len()))
    };
    assert_eq!(beside(1, 3), None);
    assert_eq!(beside(16, 3), Some((1, 3, 60)));
    assert_eq!(beside(16, 5), Some((16, 3, 387)));
}
