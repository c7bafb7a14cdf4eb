//! Consistent hashing with bounded loads: a full node passes on what comes.
//!
//! No node may have more than ⌈(1 + ε)·mean⌉ of what is placed. What belongs to a
//! node that is full goes to the next one clockwise that is not. As the caps
//! together are more than everything, there always is one.
//!
//! What can go wrong: a key may then be found on any of several nodes. That is
//! right for requests that any node can answer, with a cache miss the first
//! time. It is wrong for writes to a store, where a key has one owner.
//!
//! - Source: Mirrokni, Thorup and Zadimoghaddam, [*Consistent Hashing with
//!   Bounded Loads*](https://arxiv.org/abs/1608.01350) (2016).
//! - Cost: O(1/ε²) moves when a node or a ball comes or goes, for ε below 1.
//! - Left out: moving what is placed already when the cap falls; it stays where
//!   it is until it is done, as in the proxies that use this.

use super::HashRing;
use sim::NodeId;

/// The most that a node may have of `placed`, the one to be placed included:
/// ⌈(1 + ε) · mean⌉, with ε in per cent.
pub fn cap(placed: u32, nodes: u32, epsilon_percent: u32) -> u32 {
    let most = u64::from(placed) * u64::from(100 + epsilon_percent);
    most.div_ceil(100 * u64::from(nodes)) as u32
}

/// The first node clockwise from `position` whose load is below the cap.
pub fn choose(
    ring: &HashRing,
    position: u64,
    cap: u32,
    load: impl Fn(NodeId) -> u32,
) -> Option<NodeId> {
    ring.clockwise(position).find(|node| load(*node) < cap)
}
