//! The hottest node and the mean over time.

use super::{HotKey, RUN};
use crate::figures::marked;
use models::partitioning::hot_key::{Edit, GOES_HOT, Policy, Sample};
use sim::Micros;
use stage::parts::chart::Style;
use stage::parts::{
    Anchor, Axis, Chart, Point, Series, label, line, path, picture,
};
use stage::{Element, Layout, Moment, Role, element};

/// The axis ends at a multiple of this, so that it seldom changes.
const SCALE: u32 = 60;

/// Draws both.
pub fn draw(moment: &Moment<'_, HotKey>) -> Element {
    let size = match moment.layout {
        Layout::Wide => (190, 312),
        Layout::Narrow => (336, 170),
    };
    let model = moment.model;
    let nodes = model.loads().len() as f32;
    let all = model.samples().iter().chain(model.beside());
    let most = all.map(|sample| sample.hottest).max();
    let least = if super::has_crowds(moment) { 3 } else { 1 };
    let top = most.unwrap_or(0).div_ceil(SCALE).max(least) * SCALE;
    let (x, y) = axes(top);
    let points = |load: &dyn Fn(&Sample) -> f32| {
        model.samples().iter().map(|s| (seconds(s.at), load(s))).collect()
    };
    let series = |key: &'static str, role, points| Series {
        key: key.into(),
        role,
        style: Style::Line,
        points,
    };
    let mean = points(&|sample| sample.total as f32 / nodes);
    let hottest = points(&|sample| sample.hottest as f32);
    let chart = Chart {
        at: Point::new(0.0, 32.0),
        size: (size.0 as f32 - 4.0, size.1 as f32 - 26.0),
        x,
        y,
        series: vec![
            series("mean", Role::Theory, mean),
            series("hottest", Role::Chosen, hottest),
        ],
    };
    picture(size, "The hottest node and the mean over time")
        .child(title())
        .children(changes(moment, &chart, top as f32))
        .children(beside(model.beside(), &chart))
        .child(chart.draw())
}

/// Seconds, and requests in hand.
fn axes(top: u32) -> (Axis, Axis) {
    let x = marked(
        Axis::linear("", (0.0, seconds(RUN))),
        &[(0.0, "0 s"), (3.0, "3"), (6.0, "6"), (12.0, "12 s")],
    );
    let mut y = Axis::linear("", (0.0, top as f32));
    for part in 0..=3 {
        let value = top / 3 * part;
        y = y.tick(value as f32, value.to_string());
    }
    (x, y)
}

/// The hottest node of the run that this one is compared with.
fn beside(samples: &[Sample], chart: &Chart) -> Option<Element> {
    let last = samples.last()?;
    let at =
        |sample: &Sample| chart.place(seconds(sample.at), sample.hottest as f32);
    let words = Point::new(at(last).x, chart.place(0.0, chart.y.max * 0.4).y);
    Some(
        element("g")
            .role(Role::Quiet)
            .child(path(samples.iter().map(at)).class("trail"))
            .child(
                label(words, Anchor::End, "dotted: to owner").class("state halo"),
            ),
    )
}

/// Which line is which.
fn title() -> Element {
    let at = |x: f32| Point::new(x, 16.0);
    element("g")
        .role(Role::Chosen)
        .child(label(at(4.0), Anchor::Start, "hottest node").class("word"))
        .text(" ")
        .child(label(at(112.0), Anchor::Start, "– – mean").class("state"))
}

/// When the key got hot, and what was changed since, as far as the run has come.
fn changes<'a>(
    moment: &'a Moment<'_, HotKey>,
    chart: &'a Chart,
    top: f32,
) -> impl Iterator<Item = Element> + 'a {
    let edits = moment.edits.iter().map(|(at, edit)| (*at, word(edit)));
    let changes = [(GOES_HOT, "hot")].into_iter().chain(edits);
    let so_far = changes.filter(|(at, _)| *at <= moment.now).enumerate();
    so_far.map(move |(index, (at, word))| {
        let place = |value| chart.place(seconds(at), value);
        // Words beside each other would meet.
        let above = if index % 2 == 0 { 4.0 } else { 16.0 };
        let word_at = Point::new(place(top).x, place(top).y - above);
        element("g")
            .role(Role::Quiet)
            .child(line(place(top), place(0.0)).class("trail"))
            .child(label(word_at, Anchor::Middle, word).class("state"))
    })
}

/// What was changed, in a word.
fn word(edit: &Edit) -> &'static str {
    match edit {
        Edit::Hot(_) => "hot",
        Edit::Use(Policy::Ring) => "owner",
        Edit::Use(Policy::Bounded) => "bounded",
        Edit::Use(Policy::Split) => "split",
        Edit::Vnodes(_) => "new ring",
    }
}

fn seconds(at: Micros) -> f32 {
    at.as_millis() as f32 / 1_000.0
}
