//! A cache that holds one key, and what it refuses to store.

use std::fmt;

/// A value by the number that the database gave its write: later ones are higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u32);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}", self.0)
    }
}

/// What a miss gives the reader: the number of this miss, and of no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token(pub u32);

/// What keeps old values out of the cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cure {
    /// Nothing: the last one to store wins.
    #[default]
    None,
    /// A fill needs the token of its miss, which a delete or a set cancels.
    Lease,
    /// A value is not stored over a newer one.
    Version,
    /// The same, and a delete leaves a marker with the newest version it knows.
    Marker,
}

/// What the cache has of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Nothing.
    Empty,
    /// A value.
    Value(Version),
    /// That it was deleted, and which version was the newest then.
    Marker(Version),
}

/// Why something was not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Late {
    /// The token of the miss is not valid any more.
    Cancelled(Token),
    /// The cache knows of this version, which is newer.
    Older(Version),
}

/// A cache that holds one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cache {
    cure: Cure,
    slot: Slot,
    /// The token with which the key may be filled.
    valid: Option<Token>,
    /// How many misses there were.
    misses: u32,
}

impl Cache {
    /// An empty one.
    pub fn new(cure: Cure) -> Cache {
        Cache { cure, slot: Slot::Empty, valid: None, misses: 0 }
    }

    /// What keeps old values out.
    pub fn cure(&self) -> Cure {
        self.cure
    }

    /// What it has of the key.
    pub fn slot(&self) -> Slot {
        self.slot
    }

    /// The value, if it has one.
    pub fn value(&self) -> Option<Version> {
        match self.slot {
            Slot::Value(value) => Some(value),
            Slot::Empty | Slot::Marker(_) => None,
        }
    }

    /// The token with which the key may be filled, where tokens count.
    pub fn valid(&self) -> Option<Token> {
        self.valid.filter(|_| self.cure == Cure::Lease)
    }

    /// The newest version that it knows of.
    fn newest(&self) -> Option<Version> {
        match self.slot {
            Slot::Value(version) | Slot::Marker(version) => Some(version),
            Slot::Empty => None,
        }
    }

    /// A miss: the reader may fill the key with this token.
    pub fn miss(&mut self) -> Token {
        self.misses += 1;
        let token = Token(self.misses);
        self.valid = Some(token);
        token
    }

    // ANCHOR: fill
    /// Stores what was read after a miss, unless it comes too late.
    pub fn fill(&mut self, value: Version, token: Token) -> Result<(), Late> {
        match self.cure {
            Cure::Lease if self.valid != Some(token) => {
                return Err(Late::Cancelled(token));
            }
            Cure::None | Cure::Lease => {}
            Cure::Version | Cure::Marker => self.compare(value)?,
        }
        self.valid = None;
        self.slot = Slot::Value(value);
        Ok(())
    }

    /// Deletes the value, and cancels the token even where there is no value.
    pub fn delete(&mut self, written: Option<Version>) {
        self.valid = None;
        self.slot = match (self.cure, self.newest().max(written)) {
            (Cure::Marker, Some(newest)) => Slot::Marker(newest),
            _ => Slot::Empty,
        };
    }
    // ANCHOR_END: fill

    /// A writer stores what it wrote.
    pub fn set(&mut self, value: Version) -> Result<(), Late> {
        match self.cure {
            Cure::None | Cure::Lease => {}
            Cure::Version | Cure::Marker => self.compare(value)?,
        }
        self.valid = None;
        self.slot = Slot::Value(value);
        Ok(())
    }

    fn compare(&self, value: Version) -> Result<(), Late> {
        match self.newest() {
            Some(newest) if newest > value => Err(Late::Older(newest)),
            _ => Ok(()),
        }
    }
}
