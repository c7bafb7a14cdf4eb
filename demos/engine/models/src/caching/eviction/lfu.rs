//! LFU: what was asked for least often since it came in goes; of those, what was
//! not asked for for longest.
//!
//! - Cost: O(1) a request, with a list for each count (Ketan Shah, Anirban Mitra
//!   and Dhruv Matani, *An O(1) algorithm for implementing the LFU cache eviction
//!   scheme*, 2010).
//! - What can go wrong: counts are never forgotten, so keys that were popular stay,
//!   and new ones go before they are counted twice. Real ones let counts age: Redis
//!   halves them with time, W-TinyLFU after so many requests.
//! - Left out: the counts of keys that have gone. A key that comes back begins
//!   anew.

use super::{Answer, Key, Part, Policy, Queue};

/// An LFU cache.
#[derive(Clone, Debug)]
pub struct Lfu {
    size: usize,
    /// What was asked for last is first.
    queue: Queue,
}

impl Lfu {
    /// An empty one for so many keys.
    pub fn new(size: usize) -> Lfu {
        Lfu { size, queue: Queue::default() }
    }

    /// Takes out what has the least count; of those, what is nearest to the tail.
    fn evict(&mut self) -> Key {
        let (mut victim, mut least) = (0, u32::MAX);
        for (place, entry) in self.queue.entries().iter().enumerate() {
            if entry.note <= least {
                (victim, least) = (place, entry.note);
            }
        }
        self.queue.remove(victim).key
    }
}

impl Policy for Lfu {
    fn request(&mut self, key: Key) -> Answer {
        if let Some(entry) = self.queue.take(key) {
            self.queue.push(key, entry.note + 1);
            return Answer::Hit;
        }
        let is_full = self.queue.len() == self.size;
        let evicted = is_full.then(|| self.evict());
        self.queue.push(key, 1);
        Answer::Miss { evicted }
    }

    fn parts(&self) -> Vec<Part<'_>> {
        vec![Part::held("times asked for", self.queue.entries())]
    }
}
