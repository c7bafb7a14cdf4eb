//! SIEVE: one FIFO queue whose keys stay where they are, a bit for what was asked
//! for, and a hand that goes from the tail to the head and clears bits, until it is
//! at a key whose bit is clear: that one goes.
//!
//! New keys come in at the head, and the hand stays where it is: what is new and
//! not asked for again goes soon, and what stays sinks to the tail, out of its way.
//!
//! - Source: Zhang, Yang, Yue, Vigfusson and Rashmi, *SIEVE is Simpler than LRU: an
//!   Efficient Turn-Key Eviction Algorithm for Web Caches* (NSDI 2024), algorithm
//!   1.
//! - Cost: O(1) a request, on average; a hit sets a bit, and moves nothing.
//! - What can go wrong: it is not scan-resistant, as its authors say of block
//!   caches. A scan of keys that come once leaves what is behind the hand, about
//!   seven keys of ten here. But one that asks for each key twice sends the hand
//!   round once, and takes all; and with no names of what has gone, a loop never
//!   hits.

use super::{Answer, Key, Part, Policy, Queue};

// ANCHOR: sieve
/// A SIEVE cache.
#[derive(Clone, Debug)]
pub struct Sieve {
    size: usize,
    queue: Queue,
    /// Where the hand is, from the head; `None` is the tail.
    hand: Option<usize>,
}

impl Sieve {
    /// Evicts the first key from the hand on whose bit is clear.
    fn evict(&mut self) -> Key {
        let entries = self.queue.entries_mut();
        let mut place = self.hand.unwrap_or(entries.len() - 1);
        while entries[place].note > 0 {
            entries[place].note = 0;
            place = place.checked_sub(1).unwrap_or(entries.len() - 1);
        }
        self.hand = place.checked_sub(1);
        self.queue.remove(place).key
    }
}
// ANCHOR_END: sieve

impl Sieve {
    /// An empty one for so many keys.
    pub fn new(size: usize) -> Sieve {
        Sieve { size, queue: Queue::default(), hand: None }
    }
}

impl Policy for Sieve {
    fn request(&mut self, key: Key) -> Answer {
        if let Some(bit) = self.queue.note_mut(key) {
            *bit = 1;
            return Answer::Hit;
        }
        let is_full = self.queue.len() == self.size;
        let evicted = is_full.then(|| self.evict());
        self.queue.push(key, 0);
        // What is in front of the hand is one more.
        self.hand = self.hand.map(|hand| hand + 1);
        Answer::Miss { evicted }
    }

    fn parts(&self) -> Vec<Part<'_>> {
        let tail = self.queue.len().saturating_sub(1);
        let queue = Part::held("first in, last", self.queue.entries());
        vec![queue.with_hand(self.hand.unwrap_or(tail))]
    }
}
