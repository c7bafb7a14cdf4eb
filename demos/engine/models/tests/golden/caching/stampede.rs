//! Stampedes as the guide tells of them.

use crate::compare::golden;
use models::caching::stampede::{Cure, Edit, Settings, Stampede};
use sim::record::narrate;
use sim::{Micros, Run};

/// The log of a run of one key, up to `until` seconds.
fn trace(
    title: &str,
    cure: Cure,
    edits: Vec<(Micros, Edit)>,
    until: u64,
) -> String {
    let settings = Settings { cure, ..Settings::default() };
    let given: String =
        edits.iter().map(|(at, edit)| format!(" {edit}@{at}")).collect();
    let mut run = Run::new(Stampede::new(&settings, 1), edits);
    run.seek(Micros::from_secs(until));
    let log = narrate(run.records(), &|node| format!("n{}", node.0));
    let word = cure.word();
    let what = format!("load=1000 ttl=5s rebuild=400ms workers=100 cure={word}");
    format!("# {title}\n{what}{given}\n---\n{log}")
}

#[test]
fn a_hot_key_expires() {
    let title = "λΔ = 400: the value is back after 400 ms, the database later.";
    golden("caching-stampede", &trace(title, Cure::None, vec![], 8));
}

#[test]
fn a_holder_crashes() {
    let title =
        "The one that rebuilds crashes: the others wait for its lease to end.";
    let edits = vec![(Micros::from_millis(5_200), Edit::Crash)];
    golden("caching-stampede-lease", &trace(title, Cure::OneFlight, edits, 8));
}

#[test]
fn chance_is_early() {
    let title = "Each request draws: the value is rebuilt long before it expires.";
    golden("caching-stampede-early", &trace(title, Cure::Early, vec![], 8));
}
