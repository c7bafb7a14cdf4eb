//! The slowest of a hundred requests, over time.

use super::{RUN, TwoChoices};
use crate::fleet::{self, millis};
use models::load_balancing::pair::Side;
use stage::parts::{Frame, Point, TimeChart};
use stage::{Element, Layout, Moment};

/// Draws both sides.
pub fn draw(moment: &Moment<'_, TwoChoices>) -> Element {
    let (y, size) = match moment.layout {
        Layout::Wide => (222.0, (620.0, 122.0)),
        Layout::Narrow => (222.0, (340.0, 138.0)),
    };
    let samples = moment.model.samples();
    let p99 = |side: Side| {
        let known = samples.iter().filter_map(move |(at, figures)| {
            Some((*at, millis(figures[side as usize].p99?)))
        });
        known
    };
    let most = Side::BOTH.into_iter().flat_map(p99).map(|(_, p99)| p99).max();
    let max = most.unwrap_or(0).max(2_000);
    let frame = Frame { at: Point::new(0.0, y), size, until: RUN, max };
    let title = match moment.layout {
        Layout::Wide => "p99 of the last 5 s in ms; grey line: 1 s",
        Layout::Narrow => "p99 in ms; grey line: 1 s",
    };
    let chart = Side::BOTH
        .into_iter()
        .fold(TimeChart::new(&frame, title, moment.now), |chart, side| {
            chart.line(side.word(), fleet::role(side), p99(side))
        });
    let chart = chart.limit(millis(fleet::LONG));
    let deeds = moment.edits.iter().map(|(at, edit)| (*at, fleet::deed(edit)));
    deeds.fold(chart, |chart, (at, word)| chart.deed(at, word)).draw()
}
