//! Keys that are copied after a change, over many seeds.

use models::partitioning::handover::{FLIGHT, RATE_PPM, Rule};
use models::partitioning::placement::Edit;
use models::partitioning::{Handover, HashFunction, Placement, Settings};
use sim::{Log, Micros, Model, NodeId, Stream};

const BOTH: [Rule; 2] = [Rule::Ring, Rule::Modulo];

fn some_cluster(seed: u64) -> (Handover, Stream) {
    let mut chance = Stream::new(seed, "clusters", 0);
    let settings = Settings {
        nodes: chance.between(2, 8) as u32,
        heavy: chance.below(3) as u32,
        vnodes: chance.between(1, 8) as u32,
        keys: 1_000,
        hash: HashFunction::Xxh64,
    };
    (Handover::new(Placement::new(&settings, seed)), chance)
}

fn some_edit(chance: &mut Stream) -> Edit {
    let node = NodeId(chance.between(1, 8) as u32);
    match chance.below(3) {
        0 => Edit::Add,
        1 => Edit::Remove(node),
        _ => Edit::Weigh(node, chance.between(1, 4) as u32),
    }
}

/// Always: every key is with one node at every moment, first where it was and at the
/// end where the rule says, and what has arrived only grows.
#[test]
fn no_key_is_lost_on_its_way() {
    let at = Micros::from_secs(1);
    let mut has_moved = [false; 2];
    for seed in 0..1_000 {
        let (mut cluster, mut chance) = some_cluster(seed);
        let owners = |cluster: &Handover, rule, now| -> Vec<_> {
            cluster.owners(rule, now).collect()
        };
        let before = BOTH.map(|rule| owners(&cluster, rule, at));
        cluster.edit(at, &some_edit(&mut chance), &mut Log::off());
        for (place, rule) in BOTH.into_iter().enumerate() {
            assert_eq!(owners(&cluster, rule, at), before[place], "seed {seed}");
            let mut arrived = 0;
            for tenth in 10..130 {
                let now = Micros::from_millis(tenth * 100);
                let counts = cluster.keys(rule, now);
                let sum: u32 = counts.iter().map(|(_, keys)| keys).sum();
                assert_eq!(sum, 1_000, "seed {seed}");
                assert!(cluster.arrived_ppm(rule, now) >= arrived, "seed {seed}");
                arrived = cluster.arrived_ppm(rule, now);
            }
            let placed = cluster.placement().owners();
            let placed = match rule {
                Rule::Ring => &placed.ring,
                Rule::Modulo => &placed.modulo,
            };
            let end = Micros::from_secs(12);
            assert_eq!(owners(&cluster, rule, end), **placed, "seed {seed}");
            has_moved[place] |= arrived > 0;
        }
    }
    // Sometimes: something moves.
    assert_eq!(has_moved, [true; 2]);
}

/// Always: what nodes have got is what has moved, and what they had before and have
/// not given away is theirs as well.
#[test]
fn what_nodes_have_got_is_what_has_moved() {
    for seed in 0..300 {
        let (mut cluster, mut chance) = some_cluster(seed);
        cluster.edit(Micros::ZERO, &some_edit(&mut chance), &mut Log::off());
        for (rule, second) in BOTH.into_iter().flat_map(|r| [(r, 2), (r, 12)]) {
            let now = Micros::from_secs(second);
            let tally = cluster.tally(rule, now);
            let owners = cluster.owners(rule, now).enumerate();
            let has_moved =
                |(key, is): &(usize, _)| cluster.from_and_to(rule, *key).0 != *is;
            let moved = owners.filter(has_moved).count() as u32;
            let got = || tally.got.iter();
            assert_eq!(got().map(|got| got.needed + got.idle).sum::<u32>(), moved);
            assert_eq!(got().map(|got| got.idle).sum::<u32>(), tally.idle);
            let mut both = got().zip(&tally.keys);
            assert!(both.all(|(got, keys)| got.needed + got.idle <= *keys));
        }
    }
}

/// Always: a rule is done when its share has been sent and has arrived, and says so
/// once.
#[test]
fn a_handover_takes_as_long_as_what_moves() {
    for seed in 0..200 {
        let (mut cluster, _) = some_cluster(seed);
        cluster.edit(Micros::ZERO, &Edit::Add, &mut Log::off());
        let (_, change) = cluster.change().expect("a node joined");
        let moved = BOTH.map(|rule| u64::from(change.moved_ppm(rule)));
        let done = moved.map(|m| FLIGHT + Micros::new(m * 1_000_000 / RATE_PPM));
        let mut at = Vec::new();
        while let Some(next) = cluster.next() {
            at.push(next);
            cluster.step(&mut Log::off());
        }
        let mut expected = done.to_vec();
        expected.sort();
        expected.retain(|done| *done > FLIGHT);
        assert_eq!(at, expected, "seed {seed}");
    }
}

/// Some of what moves is picked from all of it: each one does move, in ring order.
#[test]
fn movers_are_keys_that_move() {
    for seed in 0..200 {
        let (mut cluster, _) = some_cluster(seed);
        cluster.edit(Micros::ZERO, &Edit::Add, &mut Log::off());
        for rule in BOTH {
            let movers = cluster.movers(rule, 10);
            let (_, change) = cluster.change().expect("a node joined");
            let moved = change.moved_ppm(rule) as usize / 1_000;
            assert_eq!(movers.len(), moved.min(10), "seed {seed}");
            assert!(movers.iter().all(|mover| mover.from != mover.to));
            assert!(movers.is_sorted_by_key(|mover| mover.position));
        }
    }
}

/// Always: what is counted once for all moments of a change is what counting each
/// moment finds.
#[test]
fn a_tally_is_what_counting_finds() {
    for seed in 0..200 {
        let (mut cluster, mut chance) = some_cluster(seed);
        cluster.edit(Micros::ZERO, &some_edit(&mut chance), &mut Log::off());
        let changed = cluster.change().map(|(_, change)| change.node);
        for rule in BOTH {
            let start: Vec<_> = cluster.owners(rule, Micros::ZERO).collect();
            for quarter in 0..50 {
                let now = Micros::from_millis(quarter * 250);
                let owners: Vec<_> = cluster.owners(rule, now).collect();
                let tally = cluster.tally(rule, now);
                for (index, keys) in tally.keys.iter().enumerate() {
                    let has = owners.iter().filter(|node| node.index() == index);
                    assert_eq!(has.count() as u32, *keys, "seed {seed}");
                }
                let is_idle = |(was, is): &(&NodeId, &NodeId)| {
                    was != is && Some(**was) != changed && Some(**is) != changed
                };
                let idle = start.iter().zip(&owners).filter(is_idle).count();
                assert_eq!(idle as u32, tally.idle, "seed {seed}");
                let key = chance.below(1_000) as usize;
                assert_eq!(cluster.owner(rule, key, now), owners[key]);
            }
        }
    }
}
