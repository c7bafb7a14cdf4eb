//! A leaderless store: histories worth reading.

use crate::compare::golden;
use models::replication::store::{
    Action, Jitter, Operation, Outcome, Policy, Protocol, Settings, Store, calls,
    cluster, history, in_words, merged, overwritten_unseen, stale_reads,
};
use sim::history::{Verdict, check};
use sim::record::narrate;
use sim::{Micros, Model, Run};
use std::fmt::Write;

/// A line for each operation: from when to when, what, and what came of it.
fn table(operations: &[Operation], name: &dyn Fn(sim::NodeId) -> String) -> String {
    let mut text = String::new();
    for operation in operations {
        let wrote = operation.wrote.as_slice();
        let asked = match operation.action {
            Action::Read => format!("read {}", operation.key),
            Action::Write => format!("write {}={}", operation.key, in_words(wrote)),
        };
        let answer = match (&operation.outcome, operation.action) {
            (Outcome::Done { versions, .. }, Action::Read) => in_words(versions),
            (Outcome::Done { .. }, Action::Write) => "stored".into(),
            (Outcome::Unanswered { .. }, _) => "no answer".into(),
            (Outcome::Pending, _) => "…".into(),
        };
        let end = operation.ended().map_or("…".into(), Micros::clock);
        let client = name(operation.client);
        let start = operation.invoked.clock();
        writeln!(text, "{client}  {start:>8} – {end:>8}  {asked:<11}  {answer}")
            .unwrap();
    }
    text
}

/// Three replicas and three clients in one place, reads without the write-back.
fn without_write_back() -> Settings {
    Settings {
        servers: [3, 0],
        replicas: 3,
        read_quorum: 2,
        write_quorum: 2,
        clients: [3, 0],
        protocol: Protocol::AskFirst,
        near: Micros::from_millis(10),
        jitter: Jitter::Exponential,
        think: Some(Micros::from_millis(40)),
        writes_percent: 30,
        until: Micros::from_millis(200),
        ..Settings::default()
    }
}

/// Of two reads during one write the earlier has the new value and the later the
/// old one: nothing is stale, and no order explains it.
#[test]
fn a_new_value_and_then_the_old_one() {
    let runs = (0..4_000).map(|seed| {
        let mut run = Run::new(cluster(&without_write_back(), seed), Vec::new());
        run.seek(Micros::from_secs(1));
        (seed, run)
    });
    let violated = runs.filter_map(|(seed, run)| {
        let history = history(run.model());
        match check(&calls(&history)) {
            Verdict::Violated(evidence) => Some((seed, run, history, evidence)),
            Verdict::Linearizable(_) | Verdict::Undecided(_) => None,
        }
    });
    let shortest = violated.min_by_key(|(_, _, history, _)| history.len());
    let (seed, run, history, evidence) = shortest.expect("there is one");
    let mut text = format!(
        "# Two rounds without the write-back: the shortest of 4,000 runs that is not\n\
         # linearizable. Of two reads during one write the later has the older value.\n\
         N=3 R=2 W=2 latency=10ms seed={seed}\n---\n"
    );
    text += &table(&history, &|node| run.model().name(node));
    let read = &history[evidence.unexplained];
    let name = run.model().name(read.client);
    let found = in_words(read.versions());
    writeln!(text, "---\nno order explains that {name} reads {found}").unwrap();
    writeln!(text, "stale reads: {}", stale_reads(run.model(), &history).len())
        .unwrap();
    golden("replication-store-inversion", &text);
}

/// The write of a client that was told nothing.
#[test]
fn a_time_out_is_no_failure() {
    let settings = Settings { think: None, ..Policy::Majority.settings() };
    let edits =
        [(100, "ask-7-write-x"), (320, "split-west"), (700, "ask-6-read-x")];
    let edits = edits.map(|(at, edit)| {
        (Micros::from_millis(at), edit.parse().expect("an edit"))
    });
    let mut run = Run::new(Store::new(&settings, 1), edits.to_vec());
    run.seek(Micros::from_secs(1));
    let store = run.model();
    let mut text = String::from(
        "# Between its two rounds C is cut off from what the west sends: its write reaches\n\
         # all five replicas, and it gives up.\n\
         N=5 R=3 W=3 near=20ms far=80ms seed=1\n---\n",
    );
    text += &narrate(run.records(), &|node| store.name(node));
    text += "---\n";
    text += &table(&history(store.cluster()), &|node| store.name(node));
    golden("replication-store-time-out", &text);
}

/// The same cut under three policies.
#[test]
fn a_cut_under_each_policy() {
    let mut text = String::from(
        "# The regions are cut from 1 s to 2.5 s. A and B are in the west, with three\n\
         # replicas, C in the east with two.\n\
         near=20ms far=80ms seed=1\n",
    );
    for policy in [Policy::Majority, Policy::LastWriterWins, Policy::Siblings] {
        let mut run = Run::new(
            Store::new(&policy.settings(), 1),
            vec![
                (Micros::from_secs(1), "split".parse().expect("an edit")),
                (Micros::from_millis(2_500), "join".parse().expect("an edit")),
            ],
        );
        run.seek(Micros::from_millis(2_500));
        let store = run.model();
        let left =
            in_words(&merged(store.cluster(), models::replication::store::Key(0)));
        writeln!(text, "---\n{policy:?}: {left} when the cut ends").unwrap();
        run.seek(Micros::from_secs(4));
        let store = run.model();
        let history = history(store.cluster());
        text += &table(&history, &|node| store.name(node));
        let verdict = match store.verdict() {
            Verdict::Linearizable(_) => "linearizable",
            Verdict::Violated(_) => "not linearizable",
            Verdict::Undecided(_) => "undecided",
        };
        let stale = stale_reads(store.cluster(), &history).len();
        let gone = overwritten_unseen(store.cluster(), &history).into_iter();
        let gone: Vec<_> =
            gone.flat_map(|(write, _)| history[write].wrote.clone()).collect();
        let gone = in_words(&gone);
        writeln!(text, "{verdict}; stale reads: {stale}; dropped unseen: {gone}")
            .unwrap();
    }
    golden("replication-store-cut", &text);
}
