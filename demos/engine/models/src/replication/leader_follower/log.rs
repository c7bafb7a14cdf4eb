//! A log: writes in the order in which they were taken, each with the epoch of the
//! leader that took it.

use super::{Epoch, Position, Write};
use sim::Micros;

/// An entry of a log. A leader takes them in order and an epoch has one leader: of one
/// epoch and place there is one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The epoch in which it was written.
    pub epoch: Epoch,
    /// What was written.
    pub write: Write,
}

/// An entry that a server had, and has no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone {
    /// When it went.
    pub at: Micros,
    /// Its place in the log, from 1 on.
    pub index: u32,
    /// What was there.
    pub entry: Entry,
}

/// Which epochs a log has gone through: PostgreSQL's timeline history file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// Each epoch of which there are entries, and how many there are before them.
    pub epochs: Vec<(Epoch, u32)>,
    /// How many entries there are.
    pub len: u32,
}

/// A log, and how much of it is on disk.
#[derive(Clone, Debug, Default)]
pub struct Log {
    entries: Vec<Entry>,
    /// How many entries are on disk.
    synced: u32,
    /// What it has had, for whoever looks on.
    gone: Vec<Gone>,
}

impl Log {
    /// The entries.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How many there are.
    pub fn len(&self) -> u32 {
        self.entries.len() as u32
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many are on disk.
    pub fn synced(&self) -> u32 {
        self.synced
    }

    /// What it has had and has no longer.
    pub fn gone(&self) -> &[Gone] {
        &self.gone
    }

    /// The entry at a place, from 1 on.
    pub fn entry(&self, index: u32) -> Option<&Entry> {
        self.entries.get(index.checked_sub(1)? as usize)
    }

    /// The place of a write.
    pub fn find(&self, write: Write) -> Option<u32> {
        let place = self.entries.iter().rposition(|entry| entry.write == write);
        place.map(|place| place as u32 + 1)
    }

    /// Up to an entry: its epoch and its place. In front of the first one is epoch 0.
    pub(super) fn position(&self, index: u32) -> Position {
        let epoch = self.entry(index).map_or(Epoch(0), |entry| entry.epoch);
        Position { epoch, index }
    }

    /// Whether the entry with which a position ends is in it. If so all before it are
    /// the same.
    pub(super) fn has(&self, position: Position) -> bool {
        position.index <= self.len() && self.position(position.index) == position
    }

    pub(super) fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// So many entries are on disk.
    pub(super) fn sync(&mut self, index: u32) {
        self.synced = index.min(self.len());
    }

    /// Takes away all entries behind so many.
    pub(super) fn truncate(&mut self, len: u32, now: Micros) {
        let gone = self.entries.drain(self.entries.len().min(len as usize)..);
        let gone = (len + 1..).zip(gone);
        self.gone.extend(gone.map(|(index, entry)| Gone { at: now, index, entry }));
        self.synced = self.synced.min(self.len());
    }

    /// The epochs that it has gone through.
    pub fn history(&self) -> History {
        let mut epochs: Vec<(Epoch, u32)> = Vec::new();
        for (place, entry) in self.entries.iter().enumerate() {
            if epochs.last().is_none_or(|(epoch, _)| *epoch != entry.epoch) {
                epochs.push((entry.epoch, place as u32));
            }
        }
        History { epochs, len: self.len() }
    }
}

impl History {
    /// How many entries two logs have in common. They are the same up to where the
    /// epochs stop being the same: of one epoch the shorter log has the beginning.
    pub fn common(&self, other: &History) -> u32 {
        let mut common = 0;
        for (place, epoch) in self.epochs.iter().enumerate() {
            if other.epochs.get(place) != Some(epoch) {
                break;
            }
            common = self.end(place).min(other.end(place));
            if self.end(place) != other.end(place) {
                break;
            }
        }
        common
    }

    /// How many entries there are up to the end of an epoch.
    fn end(&self, place: usize) -> u32 {
        self.epochs.get(place + 1).map_or(self.len, |(_, begin)| *begin)
    }
}
