//! FIFO: what came in first goes first, however often it was asked for since.
//!
//! - Cost: O(1) a request; a hit writes nothing, so readers need no lock.
//! - What can go wrong: a popular key is evicted like any other, and comes back by
//!   a miss. With some traces a larger cache has fewer hits (Belady's anomaly:
//!   Belady, Nelson and Shedler, *An Anomaly in Space-time Characteristics of
//!   Certain Programs Running in a Paging Machine*, CACM 1969).

use super::{Answer, Key, Part, Policy, Queue};

/// A FIFO cache.
#[derive(Clone, Debug)]
pub struct Fifo {
    size: usize,
    queue: Queue,
}

impl Fifo {
    /// An empty one for so many keys.
    pub fn new(size: usize) -> Fifo {
        Fifo { size, queue: Queue::default() }
    }
}

impl Policy for Fifo {
    fn request(&mut self, key: Key) -> Answer {
        if self.queue.find(key).is_some() {
            return Answer::Hit;
        }
        let is_full = self.queue.len() == self.size;
        let evicted = if is_full { self.queue.pop() } else { None };
        self.queue.push(key, 0);
        Answer::Miss { evicted: evicted.map(|entry| entry.key) }
    }

    fn parts(&self) -> Vec<Part<'_>> {
        vec![Part::held("first in, last", self.queue.entries())]
    }
}
