//! What contention costs under each strategy: for the book's numbers.

use super::backoff::Strategy;
use super::contention::Contention;
use sim::{Log, Micros, Model};

/// What it took until every client was done, on average over some seeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Study {
    /// Until the last client was done.
    pub time: Micros,
    /// Writes that reached the server.
    pub calls: u64,
}

/// So many clients contend under this strategy, on the seeds `0..seeds`.
///
/// - Cost: O(clients · calls · seeds).
pub fn study(strategy: Strategy, clients: u32, seeds: u64) -> Study {
    let (mut time, mut calls) = (0, 0);
    for seed in 0..seeds {
        let mut contention = Contention::new(strategy, clients, seed);
        while contention.next().is_some() {
            contention.step(&mut Log::off());
        }
        time += contention.done().1.get();
        calls += u64::from(contention.count());
    }
    Study { time: Micros::new(time / seeds), calls: calls / seeds }
}
