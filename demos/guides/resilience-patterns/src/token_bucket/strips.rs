//! Three strips over time: the requests, what the bucket held, what passed in all
//! beside the most that may.

use super::gauge::{Content, content, seconds, tenths};
use super::trial::Trial;
use super::{RUN, TokenBucket, allowed, requests, trial};
use models::resilience_patterns::REQUEST;
use sim::Micros;
use stage::parts::chart::{self, Style};
use stage::parts::{
    Anchor, Axis, Chart, Point, Series, label, line, path, picture,
};
use stage::{Element, Layout, Moment, Role, element};

/// Where the axes of all strips begin: where those of a chart do.
pub const LEFT: f32 = chart::LEFT;
/// What a chart leaves free at the right.
const RIGHT: f32 = 8.0;
/// The top and the bottom of the strip of the level.
const LEVEL: (f32, f32) = (124.0, 174.0);
/// The top of the chart of what passed.
const PASSED: f32 = 188.0;
/// How finely the level is drawn.
const LEVEL_STEP: Micros = Micros::from_millis(20);

/// Room, and how finely time is divided for counting requests.
pub struct Place {
    /// The size of the picture.
    pub size: (u32, u32),
    /// Into how many parts a run is divided.
    pub bins: u32,
}

impl Place {
    fn of(layout: Layout) -> Place {
        match layout {
            Layout::Wide => Place { size: (482, 352), bins: 80 },
            Layout::Narrow => Place { size: (336, 350), bins: 50 },
        }
    }

    /// Where a moment lies.
    pub fn x(&self, at: Micros) -> f32 {
        let width = self.size.0 as f32 - LEFT - RIGHT;
        LEFT + width * at.get().min(RUN.get()) as f32 / RUN.get() as f32
    }

    /// How long a bin is.
    pub fn bin(&self) -> Micros {
        Micros::new(RUN.get() / u64::from(self.bins))
    }
}

/// Draws the strips.
pub fn draw(moment: &Moment<'_, TokenBucket>) -> Element {
    let place = Place::of(moment.layout);
    let trial = trial(moment);
    let chart = passed(moment, &place, &trial);
    let bottom = chart.place(0.0, 0.0).y;
    let x = place.x(moment.now);
    // In each strip, but not through the headings between them.
    let now =
        [(20.0, 95.0), LEVEL, (PASSED + 18.0, bottom)].map(|(top, bottom)| {
            line(Point::new(x, top), Point::new(x, bottom)).class("now")
        });
    picture(place.size, "Requests, the bucket and what passed, over time")
        .child(requests::draw(moment, &place))
        .child(level(moment, &place))
        .child(chart.draw())
        .children(arrived(&chart, &trial))
        .child(worst(moment, &place, bottom))
        .children(now)
}

/// The heading of a strip.
pub fn heading(y: f32, text: &'static str) -> Element {
    label(Point::new(0.0, y), Anchor::Start, text).class("state")
}

/// What the bucket held.
fn level(moment: &Moment<'_, TokenBucket>, place: &Place) -> Element {
    let capacity = moment.settings.capacity();
    let full = u64::from(capacity) * REQUEST;
    let (top, bottom) = LEVEL;
    let y = |level: u64| bottom - (bottom - top) * level as f32 / full as f32;
    let rooms = moment.model.room_over(Micros::ZERO, moment.now, LEVEL_STEP);
    let of = |room| content(moment.settings, room);
    let curve = rooms
        .into_iter()
        .map(|(at, room)| Point::new(place.x(at), y(of(room).level.min(full))));
    let Content { role, title, .. } = of(0);
    let rail = |y| {
        let ends = [Micros::ZERO, RUN].map(|at| Point::new(place.x(at), y));
        line(ends[0], ends[1])
    };
    let tick = |y: f32, text: String| {
        label(Point::new(LEFT - 7.0, y + 4.0), Anchor::End, text)
    };
    let axes = element("g")
        .class("axes")
        .role(Role::Quiet)
        .child(rail(bottom))
        .child(rail(top).class("grid"))
        .child(tick(top, capacity.to_string()))
        .child(tick(bottom, "0".into()));
    element("g")
        .child(heading(112.0, title))
        .child(axes)
        .child(element("g").role(role).child(path(thin(curve)).class("curve")))
}

/// A curve without what cannot be seen: of the points in a column of the picture
/// the first, the lowest and the last are kept.
fn thin(points: impl Iterator<Item = Point>) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::new();
    let mut column: Vec<Point> = Vec::new();
    for point in points {
        if column.first().is_some_and(|first| point.x - first.x >= 1.0) {
            kept.extend(edges(&column));
            column.clear();
        }
        column.push(point);
    }
    kept.extend(edges(&column));
    kept
}

fn edges(column: &[Point]) -> Vec<Point> {
    let lowest = column.iter().max_by(|a, b| a.y.total_cmp(&b.y));
    let mut edges = vec![column.first(), lowest, column.last()];
    edges.dedup();
    edges.into_iter().flatten().copied().collect()
}

/// What arrived and passed in all, beside the most that may.
fn passed(moment: &Moment<'_, TokenBucket>, place: &Place, trial: &Trial) -> Chart {
    let run = (RUN.get() / 1_000_000) as u32;
    let most = moment.settings.capacity() + moment.settings.rate() * run;
    let (step, max) = scale(most);
    let mut x = Axis::linear("", (0.0, time(RUN)));
    for second in (0..=run).step_by(2) {
        x = x.tick(second as f32, format!("{second} s"));
    }
    let title = match moment.layout {
        Layout::Wide => "Passed in all; dashed: at most capacity + rate · t",
        Layout::Narrow => "Passed; dashed: capacity + rate · t",
    };
    let mut y = Axis::linear(title, (0.0, max as f32));
    for tick in (0..=max).step_by(step as usize) {
        y = y.tick(tick as f32, tick.to_string());
    }
    Chart {
        at: Point::new(0.0, PASSED),
        size: (place.size.0 as f32, place.size.1 as f32 - PASSED),
        x,
        y,
        series: series(moment, trial, max as f32),
    }
}

fn series(
    moment: &Moment<'_, TokenBucket>,
    trial: &Trial,
    max: f32,
) -> Vec<Series> {
    let series = |key: &'static str, role, style, points| Series {
        key: key.into(),
        role,
        style,
        points,
    };
    let arrived = moment.model.arrivals().map(|arrival| arrival.at);
    let arrived = below(steps(arrived, moment.now), max);
    let passed = steps(trial.passed.iter().copied(), moment.now);
    vec![
        series("bound", Role::Theory, Style::Line, bound(moment, trial)),
        series("arrived", Role::Quiet, Style::Steps, arrived),
        series("passed", Role::Committed, Style::Steps, passed),
    ]
}

/// Steps up to the one that leaves the chart: the others would be drawn along its
/// edge.
fn below(mut steps: Vec<(f32, f32)>, max: f32) -> Vec<(f32, f32)> {
    if let Some(over) = steps.iter().position(|(_, y)| *y > max) {
        steps.truncate(over + 1);
        steps[over].1 = over.checked_sub(1).map_or(0.0, |last| steps[last].1);
    }
    steps
}

/// The most that may have passed: from the start of the worst window on
/// `capacity + rate · t`, on top of what had passed before.
fn bound(moment: &Moment<'_, TokenBucket>, trial: &Trial) -> Vec<(f32, f32)> {
    let from = trial.worst.from;
    let before = trial.passed.partition_point(|at| *at < from) as f32;
    let start = before + moment.settings.capacity() as f32;
    let end = start + moment.settings.rate() as f32 * time(RUN.since(from));
    vec![(time(from), start), (time(RUN), end)]
}

/// How many there were by each moment, up to now.
fn steps(moments: impl Iterator<Item = Micros>, now: Micros) -> Vec<(f32, f32)> {
    let mut steps: Vec<(f32, f32)> = vec![(0.0, 0.0)];
    let mut count = 0.0;
    for at in moments {
        count += 1.0;
        match steps.last_mut() {
            // Too near to be seen apart.
            Some((last, total)) if time(at) - *last < 0.01 => *total = count,
            Some(_) | None => steps.push((time(at), count)),
        }
    }
    steps.push((time(now), count));
    steps
}

/// The steps and the end of an axis on which `most` is near the end.
fn scale(most: u32) -> (u32, u32) {
    let steps = [1, 2, 5, 10, 20, 50, 100, 200].into_iter();
    let step = steps.rev().find(|step| most / step >= 3).unwrap_or(1);
    (step, (most + 1).next_multiple_of(step))
}

/// The worst window: on the axis of time, and below it in figures.
fn worst(moment: &Moment<'_, TokenBucket>, place: &Place, y: f32) -> Element {
    let window = trial(moment).worst;
    if window.passed == 0 {
        return element("g");
    }
    let bar = |from: f32, to: f32, y| {
        line(Point::new(from, y), Point::new(to, y)).class("highlight")
    };
    let (from, to) = (place.x(window.from), place.x(window.to));
    let words = format!(
        "worst window: {} in {}, at most {}",
        window.passed,
        seconds(window.to.since(window.from)),
        tenths(allowed(moment, window))
    );
    let below = y + 33.0;
    let words = label(Point::new(LEFT + 22.0, below), Anchor::Start, words);
    element("g")
        .child(bar(from, to.max(from + 2.0), y))
        .child(bar(LEFT, LEFT + 14.0, below - 4.0))
        .child(words.class("state"))
}

/// The name of the line of what arrived, where that line ends.
fn arrived(chart: &Chart, trial: &Trial) -> Option<Element> {
    let (x, y) =
        *chart.series.iter().find(|s| s.key == "arrived")?.points.last()?;
    let is_apart = y - trial.passed.len() as f32 > chart.y.max / 6.0;
    let (end, top) = (chart.place(x, y), chart.place(x, chart.y.max).y);
    let height = (end.y - 5.0).max(top + 13.0);
    // Above the line, which rises to its end; at its right where it is too short.
    let (x, anchor) = match end.x > LEFT + 64.0 {
        true => (end.x - 14.0, Anchor::End),
        false => (end.x + 7.0, Anchor::Start),
    };
    let name = label(Point::new(x, height), anchor, "arrived").class("state halo");
    is_apart.then_some(name)
}

/// A moment in seconds.
fn time(at: Micros) -> f32 {
    at.get() as f32 / 1_000_000.0
}
