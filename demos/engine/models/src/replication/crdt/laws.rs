//! The laws of a merge, tried on the states that three replicas are in.
//!
//! That all orders give the same follows from three laws: *a ∪ b = b ∪ a* (commutative),
//! *(a ∪ b) ∪ c = a ∪ (b ∪ c)* (associative), *a ∪ a = a* (idempotent).

use super::{Merging, Replica, State, replica};
use sim::{Cluster, NodeId};

/// What comes of merging states in an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The replicas whose states are merged, from the first on.
    pub order: &'static [NodeId],
    /// What comes of it.
    pub state: State,
}

const A: NodeId = NodeId(0);
const B: NodeId = NodeId(1);
const C: NodeId = NodeId(2);

/// Each order of three states; and two in which states come twice.
const ORDERS: [&[NodeId]; 8] = [
    &[A, B, C],
    &[A, C, B],
    &[B, A, C],
    &[B, C, A],
    &[C, A, B],
    &[C, B, A],
    &[A, B, B, C],
    &[C, A, B, A],
];

/// The states of all replicas, merged in each order.
pub fn merges(cluster: &Cluster<Replica>) -> impl Iterator<Item = Merged> {
    ORDERS.into_iter().map(|order| {
        let states = order.iter().map(|node| replica(cluster, *node).state());
        let merging = replica(cluster, A).settings().merging;
        Merged { order, state: merged(states, merging) }
    })
}

fn merged<'a>(states: impl Iterator<Item = &'a State>, merging: Merging) -> State {
    let mut states = states.cloned();
    let mut merged = states.next().expect("an order names somebody");
    for state in states {
        merged.merge(&state, merging);
    }
    merged
}
