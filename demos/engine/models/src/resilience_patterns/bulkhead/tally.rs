//! What is counted in a run.

use sim::Micros;

/// The lines of the [`Timeline`](crate::resilience_patterns::timeline::Timeline): what is counted.
pub mod lines {
    /// Requests for the healthy dependencies that were answered in time.
    pub const HEALTHY: usize = 0;
    /// The same for the one that gets slow.
    pub const SICK: usize = 1;
    /// Threads that wait for the one that gets slow.
    pub const HELD: usize = 2;
    /// Threads in use.
    pub const BUSY: usize = 3;
}

/// What became of the requests for one dependency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Requests that came.
    pub arrived: u64,
    /// Answered in time.
    pub answered: u64,
    /// Answered when their client had given up, or not at all.
    pub failed: u64,
    /// Refused at once.
    pub refused: u64,
    /// Threads that this dependency occupied, summed up over time: in threads ·
    /// microseconds.
    pub presence: u64,
    /// How long its calls took, all together.
    pub took: Micros,
    /// How many calls those were.
    pub calls: u64,
}
