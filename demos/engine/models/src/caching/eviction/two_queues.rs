//! 2Q: what is new waits in a FIFO queue, and only what is asked for after it has
//! left that one comes into the LRU queue of what is asked for again and again.
//!
//! `A1in` holds new keys, `A1out` the names of those that left it, `Am` what was
//! asked for while its name was in `A1out`. A hit in `A1in` changes nothing: two
//! requests close together are often one piece of work.
//!
//! - Source: Johnson and Shasha, *2Q: A Low Overhead High Performance Buffer
//!   Management Replacement Algorithm* (VLDB 1994), the full version: `Kin` is a
//!   quarter of the cache, `Kout` names of half of it.
//! - Cost: O(1) a request.
//! - What can go wrong: both sizes are fixed, so a key that comes back later than
//!   `Kin + Kout` new ones is always new.

use super::{Answer, Key, Part, Policy, Queue};

/// A 2Q cache.
#[derive(Clone, Debug)]
pub struct TwoQueues {
    size: usize,
    a1_in: Queue,
    a1_out: Queue,
    am: Queue,
}

impl TwoQueues {
    /// An empty one for so many keys.
    pub fn new(size: usize) -> TwoQueues {
        let [a1_in, a1_out, am] = [(); 3].map(|()| Queue::default());
        TwoQueues { size, a1_in, a1_out, am }
    }

    /// Makes room for a key: `reclaimfor` of the paper.
    fn reclaim(&mut self) -> Option<Key> {
        if self.a1_in.len() + self.am.len() < self.size {
            return None;
        }
        if self.a1_in.len() <= self.size / 4 {
            return self.am.pop().map(|entry| entry.key);
        }
        let evicted = self.a1_in.pop()?.key;
        self.a1_out.push(evicted, 0);
        if self.a1_out.len() > self.size / 2 {
            self.a1_out.pop();
        }
        Some(evicted)
    }
}

impl Policy for TwoQueues {
    fn request(&mut self, key: Key) -> Answer {
        if self.am.take(key).is_some() {
            self.am.push(key, 0);
            return Answer::Hit;
        }
        if self.a1_in.find(key).is_some() {
            return Answer::Hit;
        }
        let was_here = self.a1_out.take(key).is_some();
        let evicted = self.reclaim();
        match was_here {
            true => self.am.push(key, 0),
            false => self.a1_in.push(key, 0),
        }
        Answer::Miss { evicted }
    }

    fn parts(&self) -> Vec<Part<'_>> {
        vec![
            Part::held("A1in", self.a1_in.entries()),
            Part::held("Am", self.am.entries()),
            Part::ghost("A1out", self.a1_out.entries()),
        ]
    }
}
