//! Over time: the breaker's state, the calls for the healthy shards and for the
//! sick one, and the share of failures that the breaker sees.

use super::{CircuitBreaker, RUN, name, role};
use crate::marks::{Bin, Diamonds, Strip};
use models::resilience_patterns::circuit_breaker::State;
use models::resilience_patterns::guarded_calls::{Fate, letter};
use sim::Micros;
use stage::parts::chart::{self, Style};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Axis, Chart, Point, Series, label, line, picture};
use stage::{Element, Layout, Moment, Role, element};

/// Where the axes of all strips begin: where those of a chart do.
const LEFT: f32 = chart::LEFT;
/// What a chart leaves free at the right.
const RIGHT: f32 = 8.0;
/// The lines of calls for the healthy shards, and for the sick one.
const LINES: [f32; 2] = [88.0, 184.0];
/// How far calls may reach, up and down.
const REACH: f32 = 32.0;
/// The top of the chart of failures.
const SHARE: f32 = 224.0;

struct Place {
    size: (u32, u32),
    bins: u32,
}

impl Place {
    fn of(layout: Layout) -> Place {
        match layout {
            Layout::Wide => Place { size: (446, 344), bins: 80 },
            Layout::Narrow => Place { size: (336, 344), bins: 60 },
        }
    }

    fn right(&self) -> f32 {
        self.size.0 as f32 - RIGHT
    }

    fn x(&self, at: Micros) -> f32 {
        let share = at.get().min(RUN.get()) as f32 / RUN.get() as f32;
        LEFT + (self.right() - LEFT) * share
    }
}

/// Draws the strips.
pub fn draw(moment: &Moment<'_, CircuitBreaker>) -> Element {
    let place = Place::of(moment.layout);
    let chart = share(moment, &place);
    let x = place.x(moment.now);
    let bottom = chart.place(0.0, 0.0).y;
    let cut = |(top, bottom): (f32, f32)| {
        line(Point::new(x, top), Point::new(x, bottom)).class("now")
    };
    let around = |line: f32| (line - REACH, line + REACH);
    let mut now = vec![(4.0, 28.0), around(LINES[1]), (SHARE + 18.0, bottom)];
    // Where there is no other shard there is no line for its calls.
    if moment.settings.shards() > 1 {
        now.push(around(LINES[0]));
    }
    picture(place.size, "The breaker, the calls and the failures, over time")
        .child(states(moment, &place))
        .children([calls(moment, &place, 0), calls(moment, &place, 1)])
        .child(chart.draw())
        .children(now.into_iter().map(cut))
}

/// What the breaker was, as a lane.
fn states(moment: &Moment<'_, CircuitBreaker>, place: &Place) -> Element {
    let samples = moment.model.samples();
    let mut lane = element("g").class("lanes");
    let mut index = 0;
    let mut start = Micros::ZERO;
    while moment.model.breaker().is_some() {
        // A breaker that nobody called was closed.
        let state = samples.get(index).map(|sample| sample.state);
        let state = match (index, state) {
            (0, _) | (_, None) => State::Closed,
            (_, Some(state)) => state,
        };
        let same = |i: &usize| name(samples[*i].state) != name(state);
        let next = (index..samples.len()).find(same);
        let end = next.map_or(moment.now, |next| samples[next].at);
        let (from, to) = (place.x(start), place.x(end));
        let bar = rectangle(Point::new(from, 5.0), (to - from, 22.0));
        let mut stretch = element("g")
            .class("stretch")
            .role(role(state))
            .child(bar.class("mark").attr("rx", "2"));
        if to - from > name(state).len() as f32 * 6.6 + 8.0 {
            let at = Point::new((from + to) / 2.0, 20.0);
            stretch = stretch
                .child(label(at, Anchor::Middle, name(state)).class("inside"));
        }
        lane = lane.child(stretch);
        let Some(next) = next else { break };
        (index, start) = (next, end);
    }
    lane
}

/// The calls for the healthy shards (0) or for the last one (1).
fn calls(
    moment: &Moment<'_, CircuitBreaker>,
    place: &Place,
    which: usize,
) -> Element {
    let shards = moment.settings.shards();
    let last = shards - 1;
    let mut bins = vec![Bin::default(); place.bins as usize];
    let span = RUN.get() / u64::from(place.bins);
    for call in moment.model.calls() {
        let kind = match call.fate {
            Fate::Pending => continue,
            Fate::Answered => 0,
            Fate::Refused => 1,
            Fate::TimedOut => 2,
        };
        if (call.shard == last) == (which == 1) {
            let bin = (call.at.get() / span) as usize;
            bins[bin.min(place.bins as usize - 1)][kind] += 1;
        }
    }
    let strip = Strip {
        left: LEFT,
        right: place.right(),
        line: LINES[which],
        reach: REACH,
        bins: place.bins,
        usual: moment.settings.load() * 40 * last.max(1) / place.bins / shards,
        diamonds: Diamonds::Hang,
    };
    let title = Point::new(0.0, LINES[which] - REACH - 9.0);
    let has_shards = which == 1 || last > 0;
    element("g")
        .children(has_shards.then(|| strip.draw(&bins)))
        .child(label(title, Anchor::Start, heading(moment, which)).class("state"))
}

fn heading(moment: &Moment<'_, CircuitBreaker>, which: usize) -> String {
    let last = moment.settings.shards() - 1;
    let health = if moment.model.is_sick() { "sick" } else { "well" };
    let marks = "well: ▪ answered ◇ refused ✕ timed out";
    match (which, last) {
        (0, 0) => "There is no other shard".into(),
        (0, 1) => format!("Shard A, {marks}"),
        (0, _) => format!("A to {}, {marks}", letter(last - 1)),
        (_, _) => format!("Shard {}, {health}", letter(last)),
    }
}

/// The share of failures in the window, and where the breaker opens.
fn share(moment: &Moment<'_, CircuitBreaker>, place: &Place) -> Chart {
    let run = (RUN.get() / 1_000_000) as u32;
    let mut x = Axis::linear("", (0.0, run as f32));
    for second in (0..=run).step_by(10) {
        x = x.tick(second as f32, format!("{second} s"));
    }
    let title = match moment.layout {
        Layout::Wide => "% failed in the breaker's window; dashed: it opens",
        Layout::Narrow => "% failed in the window; dashed: it opens",
    };
    let mut y = Axis::linear(title, (0.0, 100.0));
    for percent in [0, 50, 100] {
        y = y.tick(percent as f32, percent.to_string());
    }
    let seconds = |at: Micros| at.get() as f32 / 1_000_000.0;
    let mut points: Vec<(f32, f32)> = vec![(0.0, 0.0)];
    for sample in moment.model.samples() {
        let point = (seconds(sample.at), sample.counts.percent() as f32);
        match points.last_mut() {
            // Too near to be seen apart.
            Some(last) if point.0 - last.0 < 0.05 => *last = point,
            Some(_) | None => points.push(point),
        }
    }
    let percent = moment.settings.rules().percent as f32;
    let opens = vec![(0.0, percent), (run as f32, percent)];
    let series = |key: &'static str, role, style, points| Series {
        key: key.into(),
        role,
        style,
        points,
    };
    Chart {
        at: Point::new(0.0, SHARE),
        size: (place.size.0 as f32, place.size.1 as f32 - SHARE),
        x,
        y,
        series: vec![
            series("opens", Role::Theory, Style::Line, opens),
            series("failed", Role::Lost, Style::Steps, points),
        ],
    }
}
