//! A tree of calls as the guide tells of it.

use crate::compare::golden;
use models::resilience_patterns::call_tree::{CallTree, Rule, Settings};
use sim::record::narrate;
use sim::{Micros, Run};

fn trace(rule: Rule, until: u64) -> String {
    let settings = Settings { depth: 2, attempts: 3, rule, failing: 100 };
    let mut run = Run::new(CallTree::new(&settings, 1), vec![]);
    run.seek(Micros::from_millis(until));
    let log = narrate(run.records(), &|node| format!("n{}", node.0));
    format!("rule={rule:?} depth=2 attempts=3 failing=100%\n---\n{log}")
}

#[test]
fn two_layers_of_three_attempts_are_nine_calls() {
    let text =
        "# Each of three calls by service 1 makes three calls by service 2.\n";
    let runs = trace(Rule::All, 130) + "\n" + &trace(Rule::Top, 70);
    golden("resilience-patterns-call-tree", &(text.to_owned() + &runs));
}
