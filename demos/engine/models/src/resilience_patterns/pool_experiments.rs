//! How a pool of threads stands a slow dependency, and what Little's law says.

use super::bulkhead::{
    COMPARTMENT, DEPENDENCIES, Defence, Pool, SLOW_FROM, SLOW_TO, Settings, lines,
};
use sim::{Log, Micros};

/// A run up to a moment.
pub fn run(settings: &Settings, seed: u64, until: Micros) -> Pool {
    let mut pool = Pool::new(settings, seed);
    pool.advance(until, &mut Log::off());
    pool
}

/// Of a hundred requests for the healthy dependencies, how many were answered in
/// time while the other one was slow; averaged over some seeds.
pub fn answered_percent(settings: &Settings) -> f64 {
    let (from, to) = (SLOW_FROM + Micros::from_secs(2), SLOW_TO);
    let (mut answered, mut asked) = (0, 0);
    for seed in 0..8 {
        let pools = [from, to].map(|until| run(settings, seed, until));
        let arrived = pools.map(|pool| {
            let others = (1..DEPENDENCIES).map(|index| pool.tally(index).arrived);
            (others.sum::<u64>(), pool)
        });
        asked += arrived[1].0 - arrived[0].0;
        answered += arrived[1].1.timeline().total(lines::HEALTHY, from, to);
    }
    answered as f64 * 100.0 / asked as f64
}

/// The mean number of threads that a dependency of this latency keeps busy,
/// measured over some seeds in a pool that is large enough, and what Little's law
/// says it is: calls a second times how long each takes.
pub fn threads(load_per_s: u32, latency: Micros) -> (f64, f64) {
    let settings = Settings {
        threads: 10_000,
        load_per_s,
        slow: latency,
        ..Settings::default()
    };
    let (from, to) = (SLOW_FROM + latency, SLOW_TO);
    let mut presence = 0;
    for seed in 0..64 {
        let [early, late] = [from, to].map(|until| run(&settings, seed, until));
        presence += late.tally(0).presence - early.tally(0).presence;
    }
    let measured = presence as f64 / 64.0 / to.since(from).get() as f64;
    (measured, f64::from(load_per_s) * latency.get() as f64 / 1e6)
}

/// The share of requests for a healthy dependency that a bulkhead refuses, and
/// what Erlang's loss formula says: the chance that all places are taken.
pub fn refused_by_bulkhead(load_per_s: u32, seed: u64) -> (f64, f64) {
    let settings = Settings {
        threads: 1_000,
        load_per_s,
        defence: Defence::Bulkhead,
        ..Settings::default()
    };
    let pool = run(&settings, seed, Micros::from_secs(3_600));
    let tallies = [1, 2].map(|index| pool.tally(index));
    let [refused, arrived] = [0, 1].map(|which| {
        let count = tallies.map(|tally| [tally.refused, tally.arrived][which]);
        count.iter().sum::<u64>() as f64
    });
    let offered =
        f64::from(load_per_s) * super::bulkhead::LATENCY.get() as f64 / 1e6;
    let law = (1..=COMPARTMENT).fold(1.0, |blocked, servers| {
        let load = offered * blocked;
        load / (servers as f64 + load)
    });
    (refused / arrived, law)
}
