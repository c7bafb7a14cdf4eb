//! What is counted in a run.

use sim::Micros;

/// The lines of the [`Timeline`](crate::resilience_patterns::timeline::Timeline): what is counted.
pub mod lines {
    /// New requests.
    pub const FRESH: usize = 0;
    /// Attempts, first ones and retries: the load that the server sees.
    pub const ATTEMPTS: usize = 1;
    /// Requests answered while their client waited: *goodput*.
    pub const GOODPUT: usize = 2;
    /// Requests in the queue at the end of the stretch.
    pub const QUEUE: usize = 3;
}

/// What became of requests and attempts so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// New requests.
    pub fresh: u64,
    /// Attempts that reached the server's door.
    pub attempts: u64,
    /// Requests answered in time.
    pub answered: u64,
    /// Requests whose clients gave up for good.
    pub failed: u64,
    /// Attempts that the server served when nobody waited any longer.
    pub wasted: u64,
    /// Attempts that the server took up.
    pub taken: u64,
    /// How long those had waited, all together.
    pub waited: Micros,
    /// Jobs at the server, summed up over time: in jobs · microseconds.
    pub presence: u64,
    /// How long those that the server served were there, all together.
    pub stayed: Micros,
}
