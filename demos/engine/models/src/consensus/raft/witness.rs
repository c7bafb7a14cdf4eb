//! What an observer of a server writes down, so that safety can be checked over
//! the whole history. The protocol never reads it, and a crash does not wipe it.

use super::log::Entry;

/// An entry that a server held to be committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Committed {
    /// Where it is in the log.
    pub index: u32,
    /// The entry.
    pub entry: Entry,
    /// The first term in which this server held it to be committed.
    pub in_term: u32,
}

/// An observer's notes about one server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Witness {
    led: Vec<u32>,
    /// In order of the index. Those that came to it in a snapshot are not here.
    committed: Vec<Committed>,
    /// An index at which the server itself applied two different entries.
    torn: Option<u32>,
}

impl Witness {
    /// The terms in which the server led.
    pub fn led(&self) -> &[u32] {
        &self.led
    }

    /// Every entry that the server ever applied, in order of the index.
    pub fn committed(&self) -> &[Committed] {
        &self.committed
    }

    /// An index at which the server applied two different entries.
    pub fn torn(&self) -> Option<u32> {
        self.torn
    }

    /// What the server applied at an index.
    pub fn at(&self, index: u32) -> Option<&Committed> {
        let place = self.committed.partition_point(|c| c.index < index);
        self.committed.get(place).filter(|c| c.index == index)
    }

    pub(super) fn saw_lead(&mut self, term: u32) {
        self.led.push(term);
    }

    pub(super) fn saw_commit(&mut self, index: u32, entry: Entry, in_term: u32) {
        let place = self.committed.partition_point(|c| c.index < index);
        match self.committed.get(place).filter(|c| c.index == index) {
            Some(known) if known.entry != entry => self.torn = Some(index),
            Some(_) => {}
            None => {
                self.committed.insert(place, Committed { index, entry, in_term });
            }
        }
    }
}
