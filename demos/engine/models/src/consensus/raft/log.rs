//! The replicated log: entries, and the snapshot that stands for the first ones.

use super::machine::{Machine, Request};
use sim::NodeSet;
use std::fmt;

/// What a leader appends and everyone applies, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The term of the leader that made it.
    pub term: u32,
    /// What is to be done.
    pub payload: Payload,
}

/// What an entry does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Payload {
    /// Nothing: the first entry of a leader.
    Nothing,
    /// A client's request, for the state machine.
    Operation(Request),
    /// From here on these servers vote. It holds from the moment it is in a
    /// server's log, committed or not (§4.1).
    Configuration(NodeSet),
}

/// A place in the log. Logs are counted from 1; place 0 is before the first entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Position {
    /// Its number.
    pub index: u32,
    /// The term of the entry there.
    pub term: u32,
}

impl Position {
    // ANCHOR: up_to_date
    /// Whether a log that ends here is at least as up to date as one that ends
    /// there: the later term wins, with the same term the longer log (§3.6.1).
    pub fn is_up_to_date_with(self, other: Position) -> bool {
        (self.term, self.index) >= (other.term, other.index)
    }
    // ANCHOR_END: up_to_date
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.index, self.term)
    }
}

/// What the first entries of a log came to, all of them committed (§5).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Snapshot {
    /// The last entry that it stands for.
    pub last: Position,
    /// Who voted there.
    pub voters: NodeSet,
    /// The state machine after that entry.
    pub machine: Machine,
}

/// A server's log.
///
/// - Cost: O(1) for a look-up, an append and the latest configuration, however long
///   the log is: each message asks who votes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Log {
    snapshot: Snapshot,
    /// What follows on the snapshot.
    entries: Vec<Entry>,
    /// Those of the entries that say who votes, and where they are.
    configurations: Vec<(u32, NodeSet)>,
}

impl Log {
    /// An empty log of a server that knows who votes at the start.
    pub fn new(voters: NodeSet) -> Log {
        let snapshot = Snapshot {
            last: Position::default(),
            voters,
            machine: Machine::default(),
        };
        Log { snapshot, entries: Vec::new(), configurations: Vec::new() }
    }

    /// The snapshot; an empty one at the start.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The entries after the snapshot.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Where the log ends.
    pub fn last(&self) -> Position {
        match self.entries.last() {
            Some(entry) => Position {
                index: self.snapshot.last.index + self.entries.len() as u32,
                term: entry.term,
            },
            None => self.snapshot.last,
        }
    }

    /// The entry at an index, unless the snapshot stands for it or the log ends
    /// before it.
    pub fn entry(&self, index: u32) -> Option<&Entry> {
        let after = index.checked_sub(self.snapshot.last.index + 1)?;
        self.entries.get(after as usize)
    }

    /// The term of the entry at an index, as far as it is known.
    pub fn term_at(&self, index: u32) -> Option<u32> {
        match index == self.snapshot.last.index {
            true => Some(self.snapshot.last.term),
            false => self.entry(index).map(|entry| entry.term),
        }
    }

    /// The entries from an index on. None if the snapshot stands for the one at
    /// that index, so that only the snapshot could be sent.
    pub fn from(&self, index: u32) -> Option<&[Entry]> {
        let after = index.checked_sub(self.snapshot.last.index + 1)?;
        self.entries.get(after as usize..)
    }

    /// Appends an entry.
    pub fn append(&mut self, entry: Entry) {
        self.entries.push(entry);
        if let Payload::Configuration(voters) = entry.payload {
            self.configurations.push((self.last().index, voters));
        }
    }

    /// Removes the entry at an index and all that follow.
    pub fn truncate(&mut self, index: u32) {
        let keep = index.saturating_sub(self.snapshot.last.index + 1);
        self.entries.truncate(keep as usize);
        self.configurations.retain(|(at, _)| *at < index);
    }

    /// The first index of the run of entries of one term that goes up to `index`:
    /// where a leader had better try next when they do not agree there (§3.5).
    pub fn start_of_term(&self, index: u32) -> u32 {
        let term = self.term_at(index);
        let mut first = index;
        while first > self.snapshot.last.index + 1
            && self.term_at(first - 1) == term
        {
            first -= 1;
        }
        first
    }

    /// Who votes by the latest configuration, committed or not, and where it is.
    pub fn configuration(&self) -> (u32, NodeSet) {
        self.configuration_at(u32::MAX)
    }

    /// Who votes by the latest configuration up to an index, and where it is.
    pub fn configuration_at(&self, index: u32) -> (u32, NodeSet) {
        let mut latest = self.configurations.iter().rev();
        let known = latest.find(|(at, _)| *at <= index).copied();
        known.unwrap_or((self.snapshot.last.index, self.snapshot.voters))
    }

    /// Lets a snapshot stand for all entries up to `index`; `machine` is what they
    /// came to.
    pub fn compact(&mut self, index: u32, machine: Machine) {
        let Some(term) = self.term_at(index) else { return };
        let (_, voters) = self.configuration_at(index);
        let last = Position { index, term };
        self.stand_in(Snapshot { last, voters, machine });
    }

    /// Takes over a snapshot from a leader. Entries that follow on it stay if
    /// the log agrees with the snapshot at its last entry (§5.1).
    pub fn install(&mut self, snapshot: Snapshot) {
        if self.term_at(snapshot.last.index) != Some(snapshot.last.term) {
            self.truncate(self.snapshot.last.index + 1);
        }
        self.stand_in(snapshot);
    }

    /// Puts a snapshot in the place of all entries up to its last one.
    fn stand_in(&mut self, snapshot: Snapshot) {
        let last = snapshot.last.index;
        let covered = (last - self.snapshot.last.index) as usize;
        self.entries.drain(..covered.min(self.entries.len()));
        self.configurations.retain(|(at, _)| *at > last);
        self.snapshot = snapshot;
    }
}
