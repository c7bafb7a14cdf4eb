//! Jump consistent hash: a key jumps along numbered buckets and stays in the
//! last one that it reaches.
//!
//! Let buckets come one by one. When bucket n + 1 comes, each key should move
//! there with probability 1/(n + 1), and nowhere else. A key's pseudo-random
//! numbers, seeded by its hash, say when it moves. Instead of asking at each
//! bucket, the code draws how far the next move is, so a key takes about
//! ln N jumps among N buckets.
//!
//! What can go wrong: buckets have numbers, not names. Only the last one can
//! leave; if another does, all behind it get other numbers, and their keys
//! move. Likewise two clients that number the nodes in another order disagree.
//! So it suits shards that are replicated and never leave, and not caches that
//! come and go.
//!
//! - Source: Lamping and Veach, [*A Fast, Minimal Memory, Consistent Hash
//!   Algorithm*](https://arxiv.org/abs/1406.2294) (2014), whose code this is.
//! - Cost: about ln N + 0.58 steps of a multiplication and a division; no memory.
//! - Left out: weights.

use sim::NodeId;

/// What the paper's generator multiplies by: a linear congruential generator of
/// 64 bits.
const MULTIPLIER: u64 = 2_862_933_555_777_941_757;

/// The bucket of what hashes to `key`, out of `buckets`, and how many steps
/// it took to find.
///
/// Floating point decides a branch here: the paper's own, a division and a
/// multiplication of doubles, which every machine rounds alike.
///
/// ```
/// # use models::partitioning::jump::jump;
/// assert_eq!(jump(10_863_919_174_838_991, 11).0, 6);
/// ```
pub fn jump(mut key: u64, buckets: u32) -> (u32, u32) {
    assert!(buckets > 0, "a key lies in one of at least one bucket");
    let (mut bucket, mut next, mut steps) = (0, 0, 0);
    while next < u64::from(buckets) {
        bucket = next;
        key = key.wrapping_mul(MULTIPLIER).wrapping_add(1);
        let draw = ((key >> 33) + 1) as f64; // 1 to 2³¹
        next = ((bucket + 1) as f64 * ((1u64 << 31) as f64 / draw)) as u64;
        steps += 1;
    }
    (bucket as u32, steps)
}

/// Nodes in a list; a key belongs to the one at its jump hash. The list is kept in
/// the order given, since a node's number must not change when others come: all who
/// look a key up must have the same list, in the same order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JumpList {
    nodes: Vec<NodeId>,
}

impl JumpList {
    /// The list of `nodes`.
    pub fn new(nodes: impl IntoIterator<Item = NodeId>) -> JumpList {
        JumpList { nodes: nodes.into_iter().collect() }
    }

    /// Who owns what hashes to `hash`, and the steps it took to find out;
    /// nobody does when there are no nodes.
    pub fn owner(&self, hash: u64) -> Option<(NodeId, u32)> {
        if self.nodes.is_empty() {
            return None;
        }
        let (bucket, steps) = jump(hash, self.nodes.len() as u32);
        self.nodes.get(bucket as usize).map(|node| (*node, steps))
    }
}
