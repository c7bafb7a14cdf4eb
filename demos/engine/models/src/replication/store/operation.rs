//! What clients did, and what they saw: the history.

use super::{Action, Key, Merge, Value, Version};
use sim::history::{self, Register};
use sim::{Micros, NodeId, NodeSet};

/// An operation of a client.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// Whose.
    pub client: NodeId,
    /// What was asked.
    pub action: Action,
    /// Of which key.
    pub key: Key,
    /// When it began.
    pub invoked: Micros,
    /// What it writes, once it has begun to.
    pub wrote: Option<Version>,
    /// Who had answered its last round when that was over.
    pub quorum: NodeSet,
    /// Who of them had less than all together.
    pub behind: NodeSet,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of an operation.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It is under way, or its client is down.
    Pending,
    /// It is answered: with what a read has found, or a write has stored.
    Done {
        /// When.
        at: Micros,
        /// With what.
        versions: Vec<Version>,
    },
    /// The client has given up.
    Unanswered {
        /// When.
        at: Micros,
        /// What it may have done.
        effect: Effect,
    },
}

/// What an operation without an answer may have done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing, and it never will: it has not begun to write.
    None,
    /// Nobody knows: some replicas may have it, or get it later.
    Unknown,
}

impl Operation {
    /// When it was answered, if it was.
    pub fn answered(&self) -> Option<Micros> {
        match self.outcome {
            Outcome::Done { at, .. } => Some(at),
            Outcome::Pending | Outcome::Unanswered { .. } => None,
        }
    }

    /// When it was over, if it is.
    pub fn ended(&self) -> Option<Micros> {
        match self.outcome {
            Outcome::Done { at, .. } | Outcome::Unanswered { at, .. } => Some(at),
            Outcome::Pending => None,
        }
    }

    /// Whether it and another one were under way at the same time.
    pub fn overlaps(&self, other: &Operation) -> bool {
        let is_before = |one: &Operation, other: &Operation| {
            one.answered().is_some_and(|at| at < other.invoked)
        };
        !is_before(self, other) && !is_before(other, self)
    }

    /// What it was answered.
    pub fn versions(&self) -> &[Version] {
        match &self.outcome {
            Outcome::Done { versions, .. } => versions,
            Outcome::Pending | Outcome::Unanswered { .. } => &[],
        }
    }
}

/// A call to the register that the store pretends to be. A single copy holds one
/// value: a read that finds siblings is an answer that it never gives.
pub type Call = Register<Key, Vec<Value>>;

/// The same history in the checker's terms.
pub fn calls(operations: &[Operation]) -> Vec<history::Operation<Call>> {
    operations.iter().map(call).collect()
}

fn call(operation: &Operation) -> history::Operation<Call> {
    let values =
        |versions: &[Version]| versions.iter().map(Version::value).collect();
    let read = operation.action == Action::Read;
    let answer = match operation.versions() {
        _ if !read => history::Value::Done,
        [] => history::Value::Is(None),
        versions => history::Value::Is(Some(values(versions))),
    };
    let outcome = match (operation.answered(), &operation.wrote) {
        (Some(responded), _) => history::Outcome::Ok { responded, answer },
        (None, Some(_)) => history::Outcome::Unknown,
        (None, None) => history::Outcome::Failed,
    };
    let wrote = operation.wrote.as_slice();
    history::Operation {
        client: operation.client.0,
        call: match operation.action {
            Action::Read => Register::Read(operation.key),
            Action::Write => Register::Write(operation.key, values(wrote)),
        },
        invoked: operation.invoked,
        outcome,
    }
}

/// The latest write that a read misses: it was acknowledged before the read began,
/// and by the store's own rule it is neither what the read returns nor older. Such
/// a read is *stale*.
pub fn missed<'a>(
    rule: Merge,
    operations: &'a [Operation],
    read: &Operation,
) -> Option<&'a Operation> {
    let is_done = read.action == Action::Read && read.answered().is_some();
    let is_known = |wrote: &Version| {
        read.versions().iter().any(|found| match rule {
            Merge::LastWriterWins => wrote.stamp <= found.stamp,
            Merge::Siblings => found.knows(wrote),
        })
    };
    let is_missed = |write: &&Operation| {
        let Some(wrote) = &write.wrote else { return false };
        let before = write.answered().is_some_and(|at| at < read.invoked);
        write.key == read.key && before && !is_known(wrote)
    };
    let writes = operations.iter().filter(|o| is_done && o.action == Action::Write);
    writes.filter(is_missed).max_by_key(|write| write.answered())
}
