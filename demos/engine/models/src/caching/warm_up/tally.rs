//! What is counted in a run.

/// The lines of the timeline: what is counted.
pub mod lines {
    /// Requests that were let in.
    pub const LET_IN: usize = 0;
    /// Queries to the database: requests that missed.
    pub const QUERIES: usize = 1;
    /// Values that came into the cache.
    pub const FILLS: usize = 2;
    /// Requests answered in time, from the cache or by the database.
    pub const ANSWERED: usize = 3;
    /// Keys in the cache at the end of the stretch.
    pub const CACHED: usize = 4;
}

/// What became of requests so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Requests.
    pub requests: u64,
    /// Those that were not let in.
    pub turned_away: u64,
    /// Those that found their key in the cache.
    pub hits: u64,
    /// Those that did not, and asked the database.
    pub queries: u64,
    /// Queries that were answered in time.
    pub answered: u64,
    /// Queries whose clients gave up.
    pub gave_up: u64,
    /// Queries that the database did when nobody waited any longer.
    pub late: u64,
}
