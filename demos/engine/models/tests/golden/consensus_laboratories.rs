//! What the two laboratories of *Consensus* count, run by run.

use crate::compare::golden;
use models::consensus::election::Trial;
use models::consensus::quorum_cost::{Protocol, hops};
use sim::Micros;
use std::fmt::Write;

/// The first elections of four lines of the chart: the wider the timeouts are
/// spread, the fewer terms it takes.
#[test]
fn elections() {
    let spreads = [0, 5, 50, 150];
    let mut text = String::from(
        "# How long nobody leads after a crash, and how many terms that takes:\n\
         # timeouts from 150 ms, spread over so many more.\n\
         ---\nseed",
    );
    for spread in spreads {
        write!(text, "{:>20}", format!("{spread} ms")).expect("a string takes it");
    }
    for seed in 0..20 {
        write!(text, "\n{seed:>4}").expect("a string takes it");
        for spread in spreads.map(Micros::from_millis) {
            let election = Trial { spread, ..Trial::default() }.run(seed);
            let downtime = election.downtime.map_or("never".into(), Micros::clock);
            let cell = format!("{downtime} in {}", election.terms);
            write!(text, "{cell:>20}").expect("a string takes it");
        }
    }
    golden("consensus-elections", &(text + "\n"));
}

/// Who speaks to whom for one decision among four.
#[test]
fn quorum_cost() {
    let mut text = String::from(
        "# The messages of one decision among four servers, of which S1 is asked.\n",
    );
    for protocol in Protocol::ALL {
        writeln!(text, "---\n{protocol:?}").expect("a string takes it");
        for hop in hops(protocol, 4) {
            let (from, to) = (hop.from + 1, hop.to + 1);
            writeln!(text, "  delay {}: S{from} → S{to}", hop.step)
                .expect("a string takes it");
        }
    }
    golden("consensus-quorum-cost", &text);
}
