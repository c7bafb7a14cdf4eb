//! What the player asks of an engine.

use crate::demo::{Grip, Layout};
use crate::knob::Values;
use sim::Micros;

/// What is asked of an engine.
pub(crate) enum Request {
    /// The demo of this name, if there is one.
    Describe(String),
    /// A run of a demo. The answer is its number, for [`Request::Of`].
    Perform(String, Values, u64),
    /// Something of a run.
    Of(usize, Ask),
    /// What went wrong, if something did.
    Complaint,
}

/// What is asked of a run: a method of [`Act`](crate::act::Act).
pub(crate) enum Ask {
    /// The run is not needed any more.
    End,
    Seek(Micros),
    Previous,
    Edit(Vec<(Micros, String)>),
    Edits,
    Words(usize, usize),
    Narration,
    Picture(Layout, Vec<String>),
    SpaceTime(Layout, Vec<String>),
    Table(Vec<String>),
    Checks,
    Marks,
    Actions,
    Outcome(usize),
    Drag(Grip, Grip, Layout),
}
