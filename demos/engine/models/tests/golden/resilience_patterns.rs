//! Limiters at work as the guide shows them.

use crate::compare::golden;
use models::resilience_patterns::experiments::most_passed;
use models::resilience_patterns::limited_service::{Edit, Settings};
use models::resilience_patterns::{LimitedService, LimiterKind, Pattern};
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
