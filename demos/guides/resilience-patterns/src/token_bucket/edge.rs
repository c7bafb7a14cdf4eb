//! The windows that a limiter counts in, with what it let pass in each, and below
//! them the stretch of the same length in which most passed: across an edge it can be
//! twice as much.

use super::trial::Trial;
use super::words::seconds;
use super::{RUN, TokenBucket};
use models::resilience_patterns::{LimiterKind, Window};
use sim::Micros;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Area, Dots, Point, label, line, text_width};
use stage::{Element, Layout, Moment, Role, element};

/// Windows narrower than this are not told apart.
const NARROW: Micros = Micros::from_millis(500);
/// Requests are on each other, up to so many: side by side they would seem to have
/// come at other times.
const HIGH: u64 = 10;
/// The most from one to the next.
const PITCH: f32 = 12.0;
/// Those within so long lie in one heap.
const HEAP: Micros = Micros::from_millis(10);
/// How high the bar below the windows is.
const BAR: f32 = 28.0;
/// Room for the time below the windows.
const WORDS: f32 = 24.0;

/// Whether this limiter's windows can be shown.
pub fn has_windows(moment: &Moment<'_, TokenBucket>) -> bool {
    let window = moment.settings.window();
    moment.settings.kind() == LimiterKind::FixedWindow
        && window >= NARROW
        && window < RUN
}

/// What is drawn, and where.
struct Edge<'a> {
    moment: &'a Moment<'a, TokenBucket>,
    trial: &'a Trial,
    area: Area,
}

/// Draws the windows in a box.
pub fn draw(
    moment: &Moment<'_, TokenBucket>,
    trial: &Trial,
    area: Area,
) -> Element {
    let edge = Edge { moment, trial, area };
    let window = moment.settings.window().get();
    let begun = moment.now.get().min(RUN.get() - 1) / window;
    let windows = || {
        (0..=begun).map(|number| {
            let from = Micros::new(window * number);
            (from, from + Micros::new(window))
        })
    };
    let x = edge.x(moment.now);
    let [top, bottom] = [area.at.y, area.at.y + edge.high()];
    let now = line(Point::new(x, top), Point::new(x, bottom)).class("now");
    // Marks lie over the line of the moment.
    element("g")
        .children(windows().map(|window| edge.frame(window)))
        .child(edge.seconds())
        .child(now)
        .children(windows().map(|window| edge.passed(window)))
        .children(edge.busiest())
}

impl Edge<'_> {
    fn x(&self, at: Micros) -> f32 {
        let share = at.get().min(RUN.get()) as f32 / RUN.get() as f32;
        self.area.at.x + self.area.width * share
    }

    /// How high a window is.
    fn high(&self) -> f32 {
        self.area.height - BAR - WORDS - 2.0
    }

    /// A window.
    fn frame(&self, (from, to): (Micros, Micros)) -> Element {
        let (left, right) = (self.x(from), self.x(to));
        let size = (right - left - 2.0, self.high());
        let frame = rectangle(Point::new(left + 1.0, self.area.at.y), size);
        frame.class("shade").attr("rx", 4_u32).role(Role::Leader)
    }

    /// A mark for each request that passed in a window, and how many they are.
    fn passed(&self, (from, to): (Micros, Micros)) -> Element {
        let (left, right) = (self.x(from), self.x(to));
        let until = |at| self.trial.passed.partition_point(|passed| *passed < at);
        let passed = &self.trial.passed[until(from)..until(to)];
        let middle = Point::new((left + right) / 2.0, self.area.at.y + 17.0);
        let capacity = self.moment.settings.capacity();
        let words = match self.moment.layout {
            Layout::Wide => format!("window: {} of {capacity}", passed.len()),
            Layout::Narrow => format!("{} of {capacity}", passed.len()),
        };
        let words = (text_width(&words) < right - left)
            .then(|| label(middle, Anchor::Middle, words).class("word halo"));
        element("g")
            .role(Role::Leader)
            .child(self.marks(passed, (from, to)))
            .children(words)
    }

    /// Those that passed, heaped where they did, away from the nearer edge.
    fn marks(&self, passed: &[Micros], (from, to): (Micros, Micros)) -> Element {
        let capacity = u64::from(self.moment.settings.capacity());
        let (left, right) = (self.x(from), self.x(to));
        let columns = capacity.div_ceil(HIGH) as f32;
        let room = (right - left - 8.0) / 2.0 / columns;
        let pitch = PITCH.min(room).min((self.high() - 8.0) / HIGH as f32);
        let mut dots = Dots::new(pitch * 0.8);
        let floor = self.area.at.y + self.high() - 4.0;
        let mut first = None;
        let mut rank = 0;
        for at in passed {
            let heap = first.filter(|first| *at < *first + HEAP).unwrap_or(*at);
            rank = if first == Some(heap) { rank + 1 } else { 0 };
            first = Some(heap);
            let x = self.x(heap);
            let beside = 0.6 + pitch * ((rank / HIGH) as f32 + 0.5);
            let is_late = x > (left + right) / 2.0;
            let x = if is_late { x - beside } else { x + beside };
            let y = floor - pitch * ((rank % HIGH) as f32 + 0.5);
            dots.put(Role::Committed, Point::new(x, y));
        }
        dots.draw()
    }

    fn seconds(&self) -> Element {
        let run = RUN.get() / 1_000_000;
        let y = self.area.at.y + self.high() + 15.0;
        let end = self.area.end().x;
        let seconds = (0..=run).map(|second| {
            let x = self.x(Micros::from_secs(second));
            let (x, anchor) = match second {
                0 => (x, Anchor::Start),
                _ if x > end - 8.0 => (end, Anchor::End),
                _ => (x, Anchor::Middle),
            };
            label(Point::new(x, y), anchor, format!("{second} s"))
        });
        element("g").class("axes").role(Role::Quiet).children(seconds)
    }

    /// The stretch of a window's length in which most passed: those of a crowd lie in
    /// its middle.
    fn busiest(&self) -> Option<Element> {
        let length = self.moment.settings.window();
        let Window { from, to, passed } = self.trial.busiest_window;
        if passed == 0 {
            return None;
        }
        let spare = length.get().saturating_sub(to.since(from).get());
        let from = Micros::new(from.get().saturating_sub(spare / 2));
        let (left, right) = (self.x(from), self.x(from + length));
        let capacity = self.moment.settings.capacity();
        let (role, words) = match passed > capacity.into() {
            true => {
                let span = seconds(length);
                let words = match self.moment.layout {
                    Layout::Wide => {
                        format!("{passed} in these {span}: the limit is {capacity}")
                    }
                    Layout::Narrow => {
                        format!("{passed} in {span}, limit {capacity}")
                    }
                };
                (Role::Lost, words)
            }
            false => {
                (Role::Committed, format!("busiest {}: {passed}", seconds(length)))
            }
        };
        let y = self.area.end().y - BAR;
        let bar = rectangle(Point::new(left + 1.0, y), (right - left - 2.0, BAR));
        // Within the picture, where the bar is too short for them.
        let half = text_width(&words) * 0.56;
        let (start, end) = (self.area.at.x + half, self.area.end().x - half);
        let middle = ((left + right) / 2.0).min(end).max(start);
        let at = Point::new(middle, y + 18.5);
        let words = label(at, Anchor::Middle, words).class("word halo");
        let bar = bar.class("bar-mark").attr("rx", 3_u32);
        Some(element("g").role(role).child(bar).child(words))
    }
}
