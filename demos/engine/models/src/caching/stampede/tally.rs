//! What is counted in a run.

use sim::Micros;

/// The lines of the timeline: what is counted.
pub mod lines {
    /// Rebuilds at the database at the end of the stretch.
    pub const AT_DATABASE: usize = 0;
}

/// What became of requests and rebuilds so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Requests.
    pub requests: u64,
    /// Those that found a value, and did not wait.
    pub hits: u64,
    /// Of these, those whose value was old.
    pub old: u64,
    /// Those that waited, and got a value.
    pub waited: u64,
    /// Those that found no fresh value, and had to wait for one.
    pub missed: u64,
    /// Those whose process crashed.
    pub crashed: u64,
    /// The longest that one of them waited that got a value.
    pub longest: Micros,
    /// Rebuilds that were begun.
    pub rebuilds: u64,
    /// Of these, those begun while another one of the same key was under way.
    pub again: u64,
    /// Rebuilds that brought a value.
    pub brought: u64,
    /// Of these, those whose value was refused, as their lease had ended.
    pub refused: u64,
    /// Rebuilds whose process crashed.
    pub lost: u64,
    /// Most rebuilds at the database at once.
    pub most: usize,
    /// Rebuilds begun while the value was fresh and none was under way.
    pub early: u64,
    /// How long it was fresh still, all together.
    pub ahead: Micros,
}
