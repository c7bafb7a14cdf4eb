//! What a long run costs: the rows of the table of budgets that are about models.
//!
//! `cargo xtask measure` runs this and names the file for the rows in `MEASURE_OUT`.
//! A run must not slow down as it grows: a step late in it costs what one early in it
//! does. Times are of this machine, and of models as the tests are built; they have
//! no limit.

#![allow(clippy::disallowed_types, reason = "only models have no clock")]

use models::consensus::raft::{self, Node, Settings};
use sim::{Cluster, Log, Micros, Model};
use std::time::Instant;
use std::{env, fs};

/// The length of the run, and of the parts of it that are timed.
const LENGTH: Micros = Micros::from_secs(500);
const PART: Micros = Micros::from_secs(50);
/// What an early step may cost, in microseconds.
const BUDGET: f64 = 3.0;
/// How much more a late one may cost, at most.
const GROWTH: f64 = 1.5;

/// Writes the rows to the file that `MEASURE_OUT` names.
#[test]
#[ignore = "no time is right or wrong: cargo xtask measure"]
fn measure() {
    // Five clients that hardly think, and a log that is never compacted.
    let think = Micros::from_millis(30);
    let busy = Settings { clients: 5, think, ..Settings::default() };
    let mut run = raft::cluster(&busy, 1);
    let early = cost_of_a_step(&mut run, PART);
    cost_of_a_step(&mut run, Micros::new(LENGTH.get() - PART.get()));
    let late = cost_of_a_step(&mut run, LENGTH);
    let rows = [
        row("a step, in the first 50 s of 500 busy ones", early, BUDGET),
        row("a step, in the last 50 s of them", late, early * GROWTH),
    ];
    let text = format!("{{\"rows\": [{}]}}\n", rows.join(", "));
    match env::var_os("MEASURE_OUT") {
        Some(file) => fs::write(&file, text).expect("MEASURE_OUT can be written"),
        None => println!("{text}"),
    }
}

/// Runs until a moment: how long a step takes on average, in microseconds.
fn cost_of_a_step(run: &mut Cluster<Node>, until: Micros) -> f64 {
    let start = Instant::now();
    let mut steps = 0;
    while run.next().is_some_and(|at| at < until) {
        run.step(&mut Log::off());
        steps += 1;
    }
    start.elapsed().as_secs_f64() * 1e6 / f64::from(steps)
}

fn row(what: &str, value: f64, budget: f64) -> String {
    format!(
        "{{\"what\": \"{what}\", \"of\": \"raft\", \"value\": {value:.2}, \
         \"unit\": \"µs\", \"budget\": {budget:.2}}}"
    )
}
