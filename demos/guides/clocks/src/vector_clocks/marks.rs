//! What the reader may add to a run.

use super::VectorClocks;
use models::clocks::Edit;
use sim::Model;
use stage::{Mark, Marks, Moment};

/// The processes: each may send now, or take a step. Messages at any moment are
/// drawn with the hand.
pub fn marks(moment: &Moment<'_, VectorClocks>) -> Marks<VectorClocks> {
    let model = moment.model;
    let latency = moment.settings.latency();
    let marks = model.nodes().map(|from| {
        let count = model.events().of(from).len();
        let plural = if count == 1 { "" } else { "s" };
        let mut mark = Mark::new(format!("line-{}", from.0), model.name(from))
            .state(format!("{count} event{plural}"))
            .action("Local step", Edit::Local(from));
        for to in model.nodes().filter(|to| *to != from) {
            let verb = format!("Send to {}", model.name(to));
            mark = mark.action(verb, Edit::Send { from, to, latency });
        }
        mark
    });
    marks.collect()
}
