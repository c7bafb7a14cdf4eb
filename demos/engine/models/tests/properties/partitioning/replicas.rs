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

/// Pairs that fail one after another are the pairs that fail at once, each at its
/// moment; and what is said of each is what counting all pairs says.
#[test]
fn trials_are_pairs_in_time() {
    use models::partitioning::replica_sets::TRIAL;
    for seed in 0..50 {
        let edit = |text: &str| text.parse().expect("an edit");
        let mut at_once = thirty(4, seed);
        at_once.edit(Micros::ZERO, &edit("pairs-20"), &mut Log::off());
        let mut in_turn = thirty(4, seed);
        in_turn.edit(Micros::ZERO, &edit("trials-20"), &mut Log::off());
        let mut at = Micros::ZERO;
        while let Some(next) = in_turn.next() {
            assert_eq!(next, at + TRIAL, "seed {seed}");
            at = next;
            in_turn.step(&mut Log::off());
        }
        assert_eq!(in_turn.trials(), at_once.trials(), "seed {seed}");
        assert!(!in_turn.is_trying());
        for trial in in_turn.trials() {
            let (a, b) = trial.pair;
            assert_eq!(in_turn.breaks(a, b), trial.broken_ppm > 0, "seed {seed}");
        }
    }
}
