//! A counter that grows and falls: one [`GCounter`] for each direction.
//!
//! - Source: Shapiro et al., INRIA RR-7506 (2011), specification 7.
//! - Cost: two numbers for each replica.
//! - Cannot hold: "not below zero". A replica can refuse what would take *its own*
//!   value below zero, and two that do so at the same time are below zero together.
//!   What holds a limit is a share of it for each replica (escrow), or consensus.

use super::{GCounter, Merging};
use sim::NodeId;

/// What was added and what was taken away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PnCounter {
    added: GCounter,
    taken: GCounter,
}

impl PnCounter {
    /// Counts one more at this replica.
    pub fn increment(&mut self, at: NodeId) {
        self.added.increment(at);
    }

    /// Counts one less at this replica: both parts only grow.
    pub fn decrement(&mut self, at: NodeId) {
        self.taken.increment(at);
    }

    /// What it reads.
    pub fn value(&self) -> i64 {
        i64::from(self.added.value()) - i64::from(self.taken.value())
    }

    /// Takes in another replica's counter, part by part.
    pub fn merge(&mut self, other: &PnCounter) {
        self.merge_by(other, Merging::Rule);
    }

    /// What this replica has added, and taken away.
    pub fn of(&self, replica: NodeId) -> (u32, u32) {
        (self.added.of(replica), self.taken.of(replica))
    }

    pub(super) fn merge_by(&mut self, other: &PnCounter, merging: Merging) {
        self.added.merge_by(&other.added, merging);
        self.taken.merge_by(&other.taken, merging);
    }
}
