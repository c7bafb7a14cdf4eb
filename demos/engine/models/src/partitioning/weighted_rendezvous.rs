//! Rendezvous hashing with weights: a node of weight 1.5 gets half as much again.
//!
//! A node's hash with the key, read as a number *h* between 0 and 1, becomes the bid
//! −w / ln h. Then −ln h / w is a waiting time with rate w, and of several such the
//! one of rate w is the shortest with probability w in Σw: the shares are exact, for
//! weights that are no whole numbers too. When a weight changes no other bid does, so
//! keys move only to the node whose weight grew, or from the one whose weight fell.
//!
//! What can go wrong: clients whose logarithms differ in the last digit may disagree
//! about a key whose two best bids are that close.
//!
//! - Source: Schindelhauer and Schomaker, *Weighted Distributed Hash Tables*
//!   ([SPAA 2005]), the logarithmic method. Ceph's [straw2] compares ln h / w.
//! - Cost: N hashes and logarithms a look-up.
//!
//! [SPAA 2005]: https://doi.org/10.1145/1073970.1074008
//! [straw2]: https://github.com/ceph/ceph/blob/v20.2.2/src/crush/mapper.c#L315-L365

use super::{MILLION, SeededHash};
use sim::NodeId;

/// Nodes that bid for keys by their weights.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightedRendezvous {
    bidders: Vec<Bidder>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Bidder {
    node: NodeId,
    weight: f64,
    /// What its bids are seeded with: the hash of its name.
    seed: u64,
}

impl WeightedRendezvous {
    /// The nodes with their weights, each above zero; their names are hashed with
    /// `hash`.
    pub fn new(
        members: impl IntoIterator<Item = (NodeId, f64)>,
        hash: SeededHash,
    ) -> WeightedRendezvous {
        let bidder = |(node, weight): (NodeId, f64)| {
            assert!(weight > 0.0, "a node without weight has no keys");
            let seed = hash.position(&format!("n{}-0", node.0));
            Bidder { node, weight, seed }
        };
        WeightedRendezvous { bidders: members.into_iter().map(bidder).collect() }
    }

    /// Who bids most for what hashes to `key`; of equal bids the one of the higher
    /// number wins. Nobody does when there are no nodes.
    pub fn owner(&self, key: u64) -> Option<NodeId> {
        let bids = self.bidders.iter().map(|bidder| (bidder.bid(key), bidder.node));
        bids.max_by(|(a, one), (b, other)| a.total_cmp(b).then(one.cmp(other)))
            .map(|(_, node)| node)
    }
}

impl Bidder {
    fn bid(&self, key: u64) -> f64 {
        -self.weight / libm::log(fraction(SeededHash::mix(key, self.seed)))
    }
}

/// A hash as a number between 0 and 1, neither of which it is: of its upper 53 bits,
/// as a float holds no more, the middle.
fn fraction(hash: u64) -> f64 {
    ((hash >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
}

/// What share of `keys` (their hashes) each node gets, in millionths.
pub fn shares_ppm(
    bidders: &WeightedRendezvous,
    keys: &[u64],
) -> Vec<(NodeId, u32)> {
    let share = |node| {
        let own = keys.iter().filter(|key| bidders.owner(**key) == Some(node));
        (own.count() as u64 * MILLION / keys.len().max(1) as u64) as u32
    };
    bidders.bidders.iter().map(|b| (b.node, share(b.node))).collect()
}
