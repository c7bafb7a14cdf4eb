//! What all policies are made of: keys, and queues of them.

use std::fmt::{self, Display};

/// How many keys are letters.
pub const LETTERS: u16 = 26;

/// What a client asks for: `A` to `Z`, and then `1`, `2` and so on.
///
/// ```
/// # use models::caching::eviction::Key;
/// assert_eq!([0, 25, 26].map(|key| Key(key).to_string()), ["A", "Z", "1"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(pub u16);

impl Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0..LETTERS => write!(f, "{}", char::from(b'A' + self.0 as u8)),
            LETTERS.. => write!(f, "{}", self.0 - LETTERS + 1),
        }
    }
}

/// A key in a cache, with what its policy keeps beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// A count of requests, or 1 for a bit that is set.
    pub note: u32,
}

/// Keys in a line: the first is the one that was put in last.
///
/// - Cost: O(n) an operation, as a line this short needs no pointers. Real caches
///   find a key by a hash table and move it in a linked list, in O(1).
#[derive(Clone, Debug, Default)]
pub struct Queue(Vec<Entry>);

impl Queue {
    /// Puts a key at the head.
    pub fn push(&mut self, key: Key, note: u32) {
        self.0.insert(0, Entry { key, note });
    }

    /// Takes the key at the tail.
    pub fn pop(&mut self) -> Option<Entry> {
        self.0.pop()
    }

    /// The key at the tail.
    pub fn tail(&self) -> Option<Entry> {
        self.0.last().copied()
    }

    /// Where a key is, from the head.
    pub fn find(&self, key: Key) -> Option<usize> {
        self.0.iter().position(|entry| entry.key == key)
    }

    /// Takes a key out, if it is there.
    pub fn take(&mut self, key: Key) -> Option<Entry> {
        self.find(key).map(|place| self.0.remove(place))
    }

    /// Takes out what is at a place.
    pub fn remove(&mut self, place: usize) -> Entry {
        self.0.remove(place)
    }

    /// What is beside a key, to change it.
    pub fn note_mut(&mut self, key: Key) -> Option<&mut u32> {
        let place = self.find(key)?;
        Some(&mut self.0[place].note)
    }

    /// All of them, from the head.
    pub fn entries(&self) -> &[Entry] {
        &self.0
    }

    /// The same, to change notes or what is at a place.
    pub fn entries_mut(&mut self) -> &mut Vec<Entry> {
        &mut self.0
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
