//! LRU: what was not asked for for longest goes.
//!
//! - Cost: O(1) a request; a hit moves the key to the head, under a lock.
//! - What can go wrong: *one scan* through at least as many keys as the cache has
//!   room for evicts everything. A *loop* through one key more than it has room for
//!   never hits: each key goes just before its turn.
//! - Bound: at most `size` times the misses of the optimum, and nobody who does not know
//!   the future can promise less (Sleator and Tarjan, *Amortized Efficiency of List
//!   Update and Paging Rules*, CACM 1985).

use super::{Answer, Key, Part, Policy, Queue};

/// An LRU cache: the key at the tail was not asked for for longest.
#[derive(Clone, Debug)]
pub struct Lru {
    size: usize,
    queue: Queue,
}

impl Policy for Lru {
    fn request(&mut self, key: Key) -> Answer {
        if self.queue.take(key).is_some() {
            self.queue.push(key, 0);
            return Answer::Hit;
        }
        let is_full = self.queue.len() == self.size;
        let evicted = if is_full { self.queue.pop() } else { None };
        self.queue.push(key, 0);
        Answer::Miss { evicted: evicted.map(|entry| entry.key) }
    }

    fn parts(&self) -> Vec<Part<'_>> {
        vec![Part::held("last asked for, first", self.queue.entries())]
    }
}

impl Lru {
    /// An empty one for so many keys.
    pub fn new(size: usize) -> Lru {
        Lru { size, queue: Queue::default() }
    }
}
