//! Rings over many seeds, and the numbers of the guide.

use litemap::LiteMap;
use models::partitioning::comparison::{How, compare};
use models::partitioning::experiments::{
    hottest_theory_ppm, keys_moved, ring_spread, spread_theory_ppm,
};
use models::partitioning::hash_ring::RING;
use models::partitioning::placement::{Edit, Member};
use models::partitioning::{
    HashFunction, HashRing, JumpList, Maglev, Placement, Rendezvous, SeededHash,
    Settings,
};
use sim::{Log, Micros, Model, NodeId, Run, Stream};

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

/// `measured` lies within so many per cent of `expected`.
#[track_caller]
fn assert_within(percent: u32, measured: u32, expected: u32) {
    let off = u64::from(measured.abs_diff(expected)) * 100;
    assert!(
        off <= u64::from(expected) * u64::from(percent),
        "{measured} is not within {percent} % of {expected}"
    );
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

/// Some members and keys, and who joins them.
fn some_members(seed: u64) -> (LiteMap<NodeId, u32>, Vec<u64>, NodeId, How) {
    let mut chance = Stream::new(seed, "members", 0);
    let nodes = chance.between(1, 9) as u32;
    let members = (1..=nodes).map(|node| (NodeId(node), 1)).collect();
    let keys = (0..40).map(|_| chance.below(u64::MAX)).collect();
    let hash = SeededHash { function: HashFunction::Xxh64, seed };
    (members, keys, NodeId(nodes + 1), How { vnodes: 4, hash })
}

/// Always: under rendezvous and jump a key that changes owner when a node joins
/// goes to that node, as on the ring.
#[test]
fn rendezvous_and_jump_move_keys_to_the_newcomer_only() {
    for seed in 0..SEEDS {
        let (members, keys, newcomer, how) = some_members(seed);
        let nodes = || members.keys().copied();
        let more = || nodes().chain([newcomer]);
        let bids = |nodes: Vec<NodeId>| {
            Rendezvous::new(nodes.into_iter().map(|node| (node, 1)), how.hash)
        };
        let (before, after) = (bids(nodes().collect()), bids(more().collect()));
        let (few, many) = (JumpList::new(nodes()), JumpList::new(more()));
        for key in keys {
            let (old, new) = (before.owner(key), after.owner(key));
            assert!(new == old || new == Some(newcomer), "seed {seed}, key {key}");
            let owner = |list: &JumpList| list.owner(key).map(|(node, _)| node);
            let (old, new) = (owner(&few), owner(&many));
            assert!(new == old || new == Some(newcomer), "seed {seed}, key {key}");
        }
    }
}

/// Always: nodes of weight 1 differ by one entry of a Maglev table at most.
#[test]
fn maglev_tables_are_even() {
    for seed in 0..2_000 {
        let mut chance = Stream::new(seed, "tables", 0);
        let size = [13, 61, 251][chance.below(3) as usize];
        let nodes = chance.between(1, 12) as u32;
        let hash = SeededHash { function: HashFunction::Xxh64, seed };
        let members = (1..=nodes).map(|node| (NodeId(node), 1));
        let table = Maglev::new(members, size, hash);
        let mut counts = vec![0; nodes as usize + 1];
        (0..size).for_each(|e| counts[table.owner(e.into()).index()] += 1);
        let (least, most) = (counts[1..].iter().min(), counts[1..].iter().max());
        let apart = most.zip(least).map(|(most, least)| most - least);
        assert!(apart.is_some_and(|apart| apart <= 1), "seed {seed}: {counts:?}");
    }
}

/// Sometimes: a key changes hands between Maglev nodes that both stay, which no
/// other consistent rule lets happen.
#[test]
fn maglev_can_move_a_key_between_nodes_that_stay() {
    let moves = |seed| {
        let hash = SeededHash { function: HashFunction::Xxh64, seed };
        let nodes = |count| (1..=count).map(|node| (NodeId(node), 1));
        let (before, after) =
            (Maglev::new(nodes(5), 251, hash), Maglev::new(nodes(6), 251, hash));
        (0..251).any(|entry| {
            let (old, new) = (before.owner(entry), after.owner(entry));
            old != new && new != NodeId(6)
        })
    };
    assert!((0..SEEDS).any(moves));
}

/// The five rules, as node n11 joins ten and as n3 leaves them: the means over
/// twenty seeds, of 20,000 keys.
#[test]
fn five_rules_side_by_side() {
    let ten: LiteMap<_, _> = (1..=10).map(|n| (NodeId(n), 1)).collect();
    let eleven: LiteMap<_, _> = (1..=11).map(|n| (NodeId(n), 1)).collect();
    let nine: LiteMap<_, _> = ten
        .iter()
        .filter(|(n, _)| **n != NodeId(3))
        .map(|(n, w)| (*n, *w))
        .collect();
    let keys: Vec<_> = (0..20_000u64)
        .map(|key| SeededHash::default().position(&format!("key-{key}")))
        .collect();
    let (mut joined, mut left, mut hottest) = ([0; 5], [0; 5], [0; 5]);
    const RUNS: u32 = 20;
    for seed in 0..u64::from(RUNS) {
        let hash = SeededHash { function: HashFunction::Xxh64, seed };
        let how = How { vnodes: 100, hash };
        let more = compare(&keys, Some(&ten), &eleven, how);
        let less = compare(&keys, Some(&ten), &nine, how);
        for rule in 0..5 {
            joined[rule] += more[rule].moved_ppm.unwrap_or(0) / RUNS;
            left[rule] += less[rule].moved_ppm.unwrap_or(0) / RUNS;
            hottest[rule] += more[rule].balance.hottest_ppm / RUNS;
        }
    }
    let [modulo, ring, rendezvous, jump, maglev] = joined;
    assert_within(1, modulo, 909_090);
    for moved in [ring, rendezvous, jump] {
        assert_within(6, moved, 90_909);
    }
    // Maglev moves the newcomer's share and a little more.
    assert!((91_000..110_000).contains(&maglev), "{maglev}");
    let [modulo, ring, rendezvous, jump, maglev] = left;
    assert!(modulo > 850_000);
    for moved in [ring, rendezvous] {
        assert_within(6, moved, 100_000);
    }
    // Seven of ten nodes get another number.
    assert!(jump > 500_000, "{jump}");
    assert!((100_000..125_000).contains(&maglev), "{maglev}");
    // All but the ring are as even as 20,000 keys let them be.
    for rule in [0, 2, 3, 4] {
        assert!(hottest[rule] < 1_060_000, "{hottest:?}");
    }
    assert_within(3, hottest[1], hottest_theory_ppm(11, 100));
}

/// A jump takes about ln N steps and a half: the harmonic number of N.
#[test]
fn jumps_take_a_harmonic_number_of_steps() {
    for buckets in [10, 100, 1_000] {
        let keys = 0..20_000u64;
        let hash = SeededHash::default();
        let step = |key: u64| {
            let key = hash.position(&key.to_string());
            u64::from(models::partitioning::jump::jump(key, buckets).1)
        };
        let mean = keys.map(step).sum::<u64>() * 1_000_000 / 20_000;
        let harmonic: f64 = (1..=buckets).map(|n| 1e6 / f64::from(n)).sum();
        assert_within(1, mean as u32, harmonic as u32);
    }
}
