//! What must always hold, and what must be possible, of the guide *Load balancing*.

mod balancer;
mod connections;
mod fan_out;
mod queue;

use models::load_balancing::balancer::{Balancer, Knowledge, Policy, Settings};
use sim::{Micros, Stream};

const SEEDS: u64 = 10_000;

/// A balancer of any policy with some servers, and the stream that drew it.
fn some_balancer(seed: u64) -> (Balancer, Stream) {
    let mut chance = Stream::new(seed, "balancers", 1);
    let (policy, _) = Policy::ALL[chance.below(8) as usize];
    let servers = chance.between(2, 6) as usize;
    let every = Micros::from_millis(chance.between(10, 500));
    let adding = chance.below(3) as u32;
    let knowledge = match chance.below(2) {
        0 => Knowledge::Live,
        _ => Knowledge::Board { every, adding },
    };
    let load = chance.between(50, 110) as u32;
    let mut settings =
        Settings { knowledge, ..Settings::alike(servers, policy, load) };
    settings.speeds[0] = [25, 100, 200][chance.below(3) as usize];
    (Balancer::new(&settings, seed), chance)
}

/// `measured` lies within so many per cent of `expected`.
#[track_caller]
fn assert_within(percent: u64, measured: u64, expected: u64) {
    assert!(
        measured.abs_diff(expected) * 100 <= expected * percent,
        "{measured} is not within {percent} % of {expected}"
    );
}
