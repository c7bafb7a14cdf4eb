//! CLOCK: keys on a ring, each with a bit that says whether it was asked for. A
//! hand goes round: it clears a bit that is set, and evicts the key whose bit is
//! clear.
//!
//! - Source: Corbató, *A Paging Experiment with the Multics System* (1968).
//! - Cost: O(1) a request, on average; a hit sets a bit, and moves nothing.
//! - What can go wrong: what goes wrong with LRU, which it comes near to. It is
//!   FIFO with a second chance.

use super::{Answer, Entry, Key, Part, Policy, Queue};

/// A CLOCK cache.
#[derive(Clone, Debug)]
pub struct Clock {
    size: usize,
    /// The ring, from one of its places. A key stays where it is.
    ring: Queue,
    hand: usize,
}

impl Clock {
    /// An empty one for so many keys.
    pub fn new(size: usize) -> Clock {
        Clock { size, ring: Queue::default(), hand: 0 }
    }

    /// Moves the hand to the first key whose bit is clear, and puts a key there.
    fn replace(&mut self, key: Key) -> Key {
        let ring = self.ring.entries_mut();
        while ring[self.hand].note > 0 {
            ring[self.hand].note = 0;
            self.hand = (self.hand + 1) % self.size;
        }
        let evicted = ring[self.hand].key;
        ring[self.hand] = Entry { key, note: 0 };
        self.hand = (self.hand + 1) % self.size;
        evicted
    }
}

impl Policy for Clock {
    fn request(&mut self, key: Key) -> Answer {
        if let Some(bit) = self.ring.note_mut(key) {
            *bit = 1;
            return Answer::Hit;
        }
        let is_full = self.ring.len() == self.size;
        if is_full {
            return Answer::Miss { evicted: Some(self.replace(key)) };
        }
        self.ring.entries_mut().push(Entry { key, note: 0 });
        Answer::Miss { evicted: None }
    }

    fn parts(&self) -> Vec<Part<'_>> {
        vec![Part::held("a ring", self.ring.entries()).with_hand(self.hand)]
    }
}
