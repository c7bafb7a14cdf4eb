//! What a run runs.

use crate::{Log, Micros, NodeId};
use std::fmt::{Debug, Display};
use std::str::FromStr;

/// A system whose future is fixed by its state: the same state and the same
/// edits give the same events at the same moments, on every machine.
///
/// A clone is a fork: it goes its own way and shares nothing.
///
/// All that is due at one moment happens together, in one *instant*. A position
/// in a run is therefore a moment and nothing else, and an edit at a moment
/// comes after everything that was due then.
pub trait Model: Clone {
    /// What someone outside may do to a run: crash a node, cut a link, add one.
    /// Its text is its form in a shared URL: letters, digits, `-` and `.`.
    type Edit: Clone + Debug + Display + FromStr<Err = String>;

    /// When something will next happen by itself; never before what happened last.
    fn next(&self) -> Option<Micros>;

    /// Lets one of the things happen that are due at `self.next()`.
    fn step(&mut self, log: &mut Log);

    /// Does `edit` at moment `at`. One that makes no sense now (crashing what
    /// is stopped already) does nothing.
    fn edit(&mut self, at: Micros, edit: &Self::Edit, log: &mut Log);

    /// What a node is called in pictures and logs.
    fn name(&self, node: NodeId) -> String {
        format!("n{}", node.0)
    }
}
