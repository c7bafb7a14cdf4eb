//! Five rules that place keys, side by side.

use super::{SEEDS, assert_within};
use litemap::LiteMap;
use models::partitioning::comparison::{How, compare};
use models::partitioning::experiments::hottest_theory_ppm;
use models::partitioning::{
    HashFunction, HashRing, JumpList, Maglev, Modulo, Rendezvous, SeededHash,
};
use sim::{NodeId, Stream};

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

/// Always: for a ring, rendezvous and Maglev the order in which the members are
/// listed says nothing: clients that know the same members agree. Sometimes: by
/// modulo and jump they do not.
#[test]
fn who_lists_the_members_in_another_order_agrees_where_names_decide() {
    let mut disagreed = [0; 2];
    for seed in 0..2_000 {
        let (members, keys, _, how) = some_members(seed);
        let one: Vec<NodeId> = members.keys().copied().collect();
        let mut other = one.clone();
        let mut chance = Stream::new(seed, "orders", 0);
        for last in (1..other.len()).rev() {
            other.swap(last, chance.below(last as u64 + 1) as usize);
        }
        let [one, other] = [one, other].map(|nodes| {
            let weighted = || nodes.iter().map(|node| (*node, 1 + node.0 % 2));
            let mut ring = HashRing::new(how.vnodes, how.hash);
            weighted().for_each(|(node, weight)| ring.insert(node, weight));
            let named = (
                ring,
                Rendezvous::new(weighted(), how.hash),
                Maglev::new(weighted(), 251, how.hash),
            );
            let list = || nodes.iter().copied();
            (named, Modulo::new(list()), JumpList::new(list()))
        });
        let [(one, modulo, jump), (other, modulo2, jump2)] = [one, other];
        assert_eq!(one.0, other.0, "seed {seed}: the ring");
        assert_eq!(one.2, other.2, "seed {seed}: Maglev");
        for key in keys {
            let bids = [&one, &other].map(|(_, nodes, _)| nodes.owner(key));
            assert_eq!(bids[0], bids[1], "seed {seed}: rendezvous, key {key}");
            disagreed[0] += u32::from(modulo.owner(key) != modulo2.owner(key));
            disagreed[1] += u32::from(jump.owner(key) != jump2.owner(key));
        }
    }
    assert!(disagreed.iter().all(|count| *count > 10_000), "{disagreed:?}");
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
