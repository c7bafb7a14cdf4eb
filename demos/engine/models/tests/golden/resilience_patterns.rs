//! Limiters at work as the guide shows them.

mod bulkhead;
mod call_tree;
mod retry_storm;

use crate::compare::golden;
use models::resilience_patterns::backoff::Strategy;
use models::resilience_patterns::backoff_experiments::study;
use models::resilience_patterns::circuit_breaker::Rules;
use models::resilience_patterns::experiments::most_passed;
use models::resilience_patterns::guarded_calls::{self as calls, Scope};
use models::resilience_patterns::limited_service::{Edit, Settings};
use models::resilience_patterns::{
    Contention, GuardedCalls, LimitedService, LimiterKind, Pattern,
};
use sim::record::narrate;
use sim::{Micros, Run};
use std::fmt::Write;

/// The log of a run of `limiter` that accepts three at once and two a second,
/// until `until`, and how the worst window looks.
fn trace(
    limiter: LimiterKind,
    pattern: Pattern,
    burst: u32,
    until: Micros,
) -> String {
    let settings =
        Settings { limiter, capacity: 3, rate_per_s: 2, load_per_s: 2, pattern };
    let edits = vec![(Micros::from_millis(500), Edit::Burst(burst))];
    let edits = if burst > 0 { edits } else { vec![] };
    let given = edits.iter().map(|(at, edit)| format!(" {edit}@{at}"));
    let mut text = format!(
        "limiter={limiter} capacity=3 rate=2 load=2 pattern={pattern} seed=1{}\n---\n",
        given.collect::<String>()
    );
    let mut run = Run::new(LimitedService::new(&settings, 1), edits);
    run.seek(until);
    text += &narrate(run.records(), &|node| format!("n{}", node.0));
    let (window, worst) = (run.model().worst().window(), run.model().worst());
    writeln!(
        text,
        "---\nworst window: {} passed from {} to {}, {} thousandths above 2/s (bound 3000)",
        window.passed,
        window.from.clock(),
        window.to.clock(),
        worst.excess() / 1_000,
    )
    .unwrap();
    text
}

#[test]
fn a_burst_empties_the_bucket() {
    let text = "# A rested bucket takes three of a burst of five, then one each half second.\n"
        .to_owned();
    let until = Micros::from_millis(3_500);
    let run = trace(LimiterKind::TokenBucket, Pattern::Steady, 5, until);
    golden("resilience-patterns-token-bucket", &(text + &run));
}

#[test]
fn a_queue_lets_the_same_burst_out_slowly() {
    let text = "# The same requests are accepted, and pass half a second apart.\n"
        .to_owned();
    let until = Micros::from_millis(3_500);
    let run = trace(LimiterKind::LeakyBucket, Pattern::Steady, 5, until);
    golden("resilience-patterns-leaky-bucket", &(text + &run));
}

#[test]
fn a_crowd_at_the_edge_of_a_fixed_window() {
    let text =
        "# Three just before the edge and three at it: twice the limit in 20 ms.\n"
            .to_owned();
    let until = Micros::from_secs(3);
    let run = trace(LimiterKind::FixedWindow, Pattern::Edges, 0, until);
    golden("resilience-patterns-edge-burst", &(text + &run));
}

#[test]
fn the_most_that_passes() {
    let mut text = String::from(
        "# The most that an adversary gets through: measured/bound. All limiters take\n\
         # ten at once and ten a second on average.\n\
         capacity=10 rate=10\n---\n\
         limiter            1 ms  100 ms     1 s     5 s\n",
    );
    for kind in LimiterKind::ALL {
        write!(text, "{:<15}", kind.word()).unwrap();
        for millis in [1, 100, 1_000, 5_000] {
            let most = most_passed(kind, 10, 10, Micros::from_millis(millis));
            let cell = format!("{}/{}", most.measured, most.bound);
            write!(text, "{cell:>8}").unwrap();
        }
        text += "\n";
    }
    golden("resilience-patterns-most-passed", &text);
}

/// What a breaker with Hystrix's defaults does when the last of `shards` is sick:
/// its changes of state, and what became of the calls.
fn breaker(scope: Scope, shards: u32, seed: u64) -> String {
    let settings =
        calls::Settings { scope, rules: Rules::HYSTRIX, shards, load_per_s: 10 };
    let mut run = Run::new(GuardedCalls::new(&settings, seed), vec![]);
    run.seek(Micros::from_secs(40));
    let mut text =
        format!("breakers={scope:?} shards={shards} load=10 seed={seed}\n");
    for line in narrate(run.records(), &|node| format!("n{}", node.0)).lines() {
        if line.contains("breaker") || line.contains("  shard") {
            writeln!(text, "{line}").unwrap();
        }
    }
    let [well, sick] = run.model().tallies();
    for (name, tally) in [("healthy", well), ("sick", sick)] {
        let (total, calls::Tally { answered, timed_out, refused }) =
            (tally.calls(), tally);
        writeln!(
            text,
            "{name:<8} {total:>3} calls: {answered:>3} answered, {timed_out:>3} timed \
             out, {refused:>3} refused"
        )
        .unwrap();
    }
    text
}

#[test]
fn one_sick_shard_trips_the_breaker_for_all() {
    let mut text = String::from(
        "# Shard B of two is sick from 3 s to 30 s. One breaker for both refuses A's\n\
         # callers too, and flaps: a trial says how the shard is that it meets.\n\
         # A breaker for each shard refuses B's alone.\n---\n",
    );
    text += &breaker(Scope::Service, 2, 11);
    text += "---\n";
    text += &breaker(Scope::Shard, 2, 11);
    text += "---\n";
    text += &breaker(Scope::Nothing, 2, 11);
    golden("resilience-patterns-circuit-breaker", &text);
}

#[test]
fn a_herd_backs_off_with_and_without_jitter() {
    let mut text = String::from(
        "# Four clients want to change one row. Without jitter those who failed\n\
         # together wait equally long and meet again; with it they part.\n",
    );
    for strategy in [Strategy::Exponential, Strategy::FullJitter] {
        writeln!(text, "---\nbackoff={strategy:?} clients=4 seed=2").unwrap();
        let mut run = Run::new(Contention::new(strategy, 4, 2), vec![]);
        run.seek(Micros::from_secs(2));
        text += &narrate(run.records(), &|node| format!("n{}", node.0));
    }
    golden("resilience-patterns-backoff", &text);
}

#[test]
fn what_contention_costs() {
    let mut text = String::from(
        "# Until all clients have changed the row: calls, and time. Means of 100 runs.\n\
         clients            20               50              100\n",
    );
    for strategy in Strategy::ALL {
        let mut line =
            format!("{:<14}", format!("{strategy:?}").replace("Jitter", ""));
        for clients in [20, 50, 100] {
            let study = study(strategy, clients, 100);
            let time = study.time.as_millis();
            line += &format!("{:>6} {time:>6} ms", study.calls);
        }
        writeln!(text, "{line}").unwrap();
    }
    golden("resilience-patterns-contention", &text);
}
