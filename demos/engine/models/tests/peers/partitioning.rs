//! The ring against a slow and obvious one: all tokens in a list, each key
//! compared with every token.

use models::partitioning::jump::jump;
use models::partitioning::maglev::{Preference, populate};
use models::partitioning::placement::{Edit, Placement, Settings};
use models::partitioning::{HashFunction, HashRing, SeededHash};
use sim::{Log, Micros, Model, NodeId, Stream};

/// The token that a key reaches first going clockwise, found by measuring the
/// way to each.
fn nearest(tokens: &[(u64, NodeId)], position: u64) -> Option<NodeId> {
    let way = |token: &&(u64, NodeId)| (token.0.wrapping_sub(position), token.1);
    tokens.iter().min_by_key(way).map(|token| token.1)
}

/// The same nodes join and leave in both, for 2,000 seeds.
#[test]
fn the_ring_agrees_with_a_linear_scan() {
    for seed in 0..2_000 {
        let mut chance = Stream::new(seed, "peer", 0);
        let function = HashFunction::ALL[chance.below(2) as usize];
        let hash = SeededHash { function, seed };
        let vnodes = chance.between(1, 6) as u32;
        let mut ring = HashRing::new(vnodes, hash);
        let mut tokens: Vec<(u64, NodeId)> = Vec::new();
        for _ in 0..12 {
            let node = NodeId(chance.below(6) as u32);
            let weight = chance.below(4) as u32;
            tokens.retain(|token| token.1 != node);
            let name = |v| hash.position(&format!("n{}-{v}", node.0));
            tokens.extend((0..vnodes * weight).map(|v| (name(v), node)));
            match weight {
                0 => ring.remove(node),
                _ => ring.insert(node, weight),
            }
            for _ in 0..10 {
                let key = chance.below(u64::MAX);
                assert_eq!(ring.owner(key), nearest(&tokens, key), "seed {seed}");
            }
        }
        tokens.sort();
        let listed: Vec<_> = ring.tokens().map(|t| (t.position, t.node)).collect();
        assert_eq!(listed, tokens, "seed {seed}");
    }
}

/// The share of a node is the share of evenly spaced keys that it owns.
#[test]
fn shares_agree_with_counting() {
    let settings = Settings {
        nodes: 7,
        heavy: 0,
        vnodes: 16,
        keys: 0,
        hash: HashFunction::Xxh64,
    };
    let placement = Placement::new(&settings, 5);
    let mut counts = [0u64; 8];
    let keys: u64 = 1 << 16;
    for key in 0..keys {
        let owner = placement.ring().owner(key << 48).expect("seven nodes");
        counts[owner.index()] += 1;
    }
    for member in placement.members() {
        let counted = counts[member.node.index()] * 1_000_000 / keys;
        // A token may lie anywhere between two keys.
        let rounding = 16 * 1_000_000 / keys + 1;
        assert!(
            counted.abs_diff(member.ring_share_ppm.into()) <= rounding,
            "{member:?}"
        );
    }
}

/// Modulo moves what a table of all remainders says that it moves.
#[test]
fn modulo_moves_what_remainders_say() {
    for nodes in 1..=12 {
        let settings = Settings {
            nodes,
            heavy: 0,
            vnodes: 1,
            keys: 5_000,
            hash: HashFunction::Xxh64,
        };
        let mut placement = Placement::new(&settings, 1);
        let stays = |position: u64| {
            position % u64::from(nodes) == position % u64::from(nodes + 1)
        };
        let moved =
            placement.keys().iter().filter(|key| !stays(key.position)).count();
        placement.edit(Micros::ZERO, &Edit::Add, &mut Log::off());
        let change = placement.change().expect("a node joined");
        assert_eq!(change.modulo_moved_ppm as usize, moved * 200, "{nodes} nodes");
    }
}

/// Guava's known answers, which its authors check across languages, and those
/// of ClickHouse.
#[test]
fn jump_agrees_with_guava_and_clickhouse() {
    let hundred = [
        0, 55, 62, 8, 45, 59, 86, 97, 82, 59, 73, 37, 17, 56, 86, 21, 90, 37, 38,
        83,
    ];
    for (key, bucket) in (0..).zip(hundred) {
        assert_eq!(jump(key, 100).0, bucket, "key {key}");
    }
    let known = [
        (10_863_919_174_838_991, 11, 6),
        (2_016_238_256_797_177_309, 11, 3),
        (1_673_758_223_894_951_030, 11, 5),
        (2, 100_001, 80_343),
        (2_201, 100_001, 22_152),
        (2_202, 100_001, 15_018),
        (1, 1, 0),
        (42, 57, 43),
        (256, 1_024, 520),
        (0xdead_10cc, 1, 0),
        (0xdead_10cc, 666, 361),
        (16_045_690_984_833_335_023, 255, 237),
    ];
    for (key, buckets, bucket) in known {
        assert_eq!(jump(key, buckets).0, bucket, "key {key}");
    }
}

/// The table that Envoy's own test expects of six hosts and seven entries. Envoy
/// hashes the name twice by XXH64, with seeds 0 and 1.
#[test]
fn maglev_agrees_with_envoy() {
    let hash = SeededHash { function: HashFunction::Xxh64, seed: 0 };
    let table = |names: &[&str]| {
        let wish = |name: &&str| (Preference::of(name, 7, hash), 1);
        populate(&names.iter().map(wish).collect::<Vec<_>>(), 7)
    };
    let ports = ["90", "91", "92", "93", "94", "95"];
    assert_eq!(table(&ports), [2, 5, 0, 3, 4, 1, 0]);
    let hosts = ports.map(|port| format!("127.0.0.1:{port}"));
    let hosts: Vec<_> = hosts.iter().map(String::as_str).collect();
    assert_eq!(table(&hosts), [2, 4, 0, 1, 5, 0, 3]);
}

/// The paper's pseudocode as it stands, with all permutations written out.
fn populate_slowly(nodes: &[Preference], size: u32) -> Vec<u32> {
    let entry = |p: &Preference, j: u32| (p.offset + j * p.skip) % size;
    let permutation: Vec<Vec<u32>> =
        nodes.iter().map(|p| (0..size).map(|j| entry(p, j)).collect()).collect();
    let (mut next, mut table) = (vec![0; nodes.len()], vec![None; size as usize]);
    loop {
        for i in 0..nodes.len() {
            while table[permutation[i][next[i]] as usize].is_some() {
                next[i] += 1;
            }
            table[permutation[i][next[i]] as usize] = Some(i as u32);
            next[i] += 1;
            if table.iter().all(Option::is_some) {
                return table.into_iter().flatten().collect();
            }
        }
    }
}

#[test]
fn maglev_agrees_with_the_papers_pseudocode() {
    for seed in 0..2_000 {
        let mut chance = Stream::new(seed, "maglev", 0);
        let size = [7, 13, 31, 61][chance.below(4) as usize];
        let nodes: Vec<_> = (0..chance.between(1, 7))
            .map(|_| Preference {
                offset: chance.below(size.into()) as u32,
                skip: chance.between(1, u64::from(size) - 1) as u32,
            })
            .collect();
        let weighted: Vec<_> = nodes.iter().map(|p| (*p, 1)).collect();
        let (fast, slow) =
            (populate(&weighted, size), populate_slowly(&nodes, size));
        assert_eq!(fast, slow, "seed {seed}");
    }
}
