//! Rendezvous hashing: every node bids for the key, and the highest bid wins.
//!
//! A node's bid is the hash of its name and the key together. When a node
//! leaves, only the keys that it had won change owner, each to the second
//! bidder; when one joins it wins its share from everyone. It is as even as
//! random choice, with no tokens to keep. It is also called highest random
//! weight.
//!
//! What can go wrong: the owner is found by asking all nodes, so the cost of a
//! look-up grows with the cluster.
//!
//! - Source: Thaler and Ravishankar, *Using Name-Based Mappings to Increase Hit
//!   Rates* (IEEE/ACM Transactions on Networking, 1998).
//! - Cost: N hashes a look-up; one hash a node kept.
//! - Left out: weights that are no whole numbers, as here a node of weight w bids w
//!   times (see [`super::weighted_rendezvous`]). Trees of nodes, which make a look-up
//!   O(log N).

use super::SeededHash;
use sim::NodeId;

/// Nodes that bid for keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendezvous {
    /// A bidder, and what its bids are seeded with: the hash of its name. A
    /// node of weight w is there w times, under w names.
    bidders: Vec<(NodeId, u64)>,
}

impl Rendezvous {
    /// The nodes with their weights; their names are hashed with `hash`.
    pub fn new(
        members: impl IntoIterator<Item = (NodeId, u32)>,
        hash: SeededHash,
    ) -> Rendezvous {
        let mut bidders = Vec::new();
        for (node, weight) in members {
            for w in 0..weight {
                let seed = hash.position(&format!("n{}-{w}", node.0));
                bidders.push((node, seed));
            }
        }
        Rendezvous { bidders }
    }

    // ANCHOR: rendezvous
    /// Who bids most for what hashes to `key`; of equal bids the one of the
    /// higher number wins, so that nothing depends on who is listed first.
    /// Nobody does when there are no nodes.
    pub fn owner(&self, key: u64) -> Option<NodeId> {
        let bid =
            |(node, seed): &&(NodeId, u64)| (SeededHash::mix(key, *seed), *node);
        self.bidders.iter().max_by_key(bid).map(|(node, _)| *node)
    }
    // ANCHOR_END: rendezvous

    /// How many bids a look-up compares.
    pub fn bids(&self) -> u32 {
        self.bidders.len() as u32
    }
}
