//! The cache, the database, and what everybody has in hand.

use super::cache::{Cache, Cure, Late, Token, Version};
use super::settings::Reads;
use super::steps::{Actor, Move, Step};

/// What the database has before all writes.
pub const OLD: Version = Version(1);

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// The cache had nothing, and the database this.
    Missed(Version, Token),
    /// The cache had it.
    Hit(Version),
    /// It was stored in the cache.
    Stored(Version),
    /// It was not.
    Refused(Version, Late),
    /// There was nothing to fill.
    Idle,
    /// It was written to the database.
    Wrote(Version),
    /// This was deleted from the cache, and this token cancelled.
    Deleted(Option<Version>, Option<Token>),
    /// The follower has it too.
    Applied(Version),
}

/// What an actor has in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// A value that it read after a miss, with the token of that miss.
    Read(Version, Token),
    /// A value that the cache had: it has nothing to fill.
    Hit(Version),
    /// What it wrote.
    Wrote(Version),
}

/// How an order of steps ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The cache has nothing: the next reader reads the database.
    Deleted,
    /// The cache has what the database has.
    New,
    /// The cache has an older value, and nobody is left to delete it.
    Stale,
}

/// Where all values are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct World {
    reads: Reads,
    cache: Cache,
    database: Version,
    follower: Version,
    hands: Vec<(Actor, Hand)>,
}

impl World {
    /// The key is in the database and, for now, not in the cache.
    pub fn new(reads: Reads, cure: Cure) -> World {
        World {
            reads,
            cache: Cache::new(cure),
            database: OLD,
            follower: OLD,
            hands: Vec::new(),
        }
    }

    /// The cache.
    pub fn cache(&self) -> &Cache {
        &self.cache
    }

    /// What the database has.
    pub fn database(&self) -> Version {
        self.database
    }

    /// What the follower has.
    pub fn follower(&self) -> Version {
        self.follower
    }

    /// What an actor has in hand.
    pub fn hand(&self, of: Actor) -> Option<Hand> {
        let own = self.hands.iter().find(|(actor, _)| *actor == of);
        own.map(|(_, hand)| *hand)
    }

    /// Whether the cache has a value that is older than the database's.
    pub fn is_stale(&self) -> bool {
        self.cache.value().is_some_and(|value| value < self.database)
    }

    /// How an order ends whose last step this was.
    pub fn end(&self) -> End {
        match self.cache.value() {
            None => End::Deleted,
            Some(_) if self.is_stale() => End::Stale,
            Some(_) => End::New,
        }
    }

    /// Takes a step.
    pub fn take(&mut self, Move { actor, step }: Move) -> Deed {
        match step {
            Step::Read => self.read(actor),
            Step::Fill => match self.hand(actor) {
                Some(Hand::Read(value, token)) => {
                    stored(value, self.cache.fill(value, token))
                }
                Some(Hand::Hit(_) | Hand::Wrote(_)) | None => Deed::Idle,
            },
            Step::Write => {
                self.database = Version(self.database.0 + 1);
                self.hold(actor, Hand::Wrote(self.database));
                Deed::Wrote(self.database)
            }
            Step::Delete => {
                let (was, token) = (self.cache.value(), self.cache.valid());
                self.cache.delete(self.written(actor));
                Deed::Deleted(was, token)
            }
            Step::Set => match self.written(actor) {
                Some(value) => stored(value, self.cache.set(value)),
                None => Deed::Idle,
            },
            Step::Apply => {
                self.follower = self.database;
                Deed::Applied(self.follower)
            }
        }
    }

    fn read(&mut self, actor: Actor) -> Deed {
        if let Some(value) = self.cache.value() {
            self.hold(actor, Hand::Hit(value));
            return Deed::Hit(value);
        }
        let token = self.cache.miss();
        let value = match self.reads {
            Reads::Database => self.database,
            Reads::Follower => self.follower,
        };
        self.hold(actor, Hand::Read(value, token));
        Deed::Missed(value, token)
    }

    /// What an actor wrote; who deletes first has not written yet.
    fn written(&self, actor: Actor) -> Option<Version> {
        match self.hand(actor) {
            Some(Hand::Wrote(version)) => Some(version),
            Some(Hand::Read(..) | Hand::Hit(_)) | None => None,
        }
    }

    fn hold(&mut self, actor: Actor, hand: Hand) {
        self.hands.retain(|(other, _)| *other != actor);
        self.hands.push((actor, hand));
    }
}

fn stored(value: Version, answer: Result<(), Late>) -> Deed {
    match answer {
        Ok(()) => Deed::Stored(value),
        Err(late) => Deed::Refused(value, late),
    }
}
