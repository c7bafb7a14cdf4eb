//! Belady's OPT: what is asked for again last, or never, goes. It knows all
//! requests that will come, so no cache can be built like it: it says how good one
//! could be.
//!
//! It has most hits not only of the whole trace but of each beginning of it: which
//! of the keys goes that the beginning does not ask for again is all the same to
//! it.
//!
//! - Source: Belady, *A Study of Replacement Algorithms for a Virtual-Storage
//!   Computer* (IBM Systems Journal, 1966), MIN; proof: Mattson, Gecsei, Slutz and
//!   Traiger, *Evaluation Techniques for Storage Hierarchies* (1970).
//! - Left out: not to put a key in at all. As here each miss puts its key in, that
//!   is the optimum of policies that do so.

use super::{Answer, Entry, Key, Part, Policy, Queue};
use std::sync::Arc;

/// The note of a key that is never asked for again.
pub const NEVER: u32 = u32::MAX;

/// A cache that knows the future. The note of a key is the number of the request
/// that asks for it next.
#[derive(Clone, Debug)]
pub struct Optimal {
    size: usize,
    queue: Queue,
    /// For each request, the next one for the same key.
    next: Arc<[u32]>,
    /// How many requests there were.
    served: usize,
}

impl Optimal {
    /// An empty one for so many keys, which gets these requests in this order.
    pub fn new(size: usize, requests: &[Key]) -> Optimal {
        let next = next_requests(requests).into();
        Optimal { size, queue: Queue::default(), next, served: 0 }
    }

    /// Takes out what is asked for again last; of what never is, the first.
    fn evict(&mut self) -> Key {
        let (mut victim, mut farthest) = (0, 0);
        for (place, Entry { note, .. }) in self.queue.entries().iter().enumerate() {
            if *note >= farthest {
                (victim, farthest) = (place, *note);
            }
        }
        self.queue.remove(victim).key
    }
}

/// For each request, the number of the next one for its key.
fn next_requests(requests: &[Key]) -> Vec<u32> {
    let most = requests.iter().map(|key| key.0).max().unwrap_or(0);
    let mut later = vec![NEVER; usize::from(most) + 1];
    let mut next = vec![NEVER; requests.len()];
    for (number, key) in requests.iter().enumerate().rev() {
        next[number] = later[usize::from(key.0)];
        later[usize::from(key.0)] = number as u32;
    }
    next
}

impl Policy for Optimal {
    fn request(&mut self, key: Key) -> Answer {
        let next = self.next.get(self.served).copied().unwrap_or(NEVER);
        self.served += 1;
        if let Some(note) = self.queue.note_mut(key) {
            *note = next;
            return Answer::Hit;
        }
        let is_full = self.queue.len() == self.size;
        let evicted = is_full.then(|| self.evict());
        self.queue.push(key, next);
        Answer::Miss { evicted }
    }

    fn parts(&self) -> Vec<Part<'_>> {
        vec![Part::held("asked for again in", self.queue.entries())]
    }
}
