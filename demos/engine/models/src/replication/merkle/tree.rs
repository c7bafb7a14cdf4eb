//! The tree of hashes over a range of keys.

use super::{Row, Version};
use xxhash_rust::xxh64::xxh64;

/// A node of a tree: how far below the root, and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Node {
    /// 0 is the root.
    pub level: u32,
    /// From 0 on.
    pub place: u32,
}

impl Node {
    /// The top of the tree.
    pub const ROOT: Node = Node { level: 0, place: 0 };

    /// The two below it.
    pub fn children(self) -> [Node; 2] {
        let (level, place) = (self.level + 1, self.place * 2);
        [Node { level, place }, Node { level, place: place + 1 }]
    }

    /// Its place among all nodes, from the root at 1.
    fn index(self) -> usize {
        (1 << self.level) + self.place as usize
    }
}

/// The rows of a range, in key order, with the hashes over them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    depth: u32,
    /// The version of each key, in key order.
    versions: Vec<Version>,
    /// Of all nodes, from the root at 1; a node's children are at twice its place.
    hashes: Vec<u64>,
}

impl Tree {
    /// A tree with two to the power of `depth` leaves, which share the keys evenly.
    pub fn new(depth: u32, versions: Vec<Version>) -> Tree {
        let mut tree = Tree { depth, versions, hashes: vec![0; 2 << depth] };
        for place in 0..1 << depth {
            tree.hash_leaf(place);
        }
        for index in (1..1 << depth).rev() {
            tree.hash_inner(index);
        }
        tree
    }

    /// The hash of a leaf: of each of its keys and the version of its row.
    fn hash_leaf(&mut self, place: u32) {
        let mut bytes = Vec::new();
        for key in self.keys(place) {
            bytes.extend(key.to_le_bytes());
            bytes.extend(self.versions[key as usize].0.to_le_bytes());
        }
        let leaf = Node { level: self.depth, place };
        self.hashes[leaf.index()] = xxh64(&bytes, 0);
    }

    /// The hash of an inner node: of the hashes of its children.
    fn hash_inner(&mut self, index: usize) {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.hashes[2 * index].to_le_bytes());
        bytes[8..].copy_from_slice(&self.hashes[2 * index + 1].to_le_bytes());
        self.hashes[index] = xxh64(&bytes, 0);
    }

    /// Writes a row, and hashes anew what is above it: one node of each level.
    pub fn write(&mut self, row: Row) {
        self.versions[row.key as usize] = row.version;
        let place = self.leaf_of(row.key);
        self.hash_leaf(place);
        let mut index = Node { level: self.depth, place }.index() / 2;
        while index > 0 {
            self.hash_inner(index);
            index /= 2;
        }
    }

    /// The hash of a node.
    pub fn hash(&self, node: Node) -> u64 {
        self.hashes[node.index()]
    }

    /// How far its leaves are below the root.
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// How many keys there are.
    pub fn len(&self) -> u32 {
        self.versions.len() as u32
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.versions.is_empty()
    }

    /// The version of a key.
    pub fn version(&self, key: u32) -> Version {
        self.versions[key as usize]
    }

    /// The leaf of a key.
    pub fn leaf_of(&self, key: u32) -> u32 {
        (u64::from(key) << self.depth).div_euclid(u64::from(self.len())) as u32
    }

    /// The keys of a leaf.
    pub fn keys(&self, place: u32) -> std::ops::Range<u32> {
        let first = |place: u32| {
            let keys = u64::from(place) * u64::from(self.len());
            keys.div_ceil(1 << self.depth) as u32
        };
        first(place)..first(place + 1)
    }

    /// The rows of a leaf.
    pub fn rows(&self, place: u32) -> impl Iterator<Item = Row> + '_ {
        self.keys(place).map(|key| Row { key, version: self.version(key) })
    }
}
