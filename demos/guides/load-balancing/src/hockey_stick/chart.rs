//! How long requests take, over how busy the servers are: measured, and by theory.

use super::picture::Scene;
use super::settings::Compare;
use super::{AIM, is_late, theory};
use models::load_balancing::queue::theory::mean_ms;
use models::load_balancing::queue::{NAMES, Watched};
use sim::Micros;
use stage::parts::chart::Style;
use stage::parts::svg::circle;
use stage::parts::{Anchor, Area, Axis, Chart, Point, Series, label};
use stage::{Element, Role, element};

/// How high a letter is.
const LETTER: f32 = 17.0;

/// Draws the chart.
pub fn draw(scene: &Scene, area: Area) -> Element {
    let open: Vec<(usize, &Watched)> = open(scene).collect();
    let top = top(scene);
    let chart = Chart {
        at: area.at,
        size: (area.width, area.height),
        x: axis_of_load(),
        y: axis_of_time(top),
        series: series(scene, &open, top),
    };
    let points = points(&chart, &open);
    let aim = chart.place(0.0, AIM.as_millis() as f32);
    let aim = Point::new(aim.x + 6.0, aim.y - 5.0);
    let aim = label(aim, Anchor::Start, "aim: 150 ms").class("state");
    let marks = points.iter().map(|(lane, at)| {
        let (index, watched) = open[*lane];
        let role = if is_late(watched) { Role::Lost } else { Role::Follower };
        let mark = circle(*at, 4.5).class("mark");
        element("g").role(role).key(NAMES[index]).child(mark)
    });
    element("g")
        .child(chart.draw())
        .child(aim)
        .child(element("g").children(marks))
        .child(letters(&open, &points))
}

/// The lanes that have opened, each with its place.
fn open<'a>(scene: &Scene<'a>) -> impl Iterator<Item = (usize, &'a Watched)> {
    let now = scene.moment.now;
    let lanes = scene.moment.model.all().iter().enumerate();
    lanes.filter(move |(_, lane)| lane.lane().opens < now)
}

/// The end of the axis of time: the same for all of them, if they fit.
fn top(scene: &Scene) -> f32 {
    let lanes = scene.moment.model.all().iter();
    let most = lanes.map(theory).fold(Micros::ZERO, Micros::max);
    match most.as_millis() {
        0..300 => 300.0,
        300..600 => 600.0,
        _ => 1_500.0,
    }
}

fn axis_of_load() -> Axis {
    let axis = Axis::linear("busy", (0.0, 100.0));
    [0_u32, 50, 100].into_iter().fold(axis, |axis, percent| {
        axis.tick(percent as f32, format!("{percent} %"))
    })
}

fn axis_of_time(top: f32) -> Axis {
    let axis = Axis::linear("mean time, ms; dashed: theory", (0.0, top));
    (0..=3).fold(axis, |axis, step: u32| {
        let value = top as u32 / 3 * step;
        axis.tick(value as f32, value.to_string())
    })
}

/// The aim, and a curve for each lane that has opened: of those that differ in
/// load, one, as far as they have come.
fn series(scene: &Scene, open: &[(usize, &Watched)], top: f32) -> Vec<Series> {
    let aim = AIM.as_millis() as f32;
    let aim = vec![(0.0, aim), (100.0, aim)];
    let mut series = vec![curve("aim", Role::Quiet, aim)];
    let is_one = scene.moment.settings.compare == Compare::Busy;
    let busiest = open.iter().map(|(_, lane)| lane.lane().busy).max();
    let (end, curves) = match is_one {
        true => (busiest.unwrap_or(0), 1),
        false => (99, open.len()),
    };
    // No curve is there before its point: it would say where that will be.
    let known = open.iter().filter(|(_, lane)| lane.measured().mean().is_some());
    for (index, watched) in known.take(curves) {
        let points = theory_points(watched, end, top);
        series.push(curve(NAMES[*index], Role::Theory, points));
    }
    series
}

fn curve(key: &'static str, role: Role, points: Vec<(f32, f32)>) -> Series {
    Series { key: key.into(), role, style: Style::Line, points }
}

/// Where it gets steep the points are near each other.
fn theory_points(watched: &Watched, end: u32, top: f32) -> Vec<(f32, f32)> {
    let steps = (1..16).map(|step| step * 5).chain(80..=99);
    let value = |busy: u32| {
        (busy as f32, mean_ms(watched.lane(), f64::from(busy) / 100.0) as f32)
    };
    let points = steps.filter(|busy| *busy <= end).map(value);
    points.take_while(|(_, mean)| *mean <= top).collect()
}

/// Where the means are.
fn points(chart: &Chart, open: &[(usize, &Watched)]) -> Vec<(usize, Point)> {
    let lanes = open.iter().enumerate();
    let points = lanes.filter_map(|(lane, (_, watched))| {
        let mean = watched.measured().mean()?.get() as f32 / 1_000.0;
        Some((lane, chart.place(watched.lane().busy as f32, mean)))
    });
    points.collect()
}

/// The names of the lanes at their points, each above those that are lower.
fn letters(open: &[(usize, &Watched)], points: &[(usize, Point)]) -> Element {
    let mut lowest: Vec<(usize, Point)> = points.to_vec();
    lowest.sort_by(|(_, one), (_, other)| other.y.total_cmp(&one.y));
    let mut placed: Vec<Point> = Vec::new();
    let letters = lowest.into_iter().map(|(lane, at)| {
        let mut base = Point::new(at.x - 8.0, at.y - 3.0);
        for other in &placed {
            let is_beside = (other.x - base.x).abs() < 12.0;
            if is_beside && other.y - base.y < LETTER {
                base.y = other.y - LETTER;
            }
        }
        placed.push(base);
        label(base, Anchor::End, NAMES[open[lane].0]).class("name halo")
    });
    element("g").children(letters.collect::<Vec<_>>())
}
