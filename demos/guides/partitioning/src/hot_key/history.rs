//! The hottest node and the mean over time.

use super::{HotKey, RUN};
use crate::figures::marked;
use models::partitioning::hot_key::{GOES_HOT, Sample};
use stage::parts::chart::Style;
use stage::parts::{Anchor, Axis, Chart, Point, Series, label, line, picture};
use stage::{Element, Layout, Moment, Role};

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
    let most = model.samples().iter().map(|sample| sample.hottest).max();
    let top = most.unwrap_or(0).div_ceil(SCALE).max(1) * SCALE;
    let seconds = |sample: &Sample| sample.at.as_millis() as f32 / 1_000.0;
    let end = RUN.as_millis() as f32 / 1_000.0;
    let x = marked(
        Axis::linear("", (0.0, end)),
        &[(0.0, "0 s"), (3.0, "3"), (6.0, "6"), (12.0, "12 s")],
    );
    let mut y = Axis::linear("", (0.0, top as f32));
    for part in 0..=3 {
        let value = top / 3 * part;
        y = y.tick(value as f32, value.to_string());
    }
    let points = |load: &dyn Fn(&Sample) -> f32| {
        model.samples().iter().map(|s| (seconds(s), load(s))).collect()
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
        at: Point::new(0.0, 18.0),
        size: (size.0 as f32 - 4.0, size.1 as f32 - 12.0),
        x,
        y,
        series: vec![
            series("mean", Role::Theory, mean),
            series("hottest", Role::Chosen, hottest),
        ],
    };
    let hot = GOES_HOT.as_millis() as f32 / 1_000.0;
    let from = line(chart.place(hot, top as f32), chart.place(hot, 0.0));
    let title = "hottest, – – mean";
    picture(size, "The hottest node and the mean over time")
        .child(label(Point::new(4.0, 18.0), Anchor::Start, title).class("state"))
        .child(from.class("trail").role(Role::Quiet))
        .child(chart.draw())
}
