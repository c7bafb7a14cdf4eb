//! Traces and tables of the guide *Load balancing*.

mod connections;
mod fan_out;
mod queue;
use crate::compare::golden;
use models::load_balancing::balancer::smooth::Smooth;
use models::load_balancing::balancer::{Knowledge, Policy, Settings};
use models::load_balancing::pair::Pair;
use sim::record::narrate;
use sim::{Micros, Run};
use std::fmt::Write;

#[test]
fn turns_by_weight() {
    let mut text = String::from(
        "# Smooth weighted round robin: seven turns of a, b and c.\n\
         weights=5,1,1\n---\n",
    );
    let mut smooth = Smooth::new([5, 1, 1]);
    for turn in 1..=7 {
        writeln!(text, "turn {turn}: {}", ["a", "b", "c"][smooth.turn()]).unwrap();
    }
    golden("load-balancing-smooth", &text);
}

/// Two balancers up to a moment, with what was done to them.
fn pair(
    name: &str,
    title: &str,
    settings: [&Settings; 2],
    edits: &[(u64, &str)],
    until: u64,
) {
    let edits = edits.iter().map(|(at, edit)| {
        (Micros::from_millis(*at), edit.parse().expect("an edit"))
    });
    let mut run = Run::new(Pair::new(settings, 1), edits.collect());
    run.seek(Micros::from_millis(until));
    let log = narrate(run.records(), &|node| format!("n{}", node.0));
    golden(name, &format!("# {title}\nseed=1\n---\n{log}"));
}

#[test]
fn a_slow_server() {
    let of = |policy| Settings::alike(8, policy, 70);
    pair(
        "load-balancing-slow-server",
        "One of eight servers slows down at 5 s: round robin, and two choices.",
        [&of(Policy::RoundRobin), &of(Policy::Choices(2))],
        &[(5_000, "s3-at-25")],
        14_000,
    );
}

#[test]
fn a_herd() {
    let every = Micros::from_secs(1);
    let of = |policy| Settings {
        knowledge: Knowledge::Board { every, adding: 0 },
        ..Settings::alike(10, policy, 90)
    };
    pair(
        "load-balancing-herd",
        "A load board that is read every second: least request, and two choices.",
        [&of(Policy::Least), &of(Policy::Choices(2))],
        &[],
        9_000,
    );
}
