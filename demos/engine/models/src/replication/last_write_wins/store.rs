//! What a replica holds, and what it does with two writes.

use super::{REPLICAS, Rule, Shown, WriteId};
use crate::clocks::{Dot, Dotted, Vector, dotted};
use sim::{Micros, NodeId};

/// What a replica holds of one key.
#[derive(Clone, Debug, PartialEq)]
pub enum Store {
    /// One value, by the stamp of a clock.
    Register(Option<Stamped>),
    /// Values of which none has seen another.
    Siblings(Vec<Sibling>),
}

/// A value with the stamp that its replica gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamped {
    /// What the clock of the replica showed.
    pub time: Micros,
    /// The replica: of two equal stamps that of the later name is the greater.
    pub replica: NodeId,
    /// The value.
    pub write: WriteId,
}

/// A value with its dotted version vector.
#[derive(Clone, Debug, PartialEq)]
pub struct Sibling {
    /// Which write of which replica it is, and which ones its client had seen.
    pub version: Dotted,
    /// The value.
    pub write: WriteId,
}

impl Stamped {
    /// Last write wins: of two values the one with the greater stamp. Whoever wrote
    /// the other was told that it is written, and is told nothing now.
    pub fn last(self, other: Stamped) -> Stamped {
        let key = |one: &Stamped| (one.time, one.replica);
        if key(&other) > key(&self) { other } else { self }
    }
}

impl Store {
    pub(super) fn new(rule: Rule) -> Store {
        match rule {
            Rule::LastWriteWins => Store::Register(None),
            Rule::VersionVectors | Rule::NoContext => Store::Siblings(Vec::new()),
        }
    }

    /// The values, those of A before those of B.
    pub fn writes(&self) -> Vec<WriteId> {
        match self {
            Store::Register(value) => value.iter().map(|one| one.write).collect(),
            Store::Siblings(values) => values.iter().map(|one| one.write).collect(),
        }
    }

    /// What a client is shown that reads here.
    pub(super) fn shown(&self) -> Shown {
        let context = match self {
            Store::Register(_) => no_context(),
            Store::Siblings(values) => {
                dotted::read(&versions(values), REPLICAS.len() as u32)
            }
        };
        Shown { writes: self.writes(), context }
    }

    /// Takes a write by a client that had seen so much.
    pub(super) fn put(
        &mut self,
        (me, now): (NodeId, Micros),
        write: WriteId,
        seen: &Vector,
    ) {
        match self {
            Store::Register(value) => {
                let new = Stamped { time: now, replica: me, write };
                *value = Some(value.map_or(new, |old| old.last(new)));
            }
            Store::Siblings(values) => {
                let written = dotted::write(me, &versions(values), seen);
                let added = written.last().map(|version| (version.dot, write));
                *values = named(written, values.iter().map(name).chain(added));
            }
        }
    }

    /// Takes in what another replica holds.
    pub(super) fn merge(&mut self, theirs: &Store) {
        match (self, theirs) {
            (Store::Register(mine), Store::Register(theirs)) => {
                *mine = match (*mine, *theirs) {
                    (Some(mine), Some(theirs)) => Some(mine.last(theirs)),
                    (mine, theirs) => mine.or(theirs),
                };
            }
            (Store::Siblings(mine), Store::Siblings(theirs)) => {
                let kept = dotted::sync(&versions(mine), &versions(theirs));
                *mine = named(kept, mine.iter().chain(theirs).map(name));
            }
            (Store::Register(_), Store::Siblings(_))
            | (Store::Siblings(_), Store::Register(_)) => {
                panic!("replicas of one store follow one rule")
            }
        }
    }
}

/// What a client has seen that was shown nothing.
pub(super) fn no_context() -> Vector {
    Vector::new(REPLICAS.len() as u32)
}

fn versions(values: &[Sibling]) -> Vec<Dotted> {
    values.iter().map(|value| value.version.clone()).collect()
}

fn name(value: &Sibling) -> (Dot, WriteId) {
    (value.version.dot, value.write)
}

/// Versions with the values that are known by their dots.
fn named(
    versions: Vec<Dotted>,
    names: impl Iterator<Item = (Dot, WriteId)>,
) -> Vec<Sibling> {
    let names: Vec<_> = names.collect();
    let value = |version: Dotted| {
        let named = names.iter().find(|(dot, _)| *dot == version.dot);
        named.map(|(_, write)| Sibling { version, write: *write })
    };
    versions.into_iter().filter_map(value).collect()
}
