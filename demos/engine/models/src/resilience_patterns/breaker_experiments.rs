//! What one sick shard costs, by what is guarded: for the book's numbers.

use super::circuit_breaker::Rules;
use super::guarded_calls::{GuardedCalls, SICKNESS, Settings, Tally};
use sim::{Micros, Run};

/// What became of calls while a shard was sick, over many seeds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outage {
    /// Calls for shards that were well all the time.
    pub healthy: Tally,
    /// Calls for the shard that was sick.
    pub sick: Tally,
}

/// Lets the last of some shards be sick for 27 seconds.
///
/// - Cost: O(seeds · load).
pub fn outage(settings: &Settings, seeds: u64) -> Outage {
    let mut outage = Outage::default();
    for seed in 0..seeds {
        let mut run = Run::new(GuardedCalls::new(settings, seed), vec![]);
        run.seek(SICKNESS.0);
        let before = run.model().tallies();
        run.seek(SICKNESS.1);
        let after = run.model().tallies();
        add(&mut outage.healthy, before[0], after[0]);
        add(&mut outage.sick, before[1], after[1]);
    }
    outage
}

fn add(sum: &mut Tally, before: Tally, after: Tally) {
    sum.answered += after.answered - before.answered;
    sum.timed_out += after.timed_out - before.timed_out;
    sum.refused += after.refused - before.refused;
}

impl Tally {
    /// How many calls there were, those that are pending left out.
    pub fn calls(self) -> u32 {
        self.answered + self.timed_out + self.refused
    }
}

/// With how many failed calls of how many a closed breaker opens, if all fail
/// within a second; `None` where it does not after so many.
pub fn failures_to_open(rules: Rules, calls: u32) -> Option<u32> {
    use super::circuit_breaker::{CircuitBreaker, Permit};
    use super::outcome_window::Outcome;
    let mut breaker = CircuitBreaker::new(rules);
    for call in 1..=calls {
        let Permit::Call(era) = breaker.ask(Micros::ZERO) else { return None };
        breaker.report(era, Outcome::Failed, Micros::ZERO);
        if breaker.ask(Micros::ZERO) == Permit::Refused {
            return Some(call);
        }
    }
    None
}
