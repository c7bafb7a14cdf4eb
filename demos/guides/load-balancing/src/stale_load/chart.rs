//! The longest queue of each side, over time.

use super::{RUN, StaleLoad};
use crate::fleet;
use models::load_balancing::pair::Side;
use stage::parts::{Frame, Point, TimeChart};
use stage::{Element, Layout, Moment};

/// Draws both sides.
pub fn draw(moment: &Moment<'_, StaleLoad>) -> Element {
    let size = match moment.layout {
        Layout::Wide => (620.0, 122.0),
        Layout::Narrow => (340.0, 138.0),
    };
    let samples = moment.model.samples();
    let longest = |side: Side| {
        samples
            .iter()
            .map(move |(at, figures)| (*at, figures[side as usize].longest))
    };
    let most = Side::BOTH.into_iter().flat_map(longest).map(|(_, longest)| longest);
    let max = most.max().unwrap_or(0).max(30);
    let frame = Frame { at: Point::new(0.0, 222.0), size, until: RUN, max };
    let title = "Requests at the longest queue";
    let chart = Side::BOTH
        .into_iter()
        .fold(TimeChart::new(&frame, title, moment.now), |chart, side| {
            chart.line(side.word(), fleet::role(side), longest(side))
        });
    let deeds = moment.edits.iter().map(|(at, edit)| (*at, fleet::deed(edit)));
    deeds.fold(chart, |chart, (at, word)| chart.deed(at, word)).draw()
}
