//! The pool, thread by thread, and two charts over the run.

use super::{Bulkhead, RUN};
use crate::marks::{cross, requests, square};
use crate::timeline::{Frame, TimeChart};
use models::resilience_patterns::bulkhead::{
    DEPENDENCIES, LATENCY, NAMES, QUEUE_MAX, SLOW_FROM, SLOW_TO, STRETCH, lines,
};
use stage::parts::{Anchor, Point, label, picture};
use stage::{Element, Layout, Moment, Role, element};

/// Stretches in a second.
const PER_SECOND: u32 = (1_000_000 / STRETCH.get()) as u32;
/// The top of the pool.
const POOL: f32 = 42.0;

/// Where the parts of the picture lie.
struct Place {
    size: (u32, u32),
    /// Where the first line about a dependency stands.
    dependencies: Point,
    /// The charts: where each begins, and how high it is.
    rates: (f32, f32),
    threads: (f32, f32),
    seconds: &'static [u32],
}

impl Place {
    fn of(layout: Layout) -> Place {
        match layout {
            Layout::Wide => Place {
                size: (620, 350),
                dependencies: Point::new(380.0, 33.0),
                rates: (94.0, 148.0),
                threads: (220.0, 130.0),
                seconds: &[0, 10, 20, 30, 40],
            },
            Layout::Narrow => Place {
                size: (336, 470),
                dependencies: Point::new(0.0, 104.0),
                rates: (172.0, 172.0),
                threads: (322.0, 148.0),
                seconds: &[0, 10, 20, 30, 40],
            },
        }
    }

    fn frame(&self, (top, height): (f32, f32), max: u32) -> Frame {
        let (at, width) = (Point::new(0.0, top), self.size.0 as f32);
        Frame { at, size: (width, height), until: RUN, max }
    }
}

/// Draws the picture.
pub fn draw(moment: &Moment<'_, Bulkhead>) -> Element {
    let place = Place::of(moment.layout);
    picture(place.size, "The pool of threads, and what is answered, over time")
        .child(pool(moment))
        .child(dependencies(moment, &place))
        .child(rates(moment, &place).draw())
        .child(threads(moment, &place).draw())
}

/// A mark for each thread: ✕ waits for A, ▪ works for B or C, a small one is free.
fn pool(moment: &Moment<'_, Bulkhead>) -> Element {
    let station = moment.model.station();
    let [mut sick, mut healthy, mut free] = [const { String::new() }; 3];
    let (a, others) = (
        moment.model.held(0),
        (1..DEPENDENCIES).map(|index| moment.model.held(index)).sum::<usize>(),
    );
    // Threads in a row, and how far it is from one to the next.
    let (columns, pitch) = match station.workers() <= 40 {
        true => (20, 15.5),
        false => (28, 11.0),
    };
    for thread in 0..station.workers() {
        let (column, row) = (thread % columns, thread / columns);
        let at = Point::new(pitch * column as f32, POOL + pitch * row as f32);
        if thread < a {
            cross(&mut sick, at, pitch - 3.0);
        } else if thread < a + others {
            square(&mut healthy, at, pitch - 3.0);
        } else {
            square(&mut free, Point::new(at.x + 3.0, at.y + 3.0), pitch - 9.0);
        }
    }
    let words =
        format!("Pool: {} of {} threads busy", a + others, station.workers());
    let waiting = station.waiting();
    let counts =
        format!("✕ {a} for A, ▪ {others} for B and C; {waiting} in the queue");
    let text = |y, text| label(Point::new(0.0, y), Anchor::Start, text);
    element("g")
        .child(text(14.0, words).class("name"))
        .children([
            requests(sick, Role::Lost),
            requests(healthy, Role::Committed),
            requests(free, Role::Quiet),
        ])
        .child(text(33.0, counts).class("inside"))
}

/// A line about each dependency.
fn dependencies(moment: &Moment<'_, Bulkhead>, place: &Place) -> Element {
    let lines = (0..DEPENDENCIES).map(|index| {
        let model = moment.model;
        let (latency, held) = (model.latency(index), model.held(index));
        let sign = if latency > LATENCY { "✕" } else { "▪" };
        let limit = match model.limit(index) {
            QUEUE_MAX => String::new(),
            limit => format!(" of {limit}"),
        };
        let text = format!(
            "{sign} {} takes {latency:#}: threads {held}{limit}",
            NAMES[index]
        );
        let at = place.dependencies;
        let at = Point::new(at.x, at.y + 20.0 * index as f32);
        label(at, Anchor::Start, text).class("inside")
    });
    element("g").children(lines)
}

fn rates(moment: &Moment<'_, Bulkhead>, place: &Place) -> TimeChart {
    let load = moment.model.settings().load_per_s;
    let frame = place.frame(place.rates, load * 3);
    let title = match moment.layout {
        Layout::Wide => "Answered in time, a second; dashed: requests for B and C",
        Layout::Narrow => "Answered a second; dashed: requests",
    };
    let timeline = moment.model.timeline();
    let rate = |line: usize| move |counts: &[u32; 4]| counts[line] * PER_SECOND;
    let chart = TimeChart::new(&frame, title, &[], moment.now)
        .line("A", Role::Lost, timeline, rate(lines::SICK))
        .line("B and C", Role::Committed, timeline, rate(lines::HEALTHY))
        .limit(load * 2);
    shaded(chart, moment)
}

fn threads(moment: &Moment<'_, Bulkhead>, place: &Place) -> TimeChart {
    let all = moment.model.station().workers() as u32;
    let frame = place.frame(place.threads, all * 6 / 5);
    let title = match moment.layout {
        Layout::Wide => "Threads that wait for A; dashed: all there are",
        Layout::Narrow => "Threads that wait for A; dashed: all",
    };
    let timeline = moment.model.timeline();
    let chart = TimeChart::new(&frame, title, place.seconds, moment.now)
        .line("for A", Role::Lost, timeline, |counts| counts[lines::HELD])
        .limit(all);
    shaded(chart, moment)
}

fn shaded(chart: TimeChart, moment: &Moment<'_, Bulkhead>) -> TimeChart {
    match moment.now > SLOW_FROM {
        true => chart.shade(SLOW_FROM, SLOW_TO),
        false => chart,
    }
}
