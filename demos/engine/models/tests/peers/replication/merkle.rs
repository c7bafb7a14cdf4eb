//! A Merkle tree beside one that is hashed from nothing after each write, and the leaves
//! that an exchange finds beside a comparison of all rows.

use models::replication::merkle::{Node, Row, Settings, Spread, Tree, Version};
use sim::Stream;
use std::collections::BTreeSet;
use xxhash_rust::xxh64::xxh64;

/// The hash of a node, from the rows below it.
fn slow_hash(tree: &Tree, node: Node) -> u64 {
    if node.level < tree.depth() {
        let hashes = node.children().map(|child| slow_hash(tree, child));
        let bytes: Vec<u8> = hashes.iter().flat_map(|h| h.to_le_bytes()).collect();
        return xxh64(&bytes, 0);
    }
    let rows = tree.rows(node.place);
    let bytes = rows.flat_map(|row| [row.key, row.version.0]);
    let bytes: Vec<u8> = bytes.flat_map(u32::to_le_bytes).collect();
    xxh64(&bytes, 0)
}

#[test]
fn hashes_kept_are_those_of_the_rows() {
    for seed in 0..1_000 {
        let mut dice = Stream::new(seed, "tree", 0);
        let (keys, depth) = (dice.between(1, 50) as u32, dice.between(0, 6) as u32);
        let versions = vec![Version::FIRST; keys as usize];
        let mut tree = Tree::new(depth, versions);
        for number in 3..10 {
            let key = dice.below(u64::from(keys)) as u32;
            tree.write(Row { key, version: Version(number) });
            for level in 0..=depth {
                for place in 0..1 << level {
                    let node = Node { level, place };
                    assert_eq!(tree.hash(node), slow_hash(&tree, node), "{seed}");
                }
            }
        }
        let all: Vec<u32> =
            (0..1 << depth).flat_map(|leaf| tree.keys(leaf)).collect();
        assert_eq!(all, (0..keys).collect::<Vec<_>>(), "each key has one leaf");
        assert!(all.iter().all(|key| tree.keys(tree.leaf_of(*key)).contains(key)));
    }
}

/// The leaves below nodes that differ.
fn found(trees: &[Tree; 2], node: Node, leaves: &mut BTreeSet<u32>) {
    let [a, b] = trees;
    if a.hash(node) == b.hash(node) {
        return;
    }
    if node.level == a.depth() {
        leaves.insert(node.place);
        return;
    }
    node.children().into_iter().for_each(|child| found(trees, child, leaves));
}

#[test]
fn going_down_finds_the_leaves_of_all_rows_that_differ() {
    for seed in 0..2_000 {
        let settings = Settings {
            keys: 1 + (seed % 200) as u32,
            depth: (seed % 7) as u32,
            differing: (seed % 40) as u32,
            spread: [Spread::Scattered, Spread::Range][seed as usize % 2],
            ..Settings::default()
        };
        let versions = settings.versions(seed);
        let [a, b] = &versions;
        let differing =
            (0..settings.keys).filter(|k| a[*k as usize] != b[*k as usize]);
        let differing: Vec<u32> = differing.collect();
        assert_eq!(differing.len() as u32, settings.differing.min(settings.keys));
        let trees = versions.map(|rows| Tree::new(settings.depth, rows));
        let expected = differing.iter().map(|key| trees[0].leaf_of(*key)).collect();
        let mut leaves = BTreeSet::new();
        found(&trees, Node::ROOT, &mut leaves);
        assert_eq!(leaves, expected, "seed {seed}");
    }
}
