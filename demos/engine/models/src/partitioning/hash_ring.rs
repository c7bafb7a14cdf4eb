//! The hash ring: a key belongs to the first node clockwise from it.
//!
//! Hash values form a ring of 2⁶⁴ positions. Each node puts *tokens* on it, and
//! a key belongs to the node whose token comes first at or after the key's own
//! position. A node that joins takes over the arcs that end in its tokens, and
//! nothing else moves: about 1/(N+1) of the keys, all of them to the new node.
//!
//! What can go wrong: with one token a node the arcs are of very different
//! length, and the node before the longest has several times the mean. Many
//! tokens a node (*virtual nodes*) even that out as 1/√V, the hottest node more
//! slowly than the spread. A node of weight w puts w times as many.
//!
//! - Source: Karger and others, *Consistent Hashing and Random Trees* (STOC
//!   1997); DeCandia and others, *Dynamo* (SOSP 2007), §4.2, which calls the
//!   positions tokens and gives a stronger node more of them.
//! - Cost: N·V tokens of 16 bytes. Finding an owner is O(log NV); joining is
//!   O(NV log NV), as the list is sorted anew, and leaving O(NV).
//! - Left out: replicas (the next R distinct nodes clockwise), and bounded loads.

use super::SeededHash;
use litemap::LiteMap;
use sim::NodeId;

/// The length of the ring in positions.
pub const RING: u128 = 1 << 64;

/// A place on the ring that belongs to a node, with the arc that ends there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Token {
    /// Where on the ring it lies.
    pub position: u64,
    /// Whose it is.
    pub node: NodeId,
}

/// Nodes on a ring of 2⁶⁴ positions.
///
/// The ring depends on who is on it, not on the order in which they came:
///
/// ```
/// # use models::partitioning::{HashRing, SeededHash};
/// # use sim::NodeId;
/// let mut ring = HashRing::new(100, SeededHash::default());
/// ring.insert(NodeId(1), 1);
/// let alone = ring.clone();
/// ring.insert(NodeId(2), 1);
/// ring.remove(NodeId(2));
/// assert_eq!(ring, alone);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HashRing {
    /// How many tokens a node of weight 1 has.
    vnodes: u32,
    hash: SeededHash,
    /// Of each node on the ring.
    weights: LiteMap<NodeId, u32>,
    /// In ring order; where two nodes share a position the lower one owns it.
    tokens: Vec<Token>,
}

impl HashRing {
    /// An empty ring; a node of weight 1 will have `vnodes` tokens.
    pub fn new(vnodes: u32, hash: SeededHash) -> HashRing {
        assert!(vnodes > 0, "a node without tokens owns nothing");
        HashRing { vnodes, hash, weights: LiteMap::new(), tokens: Vec::new() }
    }

    // ANCHOR: owner
    /// Who owns what lies at `position`: the first token at or after it,
    /// clockwise. Nobody does on an empty ring.
    pub fn owner(&self, position: u64) -> Option<NodeId> {
        let first = self.tokens.partition_point(|t| t.position < position);
        let token = self.tokens.get(first).or(self.tokens.first());
        token.map(|token| token.node)
    }
    // ANCHOR_END: owner

    // ANCHOR: ring
    /// Puts `node` on the ring with `vnodes × weight` tokens; if it is there
    /// already it gets that weight.
    pub fn insert(&mut self, node: NodeId, weight: u32) {
        self.remove(node);
        self.weights.insert(node, weight);
        self.tokens.extend(self.tokens_of(node, weight));
        self.tokens.sort_unstable();
    }
    // ANCHOR_END: ring

    /// Takes `node` off the ring, if it is on it.
    pub fn remove(&mut self, node: NodeId) {
        if self.weights.remove(&node).is_some() {
            self.tokens.retain(|token| token.node != node);
        }
    }

    /// A node's tokens lie where the names `n3-0`, `n3-1` … hash to, so that
    /// everyone who knows the members can work them out.
    pub fn tokens_of(&self, node: NodeId, weight: u32) -> Vec<Token> {
        (0..self.vnodes * weight).map(|v| self.token_of(node, v)).collect()
    }

    /// The token of a node that has this number.
    pub fn token_of(&self, node: NodeId, number: u32) -> Token {
        let name = format!("n{}-{number}", node.0);
        Token { position: self.hash.position(&name), node }
    }

    /// How many tokens a node of weight 1 has.
    pub fn vnodes(&self) -> u32 {
        self.vnodes
    }

    /// What names and keys are hashed with, seed and all.
    pub fn hash(&self) -> SeededHash {
        self.hash
    }

    /// Who is on the ring, and with which weight.
    pub fn weights(&self) -> &LiteMap<NodeId, u32> {
        &self.weights
    }

    /// Whose the tokens are, once around from the first at or after `position`.
    pub fn clockwise(&self, position: u64) -> impl Iterator<Item = NodeId> + '_ {
        let first = self.tokens.partition_point(|t| t.position < position);
        let (before, from) = self.tokens.split_at(first);
        from.iter().chain(before).map(|token| token.node)
    }

    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether nobody is on the ring.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// All tokens, in ring order from position zero.
    pub fn tokens(&self) -> impl DoubleEndedIterator<Item = Token> + Clone + '_ {
        self.tokens.iter().copied()
    }

    /// How many of the ring's 2⁶⁴ positions each node owns: the arcs from the
    /// token before (left out) to its own (counted in). They add up to [`RING`].
    ///
    /// - Cost: O(NV).
    pub fn shares(&self) -> LiteMap<NodeId, u128> {
        let mut shares: LiteMap<_, u128> = LiteMap::new();
        for node in self.weights.keys() {
            shares.insert(*node, 0);
        }
        let Some(last) = self.tokens.last() else { return shares };
        // The first arc runs through zero: it begins at the last token.
        let mut before = u128::from(last.position);
        let mut lap = RING;
        for token in &self.tokens {
            let position = u128::from(token.position) + lap;
            if let Some(share) = shares.get_mut(&token.node) {
                *share += position - before;
            }
            (before, lap) = (u128::from(token.position), 0);
        }
        shares
    }
}
