//! A drained pool as the guide tells of it.

use crate::compare::golden;
use models::resilience_patterns::bulkhead::{Defence, Pool, Settings};
use sim::record::narrate;
use sim::{Micros, Run};

fn trace(defence: Defence, until: u64) -> String {
    let settings = Settings { defence, ..Settings::default() };
    let mut run = Run::new(Pool::new(&settings, 1), vec![]);
    run.seek(Micros::from_secs(until));
    let log = narrate(run.records(), &|node| format!("n{}", node.0));
    format!(
        "threads=20 load=3x40/s slow=2s@10s defence={}\n---\n{log}",
        defence.word()
    )
}

#[test]
fn a_slow_dependency_drains_the_pool() {
    let text = "# A takes two seconds instead of 50 ms, and nobody is answered.\n";
    let runs = trace(Defence::None, 16) + "\n" + &trace(Defence::Bulkhead, 16);
    golden("resilience-patterns-bulkhead", &(text.to_owned() + &runs));
}
