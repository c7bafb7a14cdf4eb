//! A register in which the last writer wins.
//!
//! - Source: Shapiro et al., INRIA RR-7506 (2011), specification 8: time stamps are
//!   unique and follow causality, so a write gets one above the one that it replaces.
//! - Cost: one value and one stamp, whatever was written.
//! - Cannot hold: two values. Of two writes that did not see each other one is dropped,
//!   though its client was told that it is done.

use super::Merging;
use sim::{Micros, NodeId};

/// When a value was written, by the clock of the replica that took it, and there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    /// The moment.
    pub at: Micros,
    /// The replica: it decides where two moments are the same.
    pub replica: NodeId,
}

/// A value and when it was written; nothing before the first write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LwwRegister<V> {
    written: Option<(Stamp, V)>,
}

impl<V: Copy> LwwRegister<V> {
    /// Writes at this moment of the replica's clock, and after what is replaced.
    pub fn write(&mut self, value: V, now: Micros, replica: NodeId) -> Stamp {
        let after =
            self.stamp().map_or(Micros::ZERO, |old| old.at + Micros::new(1));
        let stamp = Stamp { at: now.max(after), replica };
        self.written = Some((stamp, value));
        stamp
    }

    /// Takes in another replica's register: the greater stamp stays.
    pub fn merge(&mut self, other: &LwwRegister<V>) {
        if other.stamp() > self.stamp() {
            self.written = other.written;
        }
    }
}

impl<V: Copy> LwwRegister<V> {
    /// When it was written.
    pub fn stamp(&self) -> Option<Stamp> {
        self.written.map(|(stamp, _)| stamp)
    }

    /// What it reads.
    pub fn value(&self) -> Option<V> {
        self.written.map(|(_, value)| value)
    }

    pub(super) fn merge_by(&mut self, other: &LwwRegister<V>, merging: Merging) {
        match merging {
            Merging::Rule => self.merge(other),
            // Takes what comes: what is read depends on what came last.
            Merging::Naive => self.written = other.written.or(self.written),
        }
    }
}

impl<V> Default for LwwRegister<V> {
    fn default() -> LwwRegister<V> {
        LwwRegister { written: None }
    }
}
