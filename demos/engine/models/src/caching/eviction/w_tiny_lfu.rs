//! W-TinyLFU: a new key comes into a small window. When it leaves it, it may only
//! stay in the place of the main queue's victim if it was asked for more often, by
//! a sketch that remembers far more keys than the cache holds.
//!
//! - Source: Einziger, Friedman and Manes, *TinyLFU: A Highly Efficient Cache
//!   Admission Policy* (ACM Transactions on Storage, 2017), section 4: a window of
//!   1 %, and a main cache of two LRU queues, `protected` of 80 % and `probation`.
//!   A key that is asked for on probation is protected.
//! - Cost: O(1) a request, and about 8 bytes a key for the sketch.
//! - What can go wrong: a key that is new and popular has to be counted as often as
//!   the victim first. The window is for that; Caffeine lets it grow and shrink.
//! - Left out: the doorkeeper, a Bloom filter before the sketch, which saves
//!   memory.

use super::sketch::Sketch;
use super::{Answer, Key, Part, Policy, Queue};

/// A W-TinyLFU cache.
#[derive(Clone, Debug)]
pub struct WTinyLfu {
    window_size: usize,
    main_size: usize,
    window: Queue,
    probation: Queue,
    protected: Queue,
    sketch: Sketch,
}

impl WTinyLfu {
    /// An empty one for so many keys.
    pub fn new(size: usize) -> WTinyLfu {
        WTinyLfu::with_window(size, (size / 100).max(1))
    }

    /// One whose window is for so many keys.
    pub fn with_window(size: usize, window_size: usize) -> WTinyLfu {
        let [window, probation, protected] = [(); 3].map(|()| Queue::default());
        WTinyLfu {
            window_size,
            main_size: size - window_size,
            window,
            probation,
            protected,
            sketch: Sketch::new(size),
        }
    }

    /// A hit in the main cache: the key is protected now, and the one that has no
    /// place there any more is on probation again.
    fn protect(&mut self, key: Key) {
        self.protected.push(key, 0);
        if self.protected.len() > self.main_size * 4 / 5
            && let Some(entry) = self.protected.pop()
        {
            self.probation.push(entry.key, 0);
        }
    }

    /// The key at the tail of the window against the main cache's victim: which one
    /// has to go?
    fn admit(&mut self, candidate: Key) -> Option<Key> {
        if self.probation.len() + self.protected.len() < self.main_size {
            self.probation.push(candidate, 0);
            return None;
        }
        let Some(victim) = self.probation.tail().or(self.protected.tail()) else {
            return Some(candidate);
        };
        if self.sketch.estimate(candidate) <= self.sketch.estimate(victim.key) {
            return Some(candidate);
        }
        self.probation.take(victim.key);
        self.protected.take(victim.key);
        self.probation.push(candidate, 0);
        Some(victim.key)
    }
}

impl Policy for WTinyLfu {
    fn request(&mut self, key: Key) -> Answer {
        self.sketch.count(key);
        if self.window.take(key).is_some() {
            self.window.push(key, 0);
            return Answer::Hit;
        }
        let is_main = self.probation.take(key).or(self.protected.take(key));
        if is_main.is_some() {
            self.protect(key);
            return Answer::Hit;
        }
        self.window.push(key, 0);
        if self.window.len() <= self.window_size {
            return Answer::Miss { evicted: None };
        }
        let candidate = self.window.pop();
        let evicted = candidate.and_then(|entry| self.admit(entry.key));
        Answer::Miss { evicted }
    }

    fn parts(&self) -> Vec<Part<'_>> {
        vec![
            Part::held("window", self.window.entries()),
            Part::held("probation", self.probation.entries()),
            Part::held("protected", self.protected.entries()),
        ]
    }
}
