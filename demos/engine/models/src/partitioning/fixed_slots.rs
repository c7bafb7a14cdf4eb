//! Fixed slots: modulo with a divisor that never changes, and a table.
//!
//! A key belongs to a slot for ever; a table says which node has which slot. To
//! add a node is to give it some slots: so many that all have the same number,
//! one more or one less.
//!
//! What can go wrong: someone has to own the table, and clients with an old one
//! ask the wrong node. A slot is the least that can move.
//!
//! - Source: the Redis Cluster specification, whose 16,384 slots these are; it
//!   takes CRC16 of a key, here it is XXH64.
//! - Cost: one entry a slot; O(1) a look-up.
//! - Left out: how clients learn that a slot moves, and what they are told
//!   meanwhile (`MOVED`, `ASK`).

use super::SeededHash;
use sim::NodeId;

/// How many slots there are.
pub const SLOTS: u64 = 16_384;

/// Which node has which slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotTable {
    /// By their numbers, which are small.
    owners: Vec<u8>,
}

impl SlotTable {
    /// Equal blocks of slots for nodes n1, n2 …
    pub fn new(nodes: u32) -> SlotTable {
        let owner = |slot| (slot * u64::from(nodes) / SLOTS) as u8 + 1;
        SlotTable { owners: (0..SLOTS).map(owner).collect() }
    }

    /// The slot of a key, which never changes.
    pub fn slot(key: u64) -> usize {
        (SeededHash::mix(key, 0) % SLOTS) as usize
    }

    /// Who has a slot.
    pub fn owner(&self, slot: usize) -> NodeId {
        NodeId(self.owners[slot].into())
    }

    /// The slots that have to move to node number `nodes`, a newcomer, so that all
    /// have the same: the first ones of each of the others.
    pub fn plan(&self, nodes: u32) -> Vec<usize> {
        let mut counts = vec![0; nodes as usize + 1];
        for owner in &self.owners {
            counts[usize::from(*owner)] += 1;
        }
        let mut left: Vec<u32> = counts.iter().map(|slots| slots / nodes).collect();
        let moves = |slot: &usize| {
            let left = &mut left[usize::from(self.owners[*slot])];
            let moves = *left > 0;
            *left = left.saturating_sub(1);
            moves
        };
        (0..SLOTS as usize).filter(moves).collect()
    }

    /// Gives a slot to a node.
    pub fn give(&mut self, slot: usize, node: NodeId) {
        self.owners[slot] = node.0 as u8;
    }
}
