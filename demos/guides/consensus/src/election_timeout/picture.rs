//! How many elections are over after how long, measured and in theory.

use super::{ELECTIONS, ElectionTimeout, WATCHED, after, in_theory};
use stage::parts::chart::Style;
use stage::parts::{Anchor, Axis, Chart, Point, Series, label, picture};
use stage::{Element, Layout, Moment, Role, element};

/// The shares that are named, in thousandths.
pub const MILESTONES: [(u32, &str); 4] =
    [(500, "half"), (900, "90 %"), (990, "99 %"), (1_000, "all")];

/// Draws a moment.
pub fn draw(moment: &Moment<'_, ElectionTimeout>) -> Element {
    // The figures are in the empty corner of the chart where there is one.
    let (size, chart_height, figures_at) = match moment.layout {
        Layout::Wide => ((620, 340), 340, Point::new(604.0, 168.0)),
        Layout::Narrow => ((340, 500), 390, Point::new(324.0, 408.0)),
    };
    let title = "Elections that are over after so long";
    let chart = chart(moment, (size.0, chart_height));
    let key_at = Point::new(4.0, 35.0);
    let key = "— measured, – – if the first who can win does";
    picture(size, title)
        .child(label(Point::new(4.0, 16.0), Anchor::Start, title).class("name"))
        .child(label(key_at, Anchor::Start, key).class("state"))
        .child(chart.draw())
        .child(figures(moment, figures_at))
}

fn chart(
    moment: &Moment<'_, ElectionTimeout>,
    (width, height): (u32, u32),
) -> Chart {
    let x = Axis::linear("ms since the leader crashed", (0.0, WATCHED as f32));
    let x = [0_u16, 200, 400, 600, 800, 1_000]
        .into_iter()
        .fold(x, |axis, ms| axis.tick(f32::from(ms), ms.to_string()));
    let y = Axis::linear("", (0.0, 100.0));
    let y = [0_u16, 25, 50, 75, 100]
        .into_iter()
        .fold(y, |axis, share| axis.tick(f32::from(share), format!("{share} %")));
    let theory = (0..=WATCHED)
        .step_by(10)
        .map(|ms| (ms as f32, moment.settings.theory(ms) as f32 / 10.0));
    // Every tenth election is enough for the eye.
    let over = &moment.model.figures;
    let point = |(index, ms): (usize, &u32)| {
        (*ms as f32, (index + 1) as f32 * 100.0 / ELECTIONS as f32)
    };
    let mut measured = vec![(0.0, 0.0)];
    measured.extend(over.iter().enumerate().step_by(10).map(point));
    let end = over.len() as f32 * 100.0 / ELECTIONS as f32;
    measured.push((over.last().map_or(0.0, |ms| *ms as f32), end));
    measured.push((WATCHED as f32, end));
    let series = |key: &'static str, role, style, points| Series {
        key: key.into(),
        role,
        style,
        points,
    };
    Chart {
        at: Point::new(0.0, 38.0),
        size: (width as f32 - 4.0, height as f32 - 40.0),
        x,
        y,
        series: vec![
            series("theory", Role::Theory, Style::Line, theory.collect()),
            series("measured", Role::Leader, Style::Steps, measured),
        ],
    }
}

/// The figures of both curves; `at` is the right end of the first line.
fn figures(moment: &Moment<'_, ElectionTimeout>, at: Point) -> Element {
    let Point { x: right, y: top } = at;
    let columns = |y: f32, texts: [String; 3], class: &'static str| {
        let [name, measured, theory] = texts;
        let at = |x: f32| Point::new(right - x, y);
        element("g")
            .child(label(at(164.0), Anchor::End, name).class(class))
            .child(label(at(74.0), Anchor::End, measured).class(class))
            .child(label(at(0.0), Anchor::End, theory).class(class))
    };
    let head = ["over", "measured", "theory"].map(String::from);
    let rows = MILESTONES.into_iter().enumerate().map(|(index, (share, name))| {
        let y = top + 22.0 * (index + 1) as f32;
        let texts = [name.into(), after(moment, share), in_theory(moment, share)];
        columns(y, texts, "state")
    });
    element("g").child(columns(top, head, "name")).children(rows)
}
