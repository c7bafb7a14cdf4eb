//! How requests are shared, over a long run.

use super::{Policy, Server, Settings, System};
use sim::Micros;

/// The share of the requests that reached the server that got most, in thousandths,
/// where the first of eight clients sends ten times as much as the others.
pub fn busiest_share(policy: Policy, seed: u64) -> u64 {
    let settings = Settings { policy, busy: 10, load_percent: 85 };
    let mut system = System::new(&settings, seed);
    while system.next() < Micros::from_secs(1_000) {
        system.step();
    }
    let got = || system.servers().iter().map(Server::total);
    let (most, all) = (got().max().unwrap_or(0), got().sum::<u64>());
    (most * 1_000 + all / 2) / all.max(1)
}
