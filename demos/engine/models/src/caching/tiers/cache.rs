//! One cache of a tier: an LRU of copies that have an age, and the fetches that it
//! waits for.
//!
//! - A key that is being fetched is not fetched a second time: who asks meanwhile
//!   waits for the same answer, as in NGINX's `proxy_cache_lock` or Varnish.
//! - An answer names its fetch. A copy is stored only in the place that was kept for
//!   this fetch. A purge takes that place away: what the fetch brings was perhaps read
//!   before the write.
//! - Source: RFC 9111, *HTTP Caching*, section 4.2.3 for the age. What it works out
//!   from clocks (`Date`) is left out.
//! - Left out: a purged key keeps its place in the order of the LRU until it is asked
//!   for again or evicted.

use super::post::Place;
use super::settings::{Age, Late};
use crate::caching::eviction::{Answer, Key, Lru, Policy};
use litemap::LiteMap;
use sim::Micros;

/// How copies grow old in a cache, and what becomes of late ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// How long a copy is fresh; `None` for as long as it is there.
    pub ttl: Option<Micros>,
    /// Whether the age that it comes with counts.
    pub age: Age,
    /// What becomes of an answer whose fetch began before a purge.
    pub late: Late,
}

/// A value of a key, as it is passed from one cache to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value {
    /// Which value of the key it is: the first is 1.
    pub version: u32,
    /// How old it is said to be: the header `Age`.
    pub age: Micros,
}

/// A copy in a cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Which value it is.
    pub version: u32,
    /// When it was stored.
    pub at: Micros,
    /// How old it was then.
    pub initial_age: Micros,
}

impl Stored {
    /// How old it is: as old as it came, and as long as it has been here.
    pub fn current_age(&self, now: Micros) -> Micros {
        self.initial_age + now.since(self.at)
    }

    /// Whether it may be used without asking.
    pub fn is_fresh(&self, now: Micros, ttl: Option<Micros>) -> bool {
        ttl.is_none_or(|ttl| self.current_age(now) < ttl)
    }

    /// Until when it is fresh.
    pub fn fresh_until(&self, ttl: Option<Micros>) -> Micros {
        let left = ttl.map(|ttl| ttl.since(self.initial_age));
        left.map_or(Micros::MAX, |left| self.at.saturating_add(left))
    }
}

/// What a cache has in the place of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    /// Nothing yet: the fetch of this number will bring it.
    Fetching(u64),
    /// A copy.
    Held(Stored),
}

/// Who waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiter {
    /// A reader.
    Reader,
    /// An edge, for a fetch of its own.
    Edge {
        /// Its number.
        edge: usize,
        /// Its fetch.
        fetch: u64,
    },
}

/// A question that a cache has sent.
#[derive(Clone, Debug)]
pub struct Fetch {
    /// For which key.
    pub key: Key,
    /// When.
    pub sent: Micros,
    /// Whom it asked, once it has.
    pub to: Option<Place>,
    /// Who wants to know.
    waiting: Vec<Waiter>,
}

/// What a cache does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// It has a fresh copy.
    Fresh(Value),
    /// It fetches the key already; who asked waits.
    Joined,
    /// It has none: the fetch of this number has to be sent.
    Fetch(u64),
}

/// A cache.
#[derive(Clone, Debug)]
pub struct Cache {
    freshness: Freshness,
    policy: Lru,
    slots: LiteMap<Key, Slot>,
    fetches: LiteMap<u64, Fetch>,
}

impl Cache {
    /// An empty one for so many keys.
    pub fn new(room: usize, freshness: Freshness) -> Cache {
        let (slots, fetches) = (LiteMap::new(), LiteMap::new());
        Cache { freshness, policy: Lru::new(room), slots, fetches }
    }

    /// Someone asks for a key. If it has to be fetched, `next` is the number of the
    /// fetch.
    pub fn request(
        &mut self,
        key: Key,
        by: Waiter,
        next: u64,
        now: Micros,
    ) -> Found {
        if let Answer::Miss { evicted: Some(evicted) } = self.policy.request(key) {
            self.slots.remove(&evicted);
        }
        match self.slots.get(&key) {
            Some(Slot::Held(copy)) if copy.is_fresh(now, self.freshness.ttl) => {
                return Found::Fresh(self.pass_on(copy, now));
            }
            Some(Slot::Fetching(fetch)) => {
                if let Some(fetch) = self.fetches.get_mut(fetch) {
                    fetch.waiting.push(by);
                    return Found::Joined;
                }
            }
            Some(Slot::Held(_)) | None => {}
        }
        self.slots.insert(key, Slot::Fetching(next));
        let fetch = Fetch { key, sent: now, to: None, waiting: vec![by] };
        self.fetches.insert(next, fetch);
        Found::Fetch(next)
    }

    /// A fetch is sent.
    pub fn sends(&mut self, fetch: u64, to: Place) {
        if let Some(fetch) = self.fetches.get_mut(&fetch) {
            fetch.to = Some(to);
        }
    }

    /// A copy as it is sent: with its age, if that is passed on.
    fn pass_on(&self, copy: &Stored, now: Micros) -> Value {
        let age = match self.freshness.age {
            Age::Passed => copy.current_age(now),
            Age::NotPassed => Micros::ZERO,
        };
        Value { version: copy.version, age }
    }

    /// An answer comes: who waited for it, and what they get. It is stored if the
    /// place that was kept for this fetch is still there: neither evicted nor purged.
    pub fn answer(
        &mut self,
        fetch: u64,
        value: Value,
        now: Micros,
    ) -> Option<(Fetch, Value)> {
        let asked = self.fetches.remove(&fetch)?; // one answer is enough
        let initial_age = match self.freshness.age {
            Age::Passed => value.age + now.since(asked.sent),
            Age::NotPassed => Micros::ZERO,
        };
        let copy = Stored { version: value.version, at: now, initial_age };
        let is_kept = match self.freshness.late {
            Late::Refused => {
                self.slots.get(&asked.key) == Some(&Slot::Fetching(fetch))
            }
            Late::Stored => self.policy.holds(asked.key),
        };
        if is_kept {
            self.slots.insert(asked.key, Slot::Held(copy));
        }
        Some((asked, self.pass_on(&copy, now)))
    }

    /// A key has a new value: what is here of it, or on its way here, is of no use.
    pub fn purge(&mut self, key: Key) {
        self.slots.remove(&key);
    }

    /// What it has of a key.
    pub fn stored(&self, key: Key) -> Option<Stored> {
        match self.slots.get(&key) {
            Some(Slot::Held(copy)) => Some(*copy),
            Some(Slot::Fetching(_)) | None => None,
        }
    }

    /// Until when it answers with its copy of a key by itself.
    pub fn fresh_until(&self, key: Key) -> Option<Micros> {
        let copy = self.stored(key)?;
        Some(copy.fresh_until(self.freshness.ttl))
    }

    /// How many keys have a place.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether none has.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// What it waits for.
    pub fn fetches(&self) -> impl Iterator<Item = (u64, &Fetch)> {
        self.fetches.iter().map(|(number, fetch)| (*number, fetch))
    }

    /// It gets a copy of this age, as if it had asked for it long ago; whether it had
    /// none.
    pub(super) fn warm(&mut self, key: Key, initial_age: Micros) -> bool {
        if let Answer::Miss { evicted: Some(evicted) } = self.policy.request(key) {
            self.slots.remove(&evicted);
        }
        let copy = Stored { version: 1, at: Micros::ZERO, initial_age };
        self.slots.insert(key, Slot::Held(copy)).is_none()
    }
}

impl Fetch {
    /// Who wants to know.
    pub fn waiting(&self) -> &[Waiter] {
        &self.waiting
    }
}
