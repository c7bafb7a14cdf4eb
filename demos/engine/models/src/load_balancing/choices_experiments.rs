//! What policies cost: long runs, measured once they have settled.

use super::balancer::{Balancer, Condition, Knowledge, Policy, Settings};
use sim::Micros;

/// The time of a request in long runs: so long that no gap between two requests is
/// rounded by more than a millionth.
const SERVICE: Micros = Micros::from_secs(1_000);

/// How long a run is: so many requests are answered before it is measured, and then
/// so many while it is.
#[derive(Clone, Copy, Debug)]
pub struct Length {
    /// Before.
    pub settles: u64,
    /// While.
    pub measured: u64,
}

/// The mean time of a request in the system, in thousandths of a service time.
pub fn mean_time(settings: &Settings, length: Length, seed: u64) -> u64 {
    let settings = Settings { service: SERVICE, ..settings.clone() };
    let mut balancer = Balancer::new(&settings, seed);
    let run = |balancer: &mut Balancer, answered| {
        while balancer.tally().answered < answered {
            balancer.step();
        }
    };
    run(&mut balancer, length.settles);
    balancer.forget_tally();
    run(&mut balancer, length.measured);
    let tally = balancer.tally();
    let whole = u128::from(tally.answered) * u128::from(SERVICE.get());
    (tally.took * 1_000 / whole) as u64
}

/// The same where loads are read from a board every `tenths` tenths of a service
/// time, by ten servers at 90 per cent; `adding` as in [`Knowledge::Board`].
pub fn stale_time(policy: Policy, tenths: u32, adding: u32, length: Length) -> u64 {
    let every = Micros::new(SERVICE.get() * u64::from(tenths) / 10);
    let knowledge = match tenths {
        0 => Knowledge::Live,
        1.. => Knowledge::Board { every, adding },
    };
    let settings = Settings { knowledge, ..Settings::alike(10, policy, 90) };
    mean_time(&settings, length, 1)
}

/// How many per cent of the requests fail where one of so many servers fails.
pub fn failing_share(policy: Policy, servers: usize, load_percent: u32) -> u64 {
    let settings = Settings::alike(servers, policy, load_percent);
    let mut balancer = Balancer::new(&settings, 1);
    balancer.condition(0, Condition::Fails, Micros::ZERO);
    while balancer.tally().answered + balancer.tally().failed < 100_000 {
        balancer.step();
    }
    (balancer.tally().failed + 500) / 1_000
}
