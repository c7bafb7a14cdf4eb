//! Vector clocks: one counter for each process, which decide happened-before.
//!
//! Entry *i* says how many events of process *i* are known: this one is among
//! those that could have been influenced by them. So a vector is the whole past
//! of an event in *n* numbers, and a → b exactly if the past of *a* lies within
//! the past of *b*. Unlike one number, two vectors may be neither ≤ nor ≥.
//!
//! What can go wrong: processes come and go. Every message carries an entry for
//! each that ever took part, and nothing shorter would do: Charron-Bost showed
//! that no vector clock with fewer than *n* entries decides concurrency. And a
//! process that has forgotten its own entry counts the same numbers again, for other
//! events: it must have saved it, or go on as another process.
//!
//! - Source: Fidge, *Timestamps in Message-Passing Systems That Preserve the
//!   Partial Ordering* (1988); Mattern, [*Virtual Time and Global States of
//!   Distributed Systems*][mattern] (1989). Lower bound: Charron-Bost,
//!   *Concerning the Size of Logical Clocks in Distributed Systems* (1991).
//! - Cost: 8·n bytes a message, O(n) an event or a comparison.
//! - Left out: processes that join or leave, and sending only the entries that
//!   changed.
//!
//! [mattern]: https://www.vs.inf.ethz.ch/publ/papers/VirtTimeGlobStates.pdf

use crate::clocks::Order;
use sim::NodeId;
use std::fmt;

/// A vector clock, and the stamp that it puts on an event.
///
/// The law: merging is the least upper bound, so the order, the number and the
/// repetition of merges do not matter.
///
/// ```
/// # use models::clocks::{Order, Vector};
/// let (a, b) = (Vector::from([2, 0, 1]), Vector::from([1, 3, 1]));
/// assert_eq!(a.order(&b), Order::Concurrent);
///
/// let (mut ab, mut ba) = (a.clone(), b.clone());
/// ab.merge(&b);
/// ba.merge(&a);
/// assert_eq!(ab, ba);
/// assert_eq!(ab, Vector::from([2, 3, 1]));
/// assert_eq!(a.order(&ab), Order::Before);
/// ab.merge(&a); // again
/// assert_eq!(ab, ba);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Vector {
    /// How many events of each process are known, in order of the processes.
    counts: Vec<u64>,
}

impl Vector {
    /// The clock of a process that knows of no event, among so many processes.
    pub fn new(processes: u32) -> Vector {
        Vector { counts: vec![0; processes as usize] }
    }

    /// How many events of a process are known.
    pub fn get(&self, process: NodeId) -> u64 {
        self.counts[process.index()]
    }

    /// How many events of each process are known, in order of the processes.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    // ANCHOR: tick
    /// Counts an event of process `me`: a local one, or the sending of a
    /// message, which carries the whole vector.
    pub fn tick(&mut self, me: NodeId) {
        self.counts[me.index()] += 1;
    }
    // ANCHOR_END: tick

    /// Learns of the first `count` events of a process.
    pub fn raise(&mut self, process: NodeId, count: u64) {
        let mine = &mut self.counts[process.index()];
        *mine = (*mine).max(count);
    }

    // ANCHOR: merge
    /// Counts the receipt, by process `me`, of a message that carries `sent`.
    pub fn receive(&mut self, me: NodeId, sent: &Vector) {
        self.merge(sent);
        self.tick(me);
    }

    /// Learns of all that `other` knows of.
    pub fn merge(&mut self, other: &Vector) {
        self.assert_comparable(other);
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine = (*mine).max(*theirs);
        }
    }
    // ANCHOR_END: merge

    // ANCHOR: order
    /// How the event with this stamp stands to the event with that one. It is
    /// the truth, both ways: a → b exactly if V(a) < V(b).
    pub fn order(&self, other: &Vector) -> Order {
        Order::of_inclusion(self.is_within(other), other.is_within(self))
    }

    /// Whether no entry is greater than the other's: self ≤ other.
    pub fn is_within(&self, other: &Vector) -> bool {
        self.assert_comparable(other);
        let mut entries = self.counts.iter().zip(&other.counts);
        entries.all(|(mine, theirs)| mine <= theirs)
    }
    // ANCHOR_END: order

    fn assert_comparable(&self, other: &Vector) {
        let is_same = self.counts.len() == other.counts.len();
        assert!(is_same, "vectors of different systems");
    }
}

impl<const N: usize> From<[u64; N]> for Vector {
    fn from(counts: [u64; N]) -> Vector {
        Vector { counts: counts.into() }
    }
}

/// As in `[2,0,1]`.
impl fmt::Display for Vector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (index, count) in self.counts.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(f, "{comma}{count}")?;
        }
        f.write_str("]")
    }
}
