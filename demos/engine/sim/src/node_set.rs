//! Sets of nodes, such as those whose votes are missing.

use crate::NodeId;
use std::fmt;

/// A set of nodes, one bit each.
///
/// Clusters are small, and a set is copied with every fork of a run: a machine
/// word is enough for both. To put in a node past [`NodeSet::NODES_MAX`] panics.
///
/// ```
/// # use sim::{NodeId, NodeSet};
/// let mut missing: NodeSet = NodeId::first(3).collect();
/// assert!(missing.remove(NodeId(1)) && !missing.remove(NodeId(1)));
/// assert_eq!(missing.iter().collect::<Vec<_>>(), [NodeId(0), NodeId(2)]);
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeSet(u64);

impl NodeSet {
    /// So many nodes a set can hold.
    pub const NODES_MAX: u32 = u64::BITS;

    /// The empty set.
    pub const fn new() -> NodeSet {
        NodeSet(0)
    }

    fn bit(node: NodeId) -> u64 {
        1u64.checked_shl(node.0).unwrap_or(0)
    }

    /// Puts a node in; whether it was not there before.
    pub fn insert(&mut self, node: NodeId) -> bool {
        assert!(node.0 < NodeSet::NODES_MAX, "a set holds the first 64 nodes");
        let is_new = !self.contains(node);
        self.0 |= NodeSet::bit(node);
        is_new
    }

    /// Takes a node out; whether it was there.
    pub fn remove(&mut self, node: NodeId) -> bool {
        let was_there = self.contains(node);
        self.0 &= !NodeSet::bit(node);
        was_there
    }

    /// Takes all nodes out.
    pub fn clear(&mut self) {
        self.0 = 0;
    }

    /// Whether a node is in it.
    pub fn contains(&self, node: NodeId) -> bool {
        self.0 & NodeSet::bit(node) != 0
    }

    /// Whether no node is in it.
    pub const fn is_empty(&self) -> bool {
        self.0 == 0
    }

    /// How many nodes are in it.
    pub const fn len(&self) -> u32 {
        self.0.count_ones()
    }

    /// The nodes in it, in order.
    pub fn iter(&self) -> impl Iterator<Item = NodeId> + use<> {
        let set = *self;
        NodeId::first(NodeSet::NODES_MAX).filter(move |node| set.contains(*node))
    }
}

impl FromIterator<NodeId> for NodeSet {
    fn from_iter<I: IntoIterator<Item = NodeId>>(nodes: I) -> NodeSet {
        let mut set = NodeSet::new();
        for node in nodes {
            set.insert(node);
        }
        set
    }
}

impl fmt::Debug for NodeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
