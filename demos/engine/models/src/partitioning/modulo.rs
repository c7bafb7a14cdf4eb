//! Hash mod N: number the nodes, divide the hash of the key, take the rest.
//!
//! As even as can be, with no memory but the list of nodes, and wrong for
//! anything that grows: with N + 1 nodes a key stays where it was only if both
//! rests are the same, which 1 in N + 1 keys has. All others move, nearly all
//! of them between nodes that were there before.
//!
//! - Source: Karger and others, *Consistent Hashing and Random Trees* (STOC
//!   1997), whose method is meant to replace this one.
//! - Cost: O(1) to find an owner; 4 bytes a node.
//! - Left out: weights. A list can name a strong node twice, but then it moves
//!   keys when the weight changes, as if a node had joined.

use sim::NodeId;

/// Nodes in a list; a key belongs to the one at its hash mod N. All who look a key
/// up must have the same list, in the same order.
///
/// ```
/// # use models::partitioning::Modulo;
/// # use sim::NodeId;
/// let three = Modulo::new((1..=3).map(NodeId));
/// assert_eq!(three.owner(7), Some(NodeId(2))); // 7 mod 3 = 1, the second
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Modulo {
    nodes: Vec<NodeId>,
}

impl Modulo {
    /// The list of `nodes`.
    pub fn new(nodes: impl IntoIterator<Item = NodeId>) -> Modulo {
        Modulo { nodes: nodes.into_iter().collect() }
    }

    /// Who owns what hashes to `hash`; nobody does when there are no nodes.
    pub fn owner(&self, hash: u64) -> Option<NodeId> {
        let index = hash.checked_rem(self.nodes.len() as u64)?;
        self.nodes.get(index as usize).copied()
    }

    /// The nodes in the order in which they are numbered.
    pub fn nodes(&self) -> &[NodeId] {
        &self.nodes
    }

    /// Puts `node` at the end of the list, if it is not on it.
    pub fn insert(&mut self, node: NodeId) {
        if !self.nodes.contains(&node) {
            self.nodes.push(node);
        }
    }

    /// Takes `node` off the list; those behind it move up, and with them the
    /// keys.
    pub fn remove(&mut self, node: NodeId) {
        self.nodes.retain(|other| *other != node);
    }
}
