//! Storms as the guide tells of them.

use crate::compare::golden;
use models::resilience_patterns::retry_storm::{Cure, Edit, RetryStorm, Settings};
use sim::record::narrate;
use sim::{Micros, Run};

/// The log of a run, up to `until`.
fn trace(load_per_s: u32, edits: Vec<(Micros, Edit)>, until: u64) -> String {
    let settings = Settings { load_per_s, ..Settings::default() };
    let given: String =
        edits.iter().map(|(at, edit)| format!(" {edit}@{at}")).collect();
    let mut run = Run::new(RetryStorm::new(&settings, 1), edits);
    run.seek(Micros::from_secs(until));
    let log = narrate(run.records(), &|node| format!("n{}", node.0));
    format!("load={load_per_s} attempts=3 stall=3s@10s{given}\n---\n{log}")
}

#[test]
fn a_storm_outlives_its_cause() {
    let text =
        "# At 36 a second: the server is back after 3 s, its goodput is not.\n";
    golden(
        "resilience-patterns-storm",
        &(text.to_owned() + &trace(36, vec![], 24)),
    );
}

#[test]
fn a_lower_load_heals() {
    let text =
        "# At 30 a second the same stall is over nine seconds after its end.\n";
    golden(
        "resilience-patterns-storm-heals",
        &(text.to_owned() + &trace(30, vec![], 26)),
    );
}

#[test]
fn a_breaker_ends_a_storm() {
    let text =
        "# Switched on in the storm, a circuit breaker lets the queue run empty.\n";
    let edits = vec![(Micros::from_secs(16), Edit::On(Cure::CircuitBreaker))];
    golden(
        "resilience-patterns-storm-breaker",
        &(text.to_owned() + &trace(36, edits, 28)),
    );
}
