//! The ring against a slow and obvious one: all tokens in a list, each key
//! compared with every token.

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
    let settings =
        Settings { nodes: 7, vnodes: 16, keys: 0, hash: HashFunction::Xxh64 };
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
        let settings =
            Settings { nodes, vnodes: 1, keys: 5_000, hash: HashFunction::Xxh64 };
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
