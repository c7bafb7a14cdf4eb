//! Anti-entropy by Merkle trees: what is lost, doubled, held over or crashed meanwhile,
//! both replicas end with the same rows; and how many hashes that takes.

use super::SEEDS;
use crate::faults::{EditOf, HeldOver, Trial};
use models::replication::merkle::{
    A, B, Command, Comparison, Replica, Settings, Spread, Version, cluster,
    differing, expected_hashes, measured_hashes, replica,
};
use sim::{Edit, Micros, NodeId, Stream};

/// Writes and faults come until then.
const FAULTS_END: u64 = 1_000;
/// By then there was an exchange after the last write and the last fault.
const SETTLED: Micros = Micros::from_secs(6);

fn settings(dice: &mut Stream) -> Settings {
    let keys = dice.between(1, 80) as u32;
    Settings {
        keys,
        depth: dice.between(0, 5) as u32,
        differing: dice.between(0, u64::from(keys)) as u32,
        spread: [Spread::Scattered, Spread::Range][dice.below(2) as usize],
        row_bytes: 100,
        first: Micros::from_millis(dice.between(1, 200)),
        every: Micros::from_millis(dice.between(50, 300)),
        latency: Micros::from_millis(dice.between(1, 40)),
        faulty_percent: dice.between(0, 10) as u32,
    }
}

/// Writes, losses, crashes and cuts.
fn edits(settings: &Settings, dice: &mut Stream) -> Vec<(Micros, EditOf<Replica>)> {
    let mut edits: Vec<(u64, EditOf<Replica>)> = Vec::new();
    for _ in 0..dice.between(0, 8) {
        let at = dice.between(1, FAULTS_END);
        let node = NodeId(dice.below(2) as u32);
        let later = at + dice.between(10, 400);
        let key = dice.below(u64::from(settings.keys)) as u32;
        let lost = Command::Lose(key % (1 << settings.depth));
        match dice.below(6) {
            0 => {
                edits.push((at, Edit::Crash(node)));
                edits.push((later, Edit::Restart(node)));
            }
            1 => {
                edits.push((at, Edit::Cut(A, B)));
                edits.push((later, Edit::Heal(A, B)));
            }
            2 => edits.push((at, Edit::Ask(A, Command::Exchange))),
            3 => edits.push((at, Edit::Ask(node, lost))),
            _ => edits.push((at, Edit::Ask(node, Command::Write(key)))),
        }
    }
    edits.sort_by_key(|(at, _)| *at);
    let in_time = |(at, edit)| (Micros::from_millis(at), edit);
    edits.into_iter().map(in_time).collect()
}

fn ordeal(seed: u64) -> Trial<Replica> {
    let mut dice = Stream::new(seed, "ordeal", 0);
    let settings = settings(&mut dice);
    let until = Micros::from_millis(FAULTS_END);
    Trial {
        start: cluster(&settings, seed),
        edits: edits(&settings, &mut dice),
        held_over: HeldOver::new(seed, until, Micros::from_millis(1_500)),
    }
}

/// No row ever gets older but by being lost, and in the end both have the same.
#[test]
fn both_replicas_end_with_the_newest_rows() {
    let [mut found, mut in_vain, mut again] = [0_u32; 3];
    for seed in 0..SEEDS {
        let trial = ordeal(seed);
        let is_loss =
            |edit: &EditOf<Replica>| matches!(edit, Edit::Ask(_, Command::Lose(_)));
        let is_lossless = !trial.edits.iter().any(|(_, edit)| is_loss(edit));
        let mut newest: Vec<Version> = Vec::new();
        let end = trial.watch(SETTLED, |now| {
            let [a, b] = [A, B].map(|node| replica(now, node).tree());
            let now: Vec<_> =
                (0..a.len()).map(|k| a.version(k).max(b.version(k))).collect();
            if is_lossless {
                let is_kept = newest.iter().zip(&now).all(|(old, new)| old <= new);
                assert!(is_kept, "seed {seed}\n{}", trial.story(SETTLED));
            }
            newest = now;
        });
        let left = differing(&end);
        assert!(left.is_empty(), "seed {seed}: {left:?}\n{}", trial.story(SETTLED));
        found += u32::from(!differing(&trial.start).is_empty());
        let story = trial.story(SETTLED);
        in_vain += u32::from(story.contains("newer row"));
        again += u32::from(story.contains("resend-timer"));
    }
    assert!([found, in_vain, again].into_iter().all(|met| met > 1_000));
}

/// Equal replicas send one hash and no row.
#[test]
fn equal_replicas_compare_one_hash() {
    let of = Comparison {
        keys: 1_024,
        depth: 6,
        differing: 0,
        spread: Spread::Scattered,
    };
    let end = of.finished(1);
    assert_eq!(replica(&end, A).traffic().hashes, 1);
    assert_eq!(replica(&end, A).traffic().rows, 0);
}

/// The mean is the closed form, and with a leaf for each key that is 2·k·log₂(n/k).
#[test]
fn k_differing_keys_of_n_take_about_k_log_n_over_k_hashes() {
    for (keys, depth, differing) in [
        (1_024, 10, 1),
        (1_024, 10, 8),
        (1_024, 10, 64),
        (4_096, 8, 32),
        (1_000, 6, 16),
    ] {
        let spread = Spread::Scattered;
        let of = Comparison { keys, depth, differing, spread };
        let measured = measured_hashes(of, 400) as f64 / 1_000.0;
        let expected = expected_hashes(keys, depth, differing);
        let off = (measured - expected).abs() / expected;
        assert!(off < 0.01, "{of:?}: {measured}, by the formula {expected}");
    }
    for differing in [1, 8, 64, 512] {
        let k = f64::from(differing);
        let rough = 2.0 * k * libm::log2(65_536.0 / k);
        let expected = expected_hashes(65_536, 16, differing);
        let off = (expected - rough).abs() / rough;
        assert!(off < 0.04, "{differing}: {expected}, {rough}");
    }
}

/// The same keys next to each other share their path: far fewer hashes and rows.
#[test]
fn a_range_takes_far_fewer_hashes_than_scattered_keys() {
    let of = |spread| Comparison { keys: 1_024, depth: 6, differing: 16, spread };
    let mean = |spread| {
        let of = of(spread);
        let sent = (0..200).map(|seed| {
            let end = of.finished(seed);
            let traffic = replica(&end, A).traffic();
            [traffic.hashes, traffic.rows]
        });
        sent.fold([0; 2], |sum, sent| [sum[0] + sent[0], sum[1] + sent[1]])
    };
    let (scattered, range) = (mean(Spread::Scattered), mean(Spread::Range));
    assert!(scattered[0] > 5 * range[0], "{scattered:?}, {range:?}");
    assert!(scattered[1] > 6 * range[1], "{scattered:?}, {range:?}");
}

/// One differing key sends its whole leaf: the coarser the tree, the more rows.
#[test]
fn one_key_sends_its_whole_leaf() {
    for depth in 0..=10 {
        let spread = Spread::Scattered;
        let of = Comparison { keys: 1_024, depth, differing: 1, spread };
        let traffic = replica(&of.finished(3), A).traffic();
        assert_eq!(traffic.hashes, 1 + 2 * u64::from(depth));
        assert_eq!(traffic.rows, 1_024 >> depth);
    }
}
