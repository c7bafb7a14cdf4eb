//! The hottest node and the mean over time.

use super::{HotKey, RUN};
use crate::figures::marked;
use models::partitioning::hot_key::{GOES_HOT, Sample};
use stage::parts::chart::Style;
use stage::parts::{Anchor, Axis, Chart, Point, Series, label, line, picture};
use stage::{Element, Layout, Moment, Role};

/// Draws both.
pub fn draw(moment: &Moment<'_, HotKey>) -> Element {
    let size = match moment.layout {
        Layout::Wide => (306, 318),
        Layout::Narrow => (336, 204),
    };
    let model = moment.model;
    let nodes = model.loads().len() as f32;
    let seconds = |sample: &Sample| sample.at.as_millis() as f32 / 1_000.0;
    let end = RUN.as_millis() as f32 / 1_000.0;
    let x = marked(
        Axis::linear("seconds", (0.0, end)),
        &[(0.0, "0"), (3.0, "3"), (6.0, "6"), (9.0, "9"), (12.0, "12")],
    );
    let y = marked(
        Axis::logarithmic("", (2.0, 400.0)),
        &[
            (2.0, "2"),
            (5.0, "5"),
            (10.0, "10"),
            (20.0, "20"),
            (50.0, "50"),
            (100.0, "100"),
            (200.0, "200"),
            (400.0, "400"),
        ],
    );
    let points = |load: &dyn Fn(&Sample) -> f32| {
        model.samples().iter().map(|s| (seconds(s), load(s))).collect()
    };
    let mean = points(&|sample| sample.total as f32 / nodes);
    let hottest = points(&|sample| sample.hottest as f32);
    let series = vec![
        Series {
            key: "mean".into(),
            role: Role::Theory,
            style: Style::Line,
            points: mean,
        },
        Series {
            key: "hottest".into(),
            role: Role::Chosen,
            style: Style::Line,
            points: hottest,
        },
    ];
    let chart = Chart {
        at: Point::new(0.0, 22.0),
        size: (size.0 as f32 - 4.0, size.1 as f32 - 24.0),
        x,
        y,
        series,
    };
    let hot = GOES_HOT.as_millis() as f32 / 1_000.0;
    let from = line(chart.place(hot, 400.0), chart.place(hot, 2.0)).class("trail");
    let title = "in hand: the hottest node, – – the mean";
    picture(size, "The hottest node and the mean over time")
        .child(label(Point::new(4.0, 18.0), Anchor::Start, title).class("state"))
        .child(from.role(Role::Quiet))
        .child(chart.draw())
}
