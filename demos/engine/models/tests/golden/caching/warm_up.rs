//! Cold caches as the guide tells of them.

use crate::compare::golden;
use models::caching::warm_up::{Edit, Settings, WarmUp};
use sim::record::narrate;
use sim::{Micros, Run};

/// The log of a run, up to `until` seconds.
fn trace(title: &str, edits: &[(u64, Edit)], until: u64) -> String {
    let edits: Vec<_> =
        edits.iter().map(|(at, edit)| (Micros::from_secs(*at), *edit)).collect();
    let given: String =
        edits.iter().map(|(at, edit)| format!(" {edit}@{at}")).collect();
    let mut run = Run::new(WarmUp::new(&Settings::default(), 1), edits);
    run.seek(Micros::from_secs(until));
    let log = narrate(run.records(), &|node| format!("n{}", node.0));
    format!(
        "# {title}\nload=1000 keys=1000 room=990 capacity=100{given}\n---\n{log}"
    )
}

#[test]
fn a_cold_restart() {
    let title =
        "Empty under full load: what the database brings is late, fills nothing.";
    golden("caching-cold", &trace(title, &[(5, Edit::Restart(0))], 15));
}

#[test]
fn fewer_are_let_in() {
    let title = "A tenth of the requests warms it; at 30 s all are let in again.";
    let edits =
        [(5, Edit::Restart(0)), (5, Edit::LetIn(100)), (30, Edit::LetIn(1_000))];
    golden("caching-warm-up", &trace(title, &edits, 36));
}
