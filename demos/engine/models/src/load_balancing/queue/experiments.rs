//! Means over runs that are long enough, and when a burst is over.

use super::{Lane, Queue};
use sim::Micros;

/// How long a request is in the system on average, in milliseconds, over so many
/// requests on each of 8 seeds.
pub fn measured_ms(lane: Lane, requests: u64) -> f64 {
    let mut total = 0.0;
    for seed in 0..8 {
        let mut queue = Queue::new(lane, seed, Micros::ZERO);
        // Until a queue forgets that it began empty.
        for _ in 0..requests / 10 {
            queue.take();
        }
        let times = (0..requests).map(|_| {
            let job = queue.take();
            (job.done - job.arrived).get() as f64
        });
        total += times.sum::<f64>() / requests as f64;
    }
    total / 8.0 / 1_000.0
}

/// How long it takes on average until a request finds a server free after so many
/// came at once to idle servers, in milliseconds.
pub fn drained_ms(lane: Lane, burst: u32) -> f64 {
    let runs = 2_000;
    let mut total = 0.0;
    for seed in 0..runs {
        let mut queue = Queue::new(lane, seed, Micros::ZERO);
        for _ in 0..burst {
            queue.take_extra(Micros::ZERO);
        }
        let is_free = |job: &super::Job| job.started == job.arrived;
        let free = (0..).map(|_| queue.take()).find(is_free);
        total += free.map_or(0.0, |job| job.arrived.get() as f64);
    }
    total / runs as f64 / 1_000.0
}
