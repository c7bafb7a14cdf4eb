//! What passed in all, over time, and the room that the bound leaves it: capacity
//! at once, and the rate from then on.

use super::spans;
use super::trial::Trial;
use super::{RUN, TokenBucket, allowed, keeps_bound};
use models::resilience_patterns::{REQUEST, Verdict};
use sim::Micros;
use stage::parts::chart::Style;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Area, Axis, Chart, Point, Series, label, line, path};
use stage::{Element, Layout, Moment, Role, element};

/// So many at one moment are a burst.
const BURST: u32 = 5;

/// Draws the chart in a box, and stretches of its time from `below` on.
pub fn draw(
    moment: &Moment<'_, TokenBucket>,
    area: Area,
    trial: &Trial,
    below: f32,
) -> Element {
    let chart = chart(moment, area, trial);
    let bound = Bound::of(moment, &chart, trial);
    let ends = [chart.y.max, 0.0].map(|y| chart.place(time(moment.now), y));
    // Words lie over the line of the moment.
    element("g")
        .children(bound.as_ref().map(|bound| bound.draw(&chart)))
        .child(chart.draw())
        .child(line(ends[0], ends[1]).class("now"))
        .child(spans::draw(moment, &chart, trial, below))
        .children(bursts(moment, &chart, trial))
        .children(bound.as_ref().map(|bound| bound.words(moment, &chart)))
        .children(bound.and_then(|bound| bound.over(moment, &chart, trial)))
}

fn chart(moment: &Moment<'_, TokenBucket>, area: Area, trial: &Trial) -> Chart {
    let run = (RUN.get() / 1_000_000) as u32;
    let most = moment.settings.capacity() + moment.settings.rate() * run;
    let (step, max) = scale(most);
    let mut x = Axis::linear("", (0.0, time(RUN)));
    for second in 0..=run {
        x = x.tick(second as f32, format!("{second} s"));
    }
    let mut y = Axis::linear("Passed in all", (0.0, max as f32));
    for tick in (0..=max).step_by(step as usize) {
        y = y.tick(tick as f32, tick.to_string());
    }
    Chart {
        at: area.at,
        size: (area.width, area.height),
        x,
        y,
        series: series(moment, trial),
    }
}

fn series(moment: &Moment<'_, TokenBucket>, trial: &Trial) -> Vec<Series> {
    vec![Series {
        key: "passed".into(),
        role: Role::Committed,
        style: Style::Steps,
        points: steps(trial.passed.iter().copied(), moment.now),
    }]
}

/// How many of each burst passed at once, beside the step that they make.
fn bursts(
    moment: &Moment<'_, TokenBucket>,
    chart: &Chart,
    trial: &Trial,
) -> Vec<Element> {
    let mut bursts: Vec<(Micros, u32, u32)> = Vec::new();
    for arrival in moment.model.arrivals() {
        if bursts.last().is_none_or(|(at, _, _)| *at != arrival.at) {
            bursts.push((arrival.at, 0, 0));
        }
        if let Some((_, passed, all)) = bursts.last_mut() {
            *passed += u32::from(arrival.verdict == Verdict::Admitted);
            *all += 1;
        }
    }
    let large = bursts.into_iter().filter(|(_, _, all)| *all >= BURST);
    large
        .map(|(at, passed, all)| {
            let before = trial.passed.partition_point(|passed| *passed < at) as f32;
            let [top, middle] = [1.0, 0.5]
                .map(|part| chart.place(time(at), before + passed as f32 * part));
            // Below the top of a low step, too.
            let y = (middle.y + 4.5).max(top.y + 15.0);
            let at = Point::new(top.x + 5.0, y);
            let words = label(at, Anchor::Start, format!("{passed} of {all}"));
            element("g").role(Role::Committed).child(words.class("word halo"))
        })
        .collect()
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
    (step, most.next_multiple_of(step))
}

/// The bound for the worst window: from its start `capacity + rate · t`, on top of
/// what had passed before.
struct Bound {
    from: f32,
    before: f32,
    start: f32,
    end: (f32, f32),
}

impl Bound {
    fn of(
        moment: &Moment<'_, TokenBucket>,
        chart: &Chart,
        trial: &Trial,
    ) -> Option<Bound> {
        if trial.worst.passed == 0 {
            return None;
        }
        let from = trial.worst.from;
        let before = trial.passed.partition_point(|at| *at < from) as f32;
        let start = before + moment.settings.capacity() as f32;
        let rate = moment.settings.rate() as f32;
        // As far as the chart goes, to the right or up.
        let long = time(RUN.since(from)).min((chart.y.max - start).max(0.0) / rate);
        let from = time(from);
        let end = (from + long, start + rate * long);
        Some(Bound { from, before, start, end })
    }

    fn draw(&self, chart: &Chart) -> Element {
        let Bound { from, before, start, end } = *self;
        let corners = [(from, before), (from, start), end, (end.0, before)];
        let room = path(corners.map(|(x, y)| chart.place(x, y))).class("shade");
        let [low, high, top] =
            [(from, before), (from, start), end].map(|(x, y)| chart.place(x, y));
        element("g")
            .role(Role::Theory)
            .child(room)
            .child(line(high, top).class("curve"))
            .child(line(low, high).class("highlight"))
    }

    /// What the room is, at its bottom right, where no line passes.
    fn words(&self, moment: &Moment<'_, TokenBucket>, chart: &Chart) -> Element {
        let (capacity, rate) = (moment.settings.capacity(), moment.settings.rate());
        let words = match moment.layout {
            Layout::Wide => {
                format!("at most {capacity} at once and {rate} a second")
            }
            Layout::Narrow => format!("{capacity} at once, {rate} a second"),
        };
        let corner = chart.place(self.end.0, self.before);
        let at = Point::new(corner.x - 6.0, corner.y - 6.0);
        let words = label(at, Anchor::End, words).class("state halo");
        element("g").role(Role::Theory).child(words)
    }

    /// What passed in the worst window beyond what may.
    fn over(
        &self,
        moment: &Moment<'_, TokenBucket>,
        chart: &Chart,
        trial: &Trial,
    ) -> Option<Element> {
        if keeps_bound(moment, trial) {
            return None;
        }
        let window = trial.worst;
        let may = allowed(moment, window);
        let (x, passed) = (time(window.to), window.passed as f32);
        let may_end = self.before + may as f32 / REQUEST as f32;
        let [top, bottom] =
            [self.before + passed, may_end].map(|y| chart.place(x, y));
        let corner = Point::new(top.x - 3.5, top.y);
        let bar = rectangle(corner, (7.0, bottom.y - top.y)).class("bar-mark");
        let words = format!("{} passed, {} may", window.passed, may / REQUEST);
        let words_at = Point::new(top.x + 12.0, top.y - 12.0);
        let words = label(words_at, Anchor::Start, words).class("word halo");
        Some(element("g").role(Role::Lost).child(bar).child(words))
    }
}

/// A moment in seconds.
fn time(at: Micros) -> f32 {
    at.get() as f32 / 1_000_000.0
}
