//! The longest queue of each side, over time.

use super::{deed, role};
use models::load_balancing::pair::{Pair, Side};
use sim::Micros;
use stage::parts::{Frame, Point, TimeChart};
use stage::{Demo, Element, Layout, Moment};

/// Draws both sides of a run that is so long.
pub fn chart<D: Demo<Model = Pair>>(
    moment: &Moment<'_, D>,
    until: Micros,
) -> Element {
    let (top, size) = match moment.layout {
        Layout::Wide => (194.0, (620.0, 120.0)),
        Layout::Narrow => (210.0, (340.0, 150.0)),
    };
    let samples = moment.model.samples();
    let longest = |side: Side| {
        samples
            .iter()
            .map(move |(at, figures)| (*at, figures[side as usize].longest))
    };
    let most = Side::BOTH.into_iter().flat_map(longest).map(|(_, longest)| longest);
    let max = most.max().unwrap_or(0).max(30);
    let frame = Frame { at: Point::new(0.0, top), size, until, max };
    let chart = Side::BOTH.into_iter().fold(
        TimeChart::new(&frame, "Requests at the longest queue", moment.now),
        |chart, side| chart.line(side.word(), role(side), longest(side)),
    );
    let deeds = moment.edits.iter().map(|(at, edit)| (*at, deed(edit)));
    deeds.fold(chart, |chart, (at, word)| chart.deed(at, word)).draw()
}
