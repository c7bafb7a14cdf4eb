//! How often reads are stale, by how long they come after the acknowledgement:
//! drawn up to where the run stands.

use super::picture::Place;
use super::{Quorum, words};
use models::replication::quorum::MEANS;
use sim::Micros;
use stage::parts::chart::{LEFT, Style};
use stage::parts::flow::{note, sentence, title};
use stage::parts::svg::circle;
use stage::parts::{Anchor, Area, Axis, Chart, Point, Series, line};
use stage::{Element, Moment, Role, element};

/// Room for the figures of the upward axis.
const ROOM: f32 = 40.0;

fn millis(time: Micros) -> f32 {
    time.get() as f32 / 1_000.0
}

/// Millionths in per cent; a tenth more where it is less than ten.
pub fn percent(ppm: u32) -> String {
    match (ppm + 5_000) / 10_000 {
        0 if ppm == 0 => String::from("0 %"),
        0..10 => {
            let tenths = (ppm + 500) / 1_000;
            format!("{}.{} %", tenths / 10, tenths % 10)
        }
        whole => format!("{whole} %"),
    }
}

/// What the formula says of a write that stops at W replicas, in millionths.
pub fn bound_ppm(moment: &Moment<'_, Quorum>) -> u32 {
    let (miss, all) = moment.model.trial().quorums.misses();
    (miss * 1_000_000 / all) as u32
}

/// Where a spare stood in for a replica the curve says nothing: the sets that there were
/// in its place.
fn draw_sets(moment: &Moment<'_, Quorum>, area: Area) -> Element {
    let (role, said) = match words::are_apart(moment.model) {
        true => (Role::Lost, "✕ A's set and B's share no server"),
        false => (Role::Doubt, "A spare is in A's set: B's need not meet it"),
    };
    let at = Point::new(area.at.x + 4.0, area.middle().y);
    element("g").role(role).child(sentence(at, area.width, said))
}

/// Draws the curve up to now, the bound, and where the read is.
pub fn draw(moment: &Moment<'_, Quorum>, place: &Place) -> Element {
    let race = moment.model;
    let area = place.curve();
    if words::has_spare(race) {
        return draw_sets(moment, area);
    }
    let what = match race.trial().sloppy.is_on() {
        true => "Stale reads, if no replica were away",
        false => "Stale reads, by when they come",
    };
    let title_at = Point::new(area.at.x + 4.0, area.at.y - 8.0);
    let title = title(title_at, Anchor::Start, what);
    let chart = chart(moment, place);
    let bound = bound_ppm(moment);
    let ends = [0.0, chart.x.max].map(|x| chart.place(x, bound as f32 / 1e4));
    let said = match bound {
        0 => String::from("every read set meets every write set"),
        _ => format!("{}, if it stopped at W", percent(bound)),
    };
    let above = if bound == 0 { chart.y.max / 4.0 } else { bound as f32 / 1e4 };
    let above = chart.place(0.0, above).y - 6.0;
    let said = note(Point::new(area.end().x - 8.0, above), Anchor::End, said);
    let limit = line(ends[0], ends[1]).class("expected").role(Role::Theory);
    let since = race.acknowledged().map(|at| moment.now.since(at));
    let has_limit = since.is_some();
    let limit = [limit, said].into_iter().filter(|_| has_limit);
    let cursor = since.filter(|since| millis(*since) <= chart.x.max);
    let cursor = cursor.map(|since| {
        let x = millis(since);
        line(chart.place(x, 0.0), chart.place(x, chart.y.max)).class("now")
    });
    element("g")
        .child(title)
        .child(chart.draw())
        .child(element("g").children(cursor))
        .child(element("g").children(limit))
        .child(element("g").children(read(moment, &chart)))
}

fn chart(moment: &Moment<'_, Quorum>, place: &Place) -> Chart {
    let (race, area) = (moment.model, place.curve());
    let mean = millis(race.trial().write);
    let end = mean * MEANS as f32;
    let most = match bound_ppm(moment) {
        0..=350_000 => 40,
        350_001..=700_000 => 80,
        _ => 100,
    };
    let mut x = Axis::linear("ms after the acknowledgement", (0.0, end));
    for part in 0..=4_u32 {
        let value = end * part as f32 / 4.0;
        x = x.tick(value, (value as u32).to_string());
    }
    let mut y = Axis::linear("", (0.0, most as f32));
    for part in [0, 1, 2] {
        let value = most * part / 2;
        y = y.tick(value as f32, format!("{value} %"));
    }
    let since = race.acknowledged().map(|at| moment.now.since(at));
    let is_past = |after: &Micros| since.is_some_and(|since| *after <= since);
    let points = race.curve().points().filter(|(after, _)| is_past(after));
    let points = points.map(|(after, ppm)| (millis(after), ppm as f32 / 1e4));
    let series = Series {
        key: "stale".into(),
        role: Role::Lost,
        style: Style::Line,
        points: points.collect(),
    };
    // The figures of the axis need less room than a chart leaves.
    let at = Point::new(area.at.x - (LEFT - ROOM), area.at.y);
    let size = (area.width + LEFT - ROOM, area.height);
    Chart { at, size, x, y, series: vec![series] }
}

/// Where the read is on the curve, once it was sent.
fn read(moment: &Moment<'_, Quorum>, chart: &Chart) -> Option<Element> {
    let race = moment.model;
    let sent = race.reads().next()?.invoked;
    let after = sent.since(race.acknowledged()?);
    let ppm = race.curve().stale_ppm(after);
    let x = millis(after).min(chart.x.max);
    let at = chart.place(x, ppm as f32 / 1e4);
    let words = format!("{} at {} ms", percent(ppm), after.as_millis());
    let said = note(Point::new(at.x + 9.0, at.y - 5.0), Anchor::Start, words);
    Some(
        element("g")
            .role(Role::Lost)
            .child(circle(at, 4.5).class("mark"))
            .child(said),
    )
}
