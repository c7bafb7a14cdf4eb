//! The history, the ladder beside it, and below it why.

use super::ConsistencyModels;
use super::lines::{Lines, Shown};
use super::{ladder, proof};
use models::cap_theorem::consistency::{Level, Verdict};
use stage::parts::geometry::Point;
use stage::parts::{Anchor, label, picture};
use stage::{Element, Layout, Moment};

/// Draws a moment.
pub fn draw(moment: &Moment<'_, ConsistencyModels>) -> Element {
    let level = proof::focus(moment);
    let history = moment.model.history();
    let lines = Lines::height(moment.layout);
    let (size, why, rungs) = match moment.layout {
        Layout::Wide => {
            ((620, 306), Point::new(6.0, lines), Point::new(446.0, 0.0))
        }
        Layout::Narrow => (
            (340, 570),
            Point::new(6.0, lines + 2.0),
            Point::new(0.0, lines + proof::HEIGHT + 4.0),
        ),
    };
    let hint = (moment.layout == Layout::Wide).then(|| {
        let at = Point::new(424.0, 11.0);
        label(at, Anchor::End, "W writes, R reads: press or drag them")
            .class("state")
    });
    let words = format!(
        "A history of {} operations by {} processes",
        history.operations.len(),
        history.processes
    );
    picture(size, words)
        .children(hint)
        .child(Lines::of(moment).draw(&shown(moment, level)))
        .child(proof::draw(moment, why, level))
        .child(ladder::draw(moment, rungs, level))
}

/// What of the model in focus is seen on the operations.
fn shown<'a>(moment: &Moment<'a, ConsistencyModels>, level: Level) -> Shown<'a> {
    let history = moment.model.history();
    let mut shown = Shown::default();
    match moment.model.standing().verdict(level) {
        Verdict::Fails(evidence) => {
            shown.blamed = &evidence.operations;
            shown.steps = &evidence.steps;
        }
        Verdict::Holds(views) if level == Level::Linearizable => {
            let orders = views.iter().map(|view| &view.order[..]);
            let points = orders.flat_map(|o| proof::points(history, o, moment.now));
            shown.points = points.collect();
        }
        Verdict::Holds(_) | Verdict::Untold => {}
    }
    shown
}
