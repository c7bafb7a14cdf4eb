//! How many of the thousand elections are over so far, measured and in theory.

use super::elections::{Deed, Downtime, ELECTIONS, MILESTONES};
use super::frame::Frame;
use super::{ElectionTimeout, in_theory};
use sim::Micros;
use stage::parts::chart::Style;
use stage::parts::svg::circle;
use stage::parts::{Anchor, Chart, Point, Series, label, path};
use stage::{Element, Layout, Mark, Moment, Role, element};

/// Draws the curve up to now.
pub fn draw(moment: &Moment<'_, ElectionTimeout>, frame: &Frame) -> Element {
    let count = moment.model.over(moment.now).len();
    let title = match count {
        1_000 => String::from("All 1,000 elections are over"),
        _ => format!("Of 1,000 elections {count} are over"),
    };
    let (size, low) = (frame.size.0 as f32, frame.size.1 as f32 - 6.0);
    let after_at = match frame.layout {
        Layout::Wide => (Point::new(size - 4.0, frame.title), Anchor::End),
        Layout::Narrow => (Point::new(0.0, frame.title + 17.0), Anchor::Start),
    };
    let key = match frame.layout {
        Layout::Wide => "– – if no vote were ever split or refused",
        Layout::Narrow => "– – if none were split",
    };
    let usual = match moment.model.usual() {
        [] => "",
        _ => "···· with 150 to 300 ms",
    };
    let usual_at = match frame.layout {
        Layout::Wide => Point::new(290.0, low),
        Layout::Narrow => Point::new(150.0, low),
    };
    let chart = chart(moment, frame);
    let title_at = Point::new(0.0, frame.title);
    element("g")
        .child(label(title_at, Anchor::Start, title).class("name"))
        .child(label(after_at.0, after_at.1, figures(moment)).class("state"))
        .child(label(Point::new(0.0, low), Anchor::Start, key).class("state"))
        .child(label(usual_at, Anchor::Start, usual).class("state"))
        .child(earlier(moment, &chart))
        .child(chart.draw())
        .children(shares(moment, &chart))
        .children(early(moment, &chart))
        .children(watched(moment, &chart))
}

/// The curves, up to now.
fn chart(moment: &Moment<'_, ElectionTimeout>, frame: &Frame) -> Chart {
    let now = (moment.now.get() as f32 / 1_000.0).min(frame.window.1);
    let theory = (0..=now as u32)
        .step_by(5)
        .map(|ms| (ms as f32, moment.settings.theory(ms) as f32 / 10.0));
    // Every tenth election is enough for the eye.
    let over = moment.model.over(moment.now);
    let mut measured = vec![(0.0, 0.0)];
    measured.extend(over.iter().enumerate().step_by(10).map(point));
    measured.push((now, over.len() as f32 * 100.0 / ELECTIONS as f32));
    let series = |key: &'static str, role, style, points| Series {
        key: key.into(),
        role,
        style,
        points,
    };
    let series = vec![
        series("theory", Role::Theory, Style::Line, theory.collect()),
        series("measured", Role::Leader, Style::Steps, measured),
    ];
    Chart { series, ..frame.chart() }
}

/// How many elections were over when one was, in percent.
fn point((index, one): (usize, &Downtime)) -> (f32, f32) {
    (millis(one.took), (index + 1) as f32 * 100.0 / ELECTIONS as f32)
}

/// The curve of the usual timeouts, whole from the start.
fn earlier(moment: &Moment<'_, ElectionTimeout>, chart: &Chart) -> Element {
    let usual = moment.model.usual();
    let points = usual.iter().enumerate().step_by(10).map(point);
    path(points.map(|(x, y)| chart.place(x, y))).class("earlier")
}

fn millis(time: Micros) -> f32 {
    time.get() as f32 / 1_000.0
}

/// Where the curve is at a moment.
fn at(moment: &Moment<'_, ElectionTimeout>, chart: &Chart, time: Micros) -> Point {
    let over = moment.model.over(time).len() as f32;
    chart.place(millis(time), over * 100.0 / ELECTIONS as f32)
}

/// A dot that can be pressed.
fn dot(point: Point, role: Role, id: String, words: String) -> Element {
    element("g")
        .role(role)
        .child(circle(point, 4.5).class("mark"))
        .child(circle(point, 10.0).class("hit"))
        .mark(id, words)
}

/// How many are over although no timeout is so short: where the curve crosses the line.
fn early(moment: &Moment<'_, ElectionTimeout>, chart: &Chart) -> Option<Element> {
    let timeout = moment.model.trial().timeout;
    let count =
        (moment.now >= timeout).then(|| moment.model.over(timeout).len())?;
    let point = at(moment, chart, timeout);
    // Beside the curve, which goes up to the right, and above the axis.
    let room = chart.place(0.0, 0.0).y - point.y;
    let down = if count < 100 { -9.0 } else { 15.0_f32.min(room - 3.0) };
    let words_at = Point::new(point.x + 8.0, point.y + down);
    let words = format!("{count} of 1,000");
    let words = label(words_at, Anchor::Start, words).class("news halo");
    let id = String::from("early");
    let name = format!("{count} of 1,000 after {} ms", timeout.as_millis());
    Some(dot(point, Role::Chosen, id, name).child(words))
}

/// Where so many are over.
fn shares<'a>(
    moment: &'a Moment<'_, ElectionTimeout>,
    chart: &'a Chart,
) -> impl Iterator<Item = Element> + 'a {
    MILESTONES.into_iter().filter_map(move |(share, name)| {
        let one = moment.model.with(share, moment.now)?;
        let point = at(moment, chart, one.took);
        let words = format!("{name}, {} ms", one.took.as_millis());
        Some(dot(point, Role::Leader, share_id(share), words))
    })
}

/// Where the election is that is watched, once it is over.
fn watched(moment: &Moment<'_, ElectionTimeout>, chart: &Chart) -> Option<Element> {
    let took = moment.model.took().filter(|took| *took <= moment.now)?;
    let point = at(moment, chart, took);
    let words = format!("No. {}", moment.model.number());
    // On the side of the curve where it has room.
    let is_late = moment.model.over(took).len() > 800;
    let (words_at, anchor) = match is_late {
        true => (Point::new(point.x + 8.0, point.y + 15.0), Anchor::Start),
        false => (Point::new(point.x - 8.0, point.y - 5.0), Anchor::End),
    };
    let words = label(words_at, anchor, words).class("state halo");
    let mark = circle(point, 4.5).class("mark");
    Some(element("g").role(Role::Committed).child(mark).child(words))
}

fn share_id(share: u32) -> String {
    format!("share-{share}")
}

/// The dots on the curve: what they say, and which election was that one.
pub fn marks(moment: &Moment<'_, ElectionTimeout>) -> Vec<Mark<Deed>> {
    let mut marks = Vec::new();
    let trial = moment.model.trial();
    if moment.now >= trial.timeout {
        let count = moment.model.over(trial.timeout).len();
        let state = "no timeout is shorter than this line";
        let name =
            format!("{count} of 1,000 after {} ms", trial.timeout.as_millis());
        marks.push(Mark::new("early", name).state(state));
    }
    for (share, name) in MILESTONES {
        let Some(one) = moment.model.with(share, moment.now) else { continue };
        let state = format!("if no vote were split: {}", in_theory(moment, share));
        let number = one.number;
        marks.push(
            Mark::new(
                share_id(share),
                format!("{name}, {} ms", one.took.as_millis()),
            )
            .state(state)
            .action(
                format!("Watch No. {number}, which took so long"),
                Deed::Watch(number),
            ),
        );
    }
    marks
}

/// After how long how many are over, as far as that is known.
fn figures(moment: &Moment<'_, ElectionTimeout>) -> String {
    let mut words = String::new();
    for (share, name) in MILESTONES {
        let gap = if words.is_empty() { "" } else { " · " };
        words += gap;
        words += name;
        match moment.model.with(share, moment.now) {
            Some(one) => words += &format!(" {} ms", one.took.as_millis()),
            None if moment.model.is_over(moment.now) => words += " > 1 s",
            None => words += " –",
        }
    }
    words
}
