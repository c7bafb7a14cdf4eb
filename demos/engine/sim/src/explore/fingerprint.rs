//! What tells one state from another.

use super::search::Left;
use crate::{Cluster, Process};
use std::hash::{Hash, Hasher};
use xxhash_rust::xxh64::Xxh64;

/// A number that is the same for states which nothing to come can tell apart;
/// never zero.
pub(super) fn fingerprint<P>(cluster: &Cluster<P>, left: &Left) -> u64
where
    P: Process + Hash,
    P::Message: Hash,
    P::Timer: Hash,
{
    let mut state = Xxh64::new(0);
    left.hash(&mut state);
    for node in cluster.nodes() {
        cluster.process(node).hash(&mut state);
        cluster.condition(node).hash(&mut state);
        for timer in cluster.running_timers(node) {
            timer.hash(&mut state);
        }
        node.hash(&mut state); // where its timers end
    }
    // A sum, as it does not matter which message was sent first.
    let in_flight = cluster.in_flight().map(|(_, m)| {
        let mut message = Xxh64::new(0);
        (m.from, m.to, &m.message).hash(&mut message);
        message.finish()
    });
    state.write_u64(in_flight.fold(0, u64::wrapping_add));
    state.finish().max(1)
}

/// A set of fingerprints, none of which is zero. As they are spread evenly already, each lies where its
/// lower bits say or in the next free slot; nobody asks for their order.
///
/// - Cost: O(1) a look-up, 16 to 32 bytes a fingerprint.
#[derive(Debug, Default)]
pub struct Fingerprints {
    /// A power of two of them, at most half of them taken; zero is a free one.
    slots: Vec<u64>,
    len: usize,
}

impl Fingerprints {
    /// How many there are.
    #[allow(
        clippy::len_without_is_empty,
        reason = "a search has at least one state"
    )]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Puts one in; whether it was not there.
    pub fn insert(&mut self, fingerprint: u64) -> bool {
        if self.len * 2 >= self.slots.len() {
            let larger = vec![0; (self.slots.len() * 2).max(1 << 10)];
            for old in std::mem::replace(&mut self.slots, larger) {
                if old != 0 {
                    let slot = self.slot(old);
                    self.slots[slot] = old;
                }
            }
        }
        let slot = self.slot(fingerprint);
        let is_new = self.slots[slot] == 0;
        self.slots[slot] = fingerprint;
        self.len += usize::from(is_new);
        is_new
    }

    /// Where it is, or the free slot where it would be.
    fn slot(&self, fingerprint: u64) -> usize {
        let last = self.slots.len() - 1;
        let mut slot = fingerprint as usize & last;
        while self.slots[slot] != 0 && self.slots[slot] != fingerprint {
            slot = (slot + 1) & last;
        }
        slot
    }
}
