//! Three strips over time: the requests, what the bucket held, what passed in all
//! beside the most that may.

use super::gauge::{Content, content};
use super::trial::Trial;
use super::{RUN, TokenBucket, trial};
use models::resilience_patterns::limited_service::Arrival;
use models::resilience_patterns::{REQUEST, Verdict};
use sim::Micros;
use stage::parts::chart::Style;
use stage::parts::{
    Anchor, Axis, Chart, Point, Series, label, line, path, picture,
};
use stage::{Element, Layout, Moment, Px, Role, element};

/// Where the strips lie: their axes begin at `LEFT`, where those of a chart do.
const LEFT: f32 = 44.0;
const RIGHT: f32 = 8.0;
/// The line on which requests stand or from which they hang, and how far.
const REQUESTS: (f32, f32) = (57.0, 36.0);
/// The top and the bottom of the strip of the level.
const LEVEL: (f32, f32) = (124.0, 174.0);
/// The top of the chart of what passed.
const PASSED: f32 = 188.0;

/// Room, and how finely time is divided for counting requests.
struct Place {
    size: (u32, u32),
    bins: u32,
}

impl Place {
    fn of(layout: Layout) -> Place {
        match layout {
            Layout::Wide => Place { size: (482, 360), bins: 80 },
            Layout::Narrow => Place { size: (336, 350), bins: 50 },
        }
    }

    fn x(&self, at: Micros) -> f32 {
        let width = self.size.0 as f32 - LEFT - RIGHT;
        LEFT + width * at.get().min(RUN.get()) as f32 / RUN.get() as f32
    }

    /// What passes in a bin.
    fn bin(&self) -> Micros {
        Micros::new(RUN.get() / u64::from(self.bins))
    }
}

/// Draws the strips.
pub fn draw(moment: &Moment<'_, TokenBucket>) -> Element {
    let place = Place::of(moment.layout);
    let trial = trial(moment);
    let x = place.x(moment.now);
    let chart = passed(moment, &place, &trial);
    let bottom = chart.place(0.0, 0.0).y;
    let now = line(Point::new(x, 20.0), Point::new(x, bottom)).class("now");
    picture(place.size, "Requests, the bucket and what passed, over time")
        .child(requests(moment, &place))
        .child(level(moment, &place))
        .child(chart.draw())
        .child(worst(&place, &trial, bottom))
        .child(now)
}

/// How many requests of a bin met which fate.
#[derive(Clone, Copy, Default)]
struct Bin {
    admitted: u32,
    delayed: u32,
    refused: u32,
}

/// Requests as marks: those admitted stand on the line, those refused hang from
/// it.
fn requests(moment: &Moment<'_, TokenBucket>, place: &Place) -> Element {
    let mut bins = vec![Bin::default(); place.bins as usize + 1];
    for Arrival { at, verdict, .. } in moment.model.arrivals() {
        let index = (at.get() / place.bin().get()).min(u64::from(place.bins));
        let bin = &mut bins[index as usize];
        match verdict {
            Verdict::Admitted => bin.admitted += 1,
            Verdict::Delayed(_) => bin.delayed += 1,
            Verdict::Refused => bin.refused += 1,
        }
    }
    let unit = unit(moment.settings.load(), place);
    let most = (REQUESTS.1 / unit) as u32;
    let [mut admitted, mut delayed, mut refused] = [const { String::new() }; 3];
    let mut excess = Vec::new();
    for (index, bin) in bins.iter().enumerate() {
        let x = place.x(Micros::new(place.bin().get() * index as u64));
        let accepted = bin.admitted + bin.delayed;
        for row in 0..accepted.min(most) {
            let at = Point::new(x, REQUESTS.0 - unit * (row + 1) as f32);
            match row < bin.admitted {
                true => square(&mut admitted, at, unit),
                false => diamond(&mut delayed, at, unit),
            }
        }
        for row in 0..bin.refused.min(most) {
            cross(
                &mut refused,
                Point::new(x, REQUESTS.0 + unit * row as f32),
                unit,
            );
        }
        // More than there is room for: their number stands beside the marks.
        if accepted > most {
            excess.push((Point::new(x, REQUESTS.0 - REQUESTS.1 + 10.0), accepted));
        }
        if bin.refused > most {
            excess.push((Point::new(x, REQUESTS.0 + REQUESTS.1), bin.refused));
        }
    }
    let excess = if unit < 3.0 { Vec::new() } else { excess };
    let numbers = excess.into_iter().map(|(at, count)| number(place, at, count));
    let marks = |data: String, role| {
        element("path").attr("d", data).class("requests").role(role)
    };
    let title = match moment.layout {
        Layout::Wide => {
            "Requests: ▪ admitted ◇ waits, above the line; ✕ refused, below it"
        }
        Layout::Narrow => "Requests: ▪ admitted ◇ waits ✕ refused",
    };
    let (start, end) = (place.x(Micros::ZERO), place.x(RUN));
    let axis = line(Point::new(start, REQUESTS.0), Point::new(end, REQUESTS.0));
    element("g")
        .child(heading(14.0, title))
        .child(element("g").class("axes").role(Role::Quiet).child(axis))
        .child(marks(admitted, Role::Committed))
        .child(marks(delayed, Role::Candidate))
        .child(marks(refused, Role::Lost))
        .child(element("g").children(numbers))
}

/// The side of a mark: so that the usual number of requests fits.
fn unit(load: u32, place: &Place) -> f32 {
    let usual = u64::from(load) * place.bin().get() * 2 / 1_000_000 + 3;
    let width = place.x(place.bin()) - place.x(Micros::ZERO);
    (REQUESTS.1 / usual as f32).min(width).min(6.0)
}

/// How many marks there would be, on the side where there is room.
fn number(place: &Place, at: Point, count: u32) -> Element {
    let is_late = at.x > place.size.0 as f32 - 60.0;
    let (x, anchor) = match is_late {
        true => (at.x - 5.0, Anchor::End),
        false => (at.x + 9.0, Anchor::Start),
    };
    label(Point::new(x, at.y), anchor, count.to_string()).class("inside")
}

fn square(data: &mut String, at: Point, unit: f32) {
    let (x, y) = Point::new(at.x + 0.5, at.y + 0.5).px();
    let side = Px::round(unit - 1.0);
    data.push_str(&format!("M{x} {y}h{side}v{side}h-{side}z"));
}

fn diamond(data: &mut String, at: Point, unit: f32) {
    let (x, y) = Point::new(at.x + unit / 2.0, at.y + 0.4).px();
    let arm = Px::round(unit / 2.0 - 0.4);
    data.push_str(&format!("M{x} {y}l{arm} {arm}-{arm} {arm}-{arm}-{arm}z"));
}

fn cross(data: &mut String, at: Point, unit: f32) {
    let (x, y) = Point::new(at.x + 0.8, at.y + 0.8).px();
    let side = Px::round(unit - 1.6);
    data.push_str(&format!("M{x} {y}l{side} {side}m-{side} 0l{side}-{side}"));
}

/// What the bucket held.
fn level(moment: &Moment<'_, TokenBucket>, place: &Place) -> Element {
    let full = u64::from(moment.settings.capacity()) * REQUEST;
    let (top, bottom) = LEVEL;
    let y = |level: u64| bottom - (bottom - top) * level as f32 / full as f32;
    let points =
        moment.model.room_over(Micros::ZERO, moment.now, Micros::from_millis(20));
    let of = |room| content(moment.settings, room);
    let curve = points
        .into_iter()
        .map(|(at, room)| Point::new(place.x(at), y(of(room).level.min(full))));
    let Content { role, title, .. } = of(0);
    let (start, end) = (place.x(Micros::ZERO), place.x(RUN));
    let rail = |y| line(Point::new(start, y), Point::new(end, y));
    let tick =
        |y: f32, text| label(Point::new(start - 7.0, y + 4.0), Anchor::End, text);
    let capacity = moment.settings.capacity().to_string();
    element("g")
        .child(heading(112.0, title))
        .child(
            element("g")
                .class("axes")
                .role(Role::Quiet)
                .child(rail(bottom))
                .child(rail(top).class("grid"))
                .child(tick(top, capacity))
                .child(tick(bottom, "0".into())),
        )
        .child(element("g").role(role).child(path(thin(curve)).class("curve")))
}

fn heading(y: f32, text: &'static str) -> Element {
    label(Point::new(0.0, y), Anchor::Start, text).class("state")
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

/// What arrived and passed in all, beside the most that may pass from the start of
/// the worst window on.
fn passed(moment: &Moment<'_, TokenBucket>, place: &Place, trial: &Trial) -> Chart {
    let (capacity, rate) = (moment.settings.capacity(), moment.settings.rate());
    let run = (RUN.get() / 1_000_000) as u32;
    let (step, max) = scale(capacity + rate * run);
    let from = trial.worst.from;
    let before = trial.passed.partition_point(|at| *at < from) as f32;
    let end = before + capacity as f32 + rate as f32 * time(RUN.since(from));
    let bound = vec![(time(from), before + capacity as f32), (time(RUN), end)];
    let mut x = Axis::linear("", (0.0, time(RUN)));
    for second in (0..=run as u8).step_by(2) {
        x = x.tick(f32::from(second), format!("{second} s"));
    }
    let title = match moment.layout {
        Layout::Wide => {
            "Passed in all (line); at most capacity + rate · t (dashed); arrived (grey)"
        }
        Layout::Narrow => "Passed; capacity + rate · t (dashed)",
    };
    let mut y = Axis::linear(title, (0.0, max as f32));
    for tick in (0..=max).step_by(step as usize) {
        y = y.tick(tick as f32, tick.to_string());
    }
    let arrived = moment.model.arrivals().map(|arrival| arrival.at);
    let is_shown = |(_, y): &(f32, f32)| *y <= max as f32;
    let arrived =
        steps(arrived, moment.now).into_iter().take_while(is_shown).collect();
    let series = |key: &'static str, role, style, points| Series {
        key: key.into(),
        role,
        style,
        points,
    };
    Chart {
        at: Point::new(0.0, PASSED),
        size: (place.size.0 as f32, place.size.1 as f32 - PASSED),
        x,
        y,
        series: vec![
            series("bound", Role::Theory, Style::Line, bound),
            series("arrived", Role::Quiet, Style::Steps, arrived),
            series(
                "passed",
                Role::Committed,
                Style::Steps,
                steps(trial.passed.iter().copied(), moment.now),
            ),
        ],
    }
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

/// The worst window, on the axis of time.
fn worst(place: &Place, trial: &Trial, y: f32) -> Element {
    let (from, to) = (place.x(trial.worst.from), place.x(trial.worst.to));
    line(Point::new(from, y), Point::new(to.max(from + 1.5), y)).class("highlight")
}

/// A moment in seconds.
fn time(at: Micros) -> f32 {
    at.get() as f32 / 1_000_000.0
}
