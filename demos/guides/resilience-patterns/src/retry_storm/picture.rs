//! The picture: the queue before the server, and two charts over the run.

use super::{RUN, RetryStorm, queue};
use crate::timeline::{Frame, TimeChart};
use models::resilience_patterns::retry_storm::{CAPACITY_PER_S, STRETCH, lines};
use stage::parts::{Point, picture};
use stage::{Element, Layout, Moment, Role};

/// Stretches in a second.
const PER_SECOND: u32 = (1_000_000 / STRETCH.get()) as u32;

/// Where the parts of the picture lie.
pub struct Place {
    /// The size of the picture.
    size: (u32, u32),
    /// The top left of the queue, its columns and its rows.
    pub queue: (Point, usize, usize),
    /// Where the lines of the legend stand.
    pub legend: [Point; 3],
    /// The top left of the server, its width and its height.
    pub server: (Point, (f32, f32)),
    /// The charts: where each begins, and how high it is.
    rates: (f32, f32),
    waiting: (f32, f32),
    seconds: &'static [u32],
}

impl Place {
    fn of(layout: Layout) -> Place {
        match layout {
            Layout::Wide => Place {
                size: (620, 350),
                queue: (Point::new(0.0, 26.0), 50, 4),
                legend: [
                    Point::new(0.0, 14.0),
                    Point::new(226.0, 14.0),
                    Point::new(356.0, 14.0),
                ],
                server: (Point::new(496.0, 4.0), (120.0, 64.0)),
                rates: (84.0, 154.0),
                waiting: (216.0, 134.0),
                seconds: &[0, 10, 20, 30, 40, 50, 60],
            },
            Layout::Narrow => Place {
                size: (336, 460),
                queue: (Point::new(0.0, 78.0), 34, 6),
                legend: [
                    Point::new(0.0, 18.0),
                    Point::new(0.0, 38.0),
                    Point::new(0.0, 56.0),
                ],
                server: (Point::new(212.0, 4.0), (124.0, 64.0)),
                rates: (152.0, 180.0),
                waiting: (310.0, 150.0),
                seconds: &[0, 20, 40, 60],
            },
        }
    }

    fn frame(&self, (top, height): (f32, f32), max: u32) -> Frame {
        let (at, width) = (Point::new(0.0, top), self.size.0 as f32);
        Frame { at, size: (width, height), until: RUN, max }
    }
}

/// Draws the picture.
pub fn draw(moment: &Moment<'_, RetryStorm>) -> Element {
    let place = Place::of(moment.layout);
    picture(place.size, "The queue, the server, and both over time")
        .child(queue::draw(moment, &place))
        .child(rates(moment, &place).draw())
        .child(waiting(moment, &place).draw())
}

fn rates(moment: &Moment<'_, RetryStorm>, place: &Place) -> TimeChart {
    let now = moment.model.settings();
    let storm = moment.settings.storm().max(now.load_per_s * now.attempts);
    let frame = place.frame(place.rates, storm.max(CAPACITY_PER_S) * 11 / 10);
    let title = match moment.layout {
        Layout::Wide => "Requests a second; dashed: what the server can serve",
        Layout::Narrow => "Requests a second; dashed: capacity",
    };
    let timeline = moment.model.timeline();
    let rate = |line: usize| move |counts: &[u32; 4]| counts[line] * PER_SECOND;
    let chart = TimeChart::new(&frame, title, &[], moment.now)
        .line("attempts", Role::Candidate, timeline, rate(lines::ATTEMPTS))
        .line("goodput", Role::Committed, timeline, rate(lines::GOODPUT))
        .limit(CAPACITY_PER_S);
    shaded(chart, moment)
}

fn waiting(moment: &Moment<'_, RetryStorm>, place: &Place) -> TimeChart {
    let now = moment.model.station().waiting() as u32;
    let seconds = (RUN.get() / 1_000_000) as u32 - 13;
    let max = moment.settings.queue(seconds).max(now).max(CAPACITY_PER_S * 2);
    let frame = place.frame(place.waiting, max);
    let title = match moment.layout {
        Layout::Wide => "Queue; dashed: a second's work, as long as clients wait",
        Layout::Narrow => "Queue; dashed: one time-out's work",
    };
    let timeline = moment.model.timeline();
    let chart = TimeChart::new(&frame, title, place.seconds, moment.now)
        .line("waiting", Role::Doubt, timeline, |counts| counts[lines::QUEUE])
        .limit(CAPACITY_PER_S);
    shaded(chart, moment)
}

fn shaded(chart: TimeChart, moment: &Moment<'_, RetryStorm>) -> TimeChart {
    let stalls = moment.model.stalls().iter();
    stalls.fold(chart, |chart, (from, to)| chart.shade(*from, *to))
}
