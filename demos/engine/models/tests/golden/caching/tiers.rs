//! Tiers of caches as the guide tells of them.

use crate::compare::golden;
use models::caching::tiers::{Age, Edit, Purge, Rule, Settings, Tiers};
use sim::record::narrate;
use sim::{Micros, Run};

/// The log of a run, up to `until` seconds.
fn trace(
    title: &str,
    settings: &Settings,
    edits: &[(u64, Edit)],
    until: u64,
) -> String {
    let edits: Vec<_> =
        edits.iter().map(|(at, edit)| (Micros::from_secs(*at), *edit)).collect();
    let given: String =
        edits.iter().map(|(at, edit)| format!(" {edit}@{at}")).collect();
    let mut run = Run::new(Tiers::new(settings, 1), edits);
    run.seek(Micros::from_secs(until));
    let log = narrate(run.records(), &|node| format!("n{}", node.0));
    format!("# {title}\n{:?}{given}\n---\n{log}", settings.rule)
}

#[test]
fn a_node_dies() {
    let settings = Settings {
        rule: Rule::Modulo,
        edge_room: 50,
        node_room: 150,
        capacity_per_s: 150,
        ..Settings::default()
    };
    let title =
        "By modulo four of five keys move: the origin gets more than 150/s.";
    golden("caching-node", &trace(title, &settings, &[(3, Edit::Crash(1))], 12));
}

#[test]
fn edges_are_purged_first() {
    let settings = Settings {
        ttl: Some(Micros::from_secs(10)),
        age: Age::NotPassed,
        purge: Purge::EdgeFirst,
        node_room: 400,
        ..Settings::default()
    };
    let title = "The edges take the old value again, and have it for one more TTL.";
    golden("caching-purge", &trace(title, &settings, &[(2, Edit::Write)], 16));
}
