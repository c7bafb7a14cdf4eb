//! How long a request is in the system, by queueing theory.
//!
//! - Source: Erlang (1917) for the chance of a wait; Pollaczek and Khinchine for
//!   one server and any work; Kingman, *The single server queue in heavy traffic*
//!   (1961); Allen, *Probability, Statistics, and Queueing Theory* (1978) and
//!   Cunneen for several servers and any work.
//! - Exact with one server and random arrivals (M/G/1), and with random arrivals
//!   and random work (M/M/c). Else an approximation: for regular arrivals and
//!   random work (D/M/1) it is 0.7 % above the exact value at 99 % busy, 6 % at 90.
//! - Cost: O(servers).

use super::settings::{Lane, Line, WORK};

/// The chance that a request finds all servers busy and waits: Erlang's C.
pub fn chance_of_wait(servers: usize, busy: f64) -> f64 {
    let offered = servers as f64 * busy;
    // Erlang's B, by his recursion: the chance if nobody could wait.
    let blocked = (1..=servers).fold(1.0, |blocked, servers| {
        offered * blocked / (servers as f64 + offered * blocked)
    });
    blocked / (1.0 - busy * (1.0 - blocked))
}

/// How long a request is in the system on average, in milliseconds: it is worked on
/// and, before that, it waits.
pub fn mean_ms(lane: &Lane, busy: f64) -> f64 {
    let work = WORK.get() as f64 / 1_000.0;
    let servers = match lane.line {
        Line::Shared => lane.servers,
        Line::Own => 1,
    };
    let spare = servers as f64 * (1.0 - busy);
    // Kingman: the mean of both variations, 1 if both are random.
    let variation = (lane.arrivals.variation() + lane.work.variation()) / 2.0;
    work + work * chance_of_wait(servers, busy) / spare * variation
}
