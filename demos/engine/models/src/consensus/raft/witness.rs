//! What an observer of a server writes down, so that safety can be checked over
//! the whole history, and seen. The protocol never reads it, and a crash does not
//! wipe it.

use super::log::{Entry, Position};
use sim::{Micros, NodeId};
use std::hash::{Hash, Hasher};

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

/// An entry that a server had in its log and gave up, as the leader's log says
/// otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Discarded {
    /// Where it was in the log.
    pub index: u32,
    /// The entry.
    pub entry: Entry,
    /// When it went.
    pub at: Micros,
}

/// A stretch of time in which a server led.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reign {
    /// The term.
    pub term: u32,
    /// When the server was elected.
    pub from: Micros,
    /// When it stepped down; a crash ends its reign as well, and is not noted here.
    pub until: Option<Micros>,
    /// The later term of which it had heard when it stepped down, if that was why.
    pub heard: Option<u32>,
}

/// A vote that a server cast. Its disk holds only the last one, and may lose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cast {
    /// In which term.
    pub term: u32,
    /// For whom.
    pub candidate: NodeId,
}

/// What a server compared when it was last asked for its vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// When.
    pub at: Micros,
    /// Who asked.
    pub candidate: NodeId,
    /// In which term, and in which the server was itself.
    pub terms: (u32, u32),
    /// Where the candidate's log ends, and where its own did.
    pub last: (Position, Position),
}

/// An observer's notes about one server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Witness {
    reigns: Vec<Reign>,
    /// In order of the index. Those that came to it in a snapshot are not here.
    committed: Vec<Committed>,
    /// In order of time. Those for which a snapshot came are not here.
    discarded: Vec<Discarded>,
    /// An index at which the server itself applied two different entries.
    torn: Option<u32>,
    /// In order of time.
    votes: Vec<Cast>,
    weighed: Option<Weighed>,
}

/// What checks depend on, and no moments: a search would tell apart states that act
/// alike.
impl Hash for Witness {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for term in self.led() {
            term.hash(state);
        }
        (&self.committed, self.torn).hash(state);
    }
}

impl Witness {
    /// The terms in which the server led.
    pub fn led(&self) -> impl Iterator<Item = u32> {
        self.reigns.iter().map(|reign| reign.term)
    }

    /// When it led, in order of time.
    pub fn reigns(&self) -> &[Reign] {
        &self.reigns
    }

    /// Every entry that the server ever applied, in order of the index.
    pub fn committed(&self) -> &[Committed] {
        &self.committed
    }

    /// Every entry that it had and gave up, in order of time.
    pub fn discarded(&self) -> &[Discarded] {
        &self.discarded
    }

    /// An index at which the server applied two different entries.
    pub fn torn(&self) -> Option<u32> {
        self.torn
    }

    /// Every vote that it cast, in order of time.
    pub fn votes(&self) -> &[Cast] {
        &self.votes
    }

    /// What it compared when it was last asked for its vote.
    pub fn weighed(&self) -> Option<&Weighed> {
        self.weighed.as_ref()
    }

    /// Whether it voted for a candidate in a term.
    pub fn voted(&self, term: u32, candidate: NodeId) -> bool {
        self.votes.contains(&Cast { term, candidate })
    }

    /// What the server applied at an index.
    pub fn at(&self, index: u32) -> Option<&Committed> {
        let place = self.committed.partition_point(|c| c.index < index);
        self.committed.get(place).filter(|c| c.index == index)
    }

    pub(super) fn saw_asked(&mut self, weighed: Weighed) {
        self.weighed = Some(weighed);
    }

    pub(super) fn saw_vote(&mut self, term: u32, candidate: NodeId) {
        self.votes.push(Cast { term, candidate });
    }

    pub(super) fn saw_lead(&mut self, term: u32, from: Micros) {
        self.reigns.push(Reign { term, from, until: None, heard: None });
    }

    pub(super) fn saw_step_down(&mut self, at: Micros, term: u32) {
        if let Some(reign) = self.reigns.last_mut() {
            reign.until = Some(at);
            reign.heard = (term > reign.term).then_some(term);
        }
    }

    pub(super) fn saw_discard(
        &mut self,
        first: u32,
        entries: &[Entry],
        at: Micros,
    ) {
        for (index, entry) in (first..).zip(entries) {
            self.discarded.push(Discarded { index, entry: *entry, at });
        }
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
