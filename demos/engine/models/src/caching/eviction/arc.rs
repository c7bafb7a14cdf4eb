//! ARC: two LRU queues, of what was asked for once and more than once, and the
//! names of what left each. A request for such a name says which queue was too
//! short, and moves the border between them.
//!
//! - Source: Megiddo and Modha, *ARC: A Self-Tuning, Low Overhead Replacement
//!   Cache* (FAST 2003), figure 4; the cases have its numbers.
//! - Cost: O(1) a request; a hit moves the key to the head, under a lock.
//! - What can go wrong: a loop from the start is T1 alone, which is LRU: its keys
//!   leave no names (case IV A), so nothing is learned.

use super::{Answer, Key, Part, Policy, Queue};

/// An ARC cache.
#[derive(Clone, Debug)]
pub struct Arc {
    size: usize,
    /// How many keys T1 should have: `p` of the paper.
    target: f64,
    t1: Queue,
    t2: Queue,
    b1: Queue,
    b2: Queue,
}

impl Arc {
    /// An empty one for so many keys.
    pub fn new(size: usize) -> Arc {
        let [t1, t2, b1, b2] = [(); 4].map(|()| Queue::default());
        Arc { size, target: 0.0, t1, t2, b1, b2 }
    }

    /// How many keys T1 should have.
    pub fn target(&self) -> f64 {
        self.target
    }

    /// Evicts from T1 if it has more than it should, else from T2; the name stays.
    fn replace(&mut self, is_in_b2: bool) -> Option<Key> {
        let length = self.t1.len() as f64;
        let is_over = length > self.target || (is_in_b2 && length == self.target);
        let is_first = !self.t1.is_empty() && is_over;
        let (from, names) = match is_first {
            true => (&mut self.t1, &mut self.b1),
            false => (&mut self.t2, &mut self.b2),
        };
        let evicted = from.pop()?.key;
        names.push(evicted, 0);
        Some(evicted)
    }

    /// Case II and III: the name of the key is in B1 or in B2.
    fn adapt(&mut self, is_in_b2: bool) {
        let [b1, b2] = [self.b1.len() as f64, self.b2.len() as f64];
        self.target = match is_in_b2 {
            false => (self.target + (b2 / b1).max(1.0)).min(self.size as f64),
            true => (self.target - (b1 / b2).max(1.0)).max(0.0),
        };
    }

    /// Case IV: the key is new. What has to go?
    fn make_room(&mut self) -> Option<Key> {
        let first = self.t1.len() + self.b1.len();
        let all = first + self.t2.len() + self.b2.len();
        if first == self.size {
            if self.t1.len() == self.size {
                return self.t1.pop().map(|entry| entry.key);
            }
            self.b1.pop();
            return self.replace(false);
        }
        if all < self.size {
            return None;
        }
        if all == 2 * self.size {
            self.b2.pop();
        }
        self.replace(false)
    }
}

impl Policy for Arc {
    fn request(&mut self, key: Key) -> Answer {
        // Case I.
        if self.t1.take(key).is_some() || self.t2.take(key).is_some() {
            self.t2.push(key, 0);
            return Answer::Hit;
        }
        let is_in_b2 = self.b2.find(key).is_some();
        let was_here = is_in_b2 || self.b1.find(key).is_some();
        if !was_here {
            let evicted = self.make_room();
            self.t1.push(key, 0);
            return Answer::Miss { evicted };
        }
        self.adapt(is_in_b2);
        let evicted = self.replace(is_in_b2);
        self.b1.take(key);
        self.b2.take(key);
        self.t2.push(key, 0);
        Answer::Miss { evicted }
    }

    fn parts(&self) -> Vec<Part<'_>> {
        vec![
            Part::held("T1", self.t1.entries()),
            Part::held("T2", self.t2.entries()),
            Part::ghost("B1", self.b1.entries()),
            Part::ghost("B2", self.b2.entries()),
        ]
    }
}
