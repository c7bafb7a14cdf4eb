//! Two writes through two clocks.

use crate::compare::golden;
use models::replication::last_write_wins::{
    CLIENTS, Command, Rule, Settings, cluster, facts, lost, names, replica,
};
use sim::record::narrate;
use sim::{Edit, Micros, Model, NodeId, Run};
use std::fmt::Write;

#[test]
fn the_later_write_is_dropped() {
    let mut text = String::from(
        "# Ann writes through A, whose clock is 300 ms ahead; Bob reads her value \
         at B\n # and replaces it. By their stamps his write is the older one: B \
         drops it.\n # With version vectors it is known to have seen hers.\n",
    );
    for rule in [Rule::LastWriteWins, Rule::VersionVectors] {
        let lag = Micros::from_millis(50);
        let settings = Settings { rule, lag, ..Settings::default() };
        let ask = |at, client, command| {
            (Micros::from_millis(at), Edit::Ask(client, command))
        };
        let edits = vec![
            ask(100, CLIENTS[0], Command::Write),
            ask(230, CLIENTS[1], Command::ReadThenWrite),
        ];
        let mut run = Run::new(cluster(&settings, 1), edits);
        run.seek(Micros::from_secs(2));
        let model = run.model();
        writeln!(text, "--- {rule:?}").unwrap();
        text += &narrate(run.records(), &|node| model.name(node));
        for fact in facts(model) {
            let (write, reading) = (fact.taken.write, fact.taken.reading);
            let (at, saw) = (fact.at.clock(), names(&fact.taken.saw));
            let stamp = reading.clock();
            writeln!(text, "{write} taken at {at}, stamp {stamp}, saw {saw}")
                .unwrap();
        }
        let held = names(&replica(model, NodeId(1)).store().writes());
        writeln!(text, "B holds {held}; lost: {}", names(&lost(model))).unwrap();
    }
    golden("replication-later-write", &text);
}
