//! Traces of Paxos, as the guide *Consensus* quotes them.

use crate::compare::golden;
use models::consensus::paxos::{Agreement, Settings, Value, agreement, cluster};
use sim::record::narrate;
use sim::{Micros, Model, Run};

fn check(
    name: &str,
    shows: &str,
    settings: &Settings,
    knobs: &str,
    until: u64,
    end: Agreement,
) {
    let mut run = Run::new(cluster(settings, 7), Vec::new());
    run.seek(Micros::from_millis(until));
    assert_eq!(agreement(run.model()), end);
    let name_of = |node| run.model().name(node);
    let trace = narrate(run.past(), &name_of);
    golden(
        &format!("consensus-{name}"),
        &format!("{shows}\nseed=7{knobs}\n---\n{trace}"),
    );
}

#[test]
fn alone() {
    check(
        "paxos-alone",
        "# A proposer that nobody disturbs: twelve messages, four delays and two disk\n\
         # writes until it knows that its value is chosen.",
        &Settings { proposers: 1, ..Settings::default() },
        " proposers=1",
        500,
        Agreement::On(Value(0)),
    );
}

#[test]
fn the_duel() {
    check(
        "paxos-duel",
        "# Two proposers, the second 25 ms after the first: each gets its promises in\n\
         # time to have the other's votes refused. It goes on like this for ever.",
        &Settings::default(),
        "",
        160,
        Agreement::Open,
    );
}

#[test]
fn backoff() {
    check(
        "paxos-backoff",
        "# The same duel, but whoever is refused waits at random before it tries\n\
         # again: P2 has its votes before P1 is back, and P1 can only agree.",
        &Settings { backoff: Micros::from_millis(100), ..Settings::default() },
        " backoff=100ms",
        1_000,
        Agreement::On(Value(1)),
    );
}
