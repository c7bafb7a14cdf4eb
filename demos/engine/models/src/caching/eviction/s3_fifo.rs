//! S3-FIFO: three FIFO queues. A new key comes into S, a tenth of the cache. What
//! was asked for again by the time it leaves S goes to M, all else leaves and keeps
//! its name in G. A key whose name is in G goes to M at once.
//!
//! - Source: Yang, Zhang, Qiu, Yue and Rashmi, *FIFO Queues are All You Need for
//!   Cache Eviction* (SOSP 2023), algorithm 1; where it can be read in two ways,
//!   the authors' simulator, libCacheSim: what comes to M begins at a count of
//!   zero, and one key goes for each that comes.
//! - Cost: O(1) a request, on average; a hit counts to 3, and moves nothing.
//! - What can go wrong: a key that comes back later than its name leaves G is
//!   always new. A key of two requests far apart is fetched twice.

use super::{Answer, Key, Part, Policy, Queue};

/// Counts end here: two bits.
const MOST: u32 = 3;
/// What was asked for so often while it was in S goes to M.
const STAYS: u32 = 2;

/// An S3-FIFO cache.
#[derive(Clone, Debug)]
pub struct S3Fifo {
    size: usize,
    filling: Filling,
    small: Queue,
    main: Queue,
    ghost: Queue,
}

/// Where new keys go until the cache is full for the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filling {
    /// Into S, as in the paper.
    Small,
    /// Into M once S is full, as libCacheSim does since 2024.
    Main,
}

impl S3Fifo {
    /// An empty one for so many keys.
    pub fn new(size: usize) -> S3Fifo {
        S3Fifo::filled(size, Filling::Small)
    }

    /// One that is filled like this.
    pub fn filled(size: usize, filling: Filling) -> S3Fifo {
        let [small, main, ghost] = [(); 3].map(|()| Queue::default());
        S3Fifo { size, filling, small, main, ghost }
    }

    /// How many keys S should have.
    fn small_size(&self) -> usize {
        (self.size / 10).max(1)
    }

    fn evict(&mut self) -> Option<Key> {
        match self.small.len() >= self.small_size() {
            true => self.evict_small().or_else(|| self.evict_main()),
            false => self.evict_main(),
        }
    }

    /// Evicts from S what was not asked for again; what was goes to M.
    fn evict_small(&mut self) -> Option<Key> {
        while let Some(entry) = self.small.pop() {
            if entry.note < STAYS {
                self.ghost.push(entry.key, 0);
                if self.ghost.len() > self.size - self.small_size() {
                    self.ghost.pop();
                }
                return Some(entry.key);
            }
            self.main.push(entry.key, 0);
        }
        None
    }

    /// Evicts from M what was not asked for since it was last at the tail.
    fn evict_main(&mut self) -> Option<Key> {
        while let Some(entry) = self.main.pop() {
            if entry.note == 0 {
                return Some(entry.key);
            }
            self.main.push(entry.key, entry.note - 1);
        }
        None
    }
}

impl Policy for S3Fifo {
    fn request(&mut self, key: Key) -> Answer {
        let small = self.small.note_mut(key);
        if let Some(count) = small.or_else(|| self.main.note_mut(key)) {
            *count = (*count + 1).min(MOST);
            return Answer::Hit;
        }
        let was_here = self.ghost.take(key).is_some();
        let is_full = self.small.len() + self.main.len() == self.size;
        let evicted = if is_full { self.evict() } else { None };
        if is_full {
            self.filling = Filling::Small;
        }
        let is_small_full = self.small.len() >= self.small_size();
        match was_here || (self.filling == Filling::Main && is_small_full) {
            true => self.main.push(key, 0),
            false => self.small.push(key, 0),
        }
        Answer::Miss { evicted }
    }

    fn parts(&self) -> Vec<Part<'_>> {
        vec![
            Part::held("S", self.small.entries()),
            Part::held("M", self.main.entries()),
            Part::ghost("G", self.ghost.entries()),
        ]
    }
}
