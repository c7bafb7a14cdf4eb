//! A counter that only grows: each replica counts for itself.
//!
//! - Source: Shapiro, Preguiça, Baquero, Zawirski, *A comprehensive study of
//!   Convergent and Commutative Replicated Data Types*, INRIA RR-7506 (2011),
//!   specification 6.
//! - Cost: a number for each replica that has ever counted.
//! - Cannot hold: a number that falls, and a limit (see [`super::PnCounter`]).

use super::Merging;
use litemap::LiteMap;
use sim::NodeId;

// ANCHOR: g-counter
/// How often each replica has counted. Only the replica itself raises its number,
/// so of two numbers for one replica the greater is the newer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GCounter {
    counts: LiteMap<NodeId, u32>,
}

impl GCounter {
    /// Counts one more at this replica.
    pub fn increment(&mut self, at: NodeId) {
        *self.counts.entry(at).or_insert(0) += 1;
    }

    /// What it reads: all numbers together.
    pub fn value(&self) -> u32 {
        self.counts.values().sum()
    }

    /// Takes in another replica's counter: the maximum of each number.
    pub fn merge(&mut self, other: &GCounter) {
        for (replica, count) in other.counts.iter() {
            let mine = self.counts.entry(*replica).or_insert(0);
            *mine = (*mine).max(*count);
        }
    }
}
// ANCHOR_END: g-counter

impl GCounter {
    /// How often this replica has counted.
    pub fn of(&self, replica: NodeId) -> u32 {
        self.counts.get(&replica).copied().unwrap_or(0)
    }

    pub(super) fn merge_by(&mut self, other: &GCounter, merging: Merging) {
        match merging {
            Merging::Rule => self.merge(other),
            Merging::Naive => self.add(other),
        }
    }

    /// Takes the other's numbers for news each time: what comes twice counts twice.
    /// Up to a bound, as it doubles with every exchange.
    fn add(&mut self, other: &GCounter) {
        for (replica, count) in other.counts.iter() {
            let mine = self.counts.entry(*replica).or_insert(0);
            *mine = (*mine + *count).min(MOST);
        }
    }
}

/// Where a count stops that is added to itself: three such counts can be added.
const MOST: u32 = 999_999;
