//! The hottest node and the mean over time.

use super::{HotKey, RUN};
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
    let x = [0_u8, 3, 6, 9, 12]
        .into_iter()
        .fold(Axis::linear("seconds", (0.0, end)), |axis, second| {
            axis.tick(f32::from(second), second.to_string())
        });
    let y = [2_u16, 5, 10, 20, 50, 100, 200]
        .into_iter()
        .fold(Axis::logarithmic("", (2.0, 200.0)), |axis, load| {
            axis.tick(f32::from(load), load.to_string())
        });
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
    let from = line(chart.place(hot, 200.0), chart.place(hot, 2.0)).class("trail");
    let title = "in hand: the hottest node, – – the mean";
    picture(size, "The hottest node and the mean over time")
        .child(label(Point::new(4.0, 18.0), Anchor::Start, title).class("state"))
        .child(from.role(Role::Quiet))
        .child(chart.draw())
}
