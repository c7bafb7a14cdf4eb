//! Six limiters on the same requests, below each other. A bar is what passed within
//! 50 ms, as wide as that on the axis of time, and on top of it what was refused;
//! behind them is the room that the limiter had, which says why. The two that are one
//! in other variables share a row.

mod verdicts;

use super::room::room;
use super::trial::Trial;
use super::{RUN, TokenBucket, allowed, keeps_bound, limits, trial_of};
use models::resilience_patterns::{LimiterKind, REQUEST};
use sim::Micros;
use stage::parts::flow::note;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, line, lines, path, picture, text_width};
use stage::{Element, Layout, Moment, Role, element};

/// What passes within so long is one bar, in the middle of that time.
const BAR: Micros = Micros::from_millis(50);
/// The rows.
const ROWS: [LimiterKind; 5] = [
    LimiterKind::TokenBucket,
    LimiterKind::LeakyBucket,
    LimiterKind::FixedWindow,
    LimiterKind::SlidingLog,
    LimiterKind::SlidingCounter,
];
/// What the numbers at the right are, and by what they are judged.
const MOST: &str = "most that passed; ✕ over capacity + rate · t";
/// Where the first row begins.
const TOP: f32 = 20.0;

struct Place {
    size: (u32, u32),
    /// From where to where the time goes.
    time: (f32, f32),
    /// How high a row is, and how far below its top its line is.
    row: f32,
    line: f32,
    /// How high bars are at most.
    high: f32,
    /// Where what passed at most is said: the right end, and both base lines.
    most: (f32, [f32; 2]),
}

impl Place {
    fn of(layout: Layout) -> Place {
        match layout {
            Layout::Wide => Place {
                size: (620, 326),
                time: (172.0, 524.0),
                row: 57.0,
                line: 50.0,
                high: 46.0,
                most: (618.0, [24.0, 41.0]),
            },
            Layout::Narrow => Place {
                size: (340, 466),
                time: (4.0, 334.0),
                row: 85.0,
                line: 80.0,
                high: 44.0,
                most: (338.0, [14.0, 29.0]),
            },
        }
    }

    fn x(&self, at: Micros) -> f32 {
        let share = at.get().min(RUN.get()) as f32 / RUN.get() as f32;
        self.time.0 + (self.time.1 - self.time.0) * share
    }
}

/// Draws all of them.
pub fn draw(moment: &Moment<'_, TokenBucket>) -> Element {
    let place = Place::of(moment.layout);
    let came = bars(moment.model.arrivals().map(|arrival| arrival.at));
    let most = came.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let most = most.max(moment.settings.capacity().into());
    let each = place.high / most as f32;
    let rows = ROWS.into_iter().enumerate().map(|(index, kind)| {
        let top = TOP + place.row * index as f32;
        let trial = trial_of(moment, kind);
        Line { moment, place: &place, kind, trial, top, each }
    });
    let rows: Vec<_> = rows.collect();
    let bottom = TOP + place.row * ROWS.len() as f32;
    let x = place.x(moment.now);
    let now = line(Point::new(x, TOP), Point::new(x, bottom)).class("now");
    let most = Point::new(place.most.0, 13.0);
    let most =
        (moment.layout == Layout::Wide).then(|| note(most, Anchor::End, MOST));
    // Words lie over the line of the moment.
    picture(place.size, "What each of six limiters let pass")
        .child(legend())
        .children(most)
        .children(rows.iter().map(Line::draw))
        .child(axis(&place, bottom))
        .child(now)
        .children(rows.iter().flat_map(Line::words))
}

fn axis(place: &Place, bottom: f32) -> Element {
    let seconds = (0..=RUN.get() / 1_000_000).map(|second| {
        let x = place.x(Micros::from_secs(second));
        let anchor = match second {
            0 => Anchor::Start,
            _ if x > place.time.1 - 2.0 => Anchor::End,
            _ => Anchor::Middle,
        };
        label(Point::new(x, bottom + 14.0), anchor, format!("{second} s"))
    });
    element("g").class("axes").role(Role::Quiet).children(seconds)
}

/// What each sign means.
fn legend() -> Element {
    let signs = [
        (Role::Committed, "dots solid", "passed"),
        (Role::Lost, "requests", "refused"),
        (Role::Leader, "shade", "room left"),
    ];
    let mut x = 0.0;
    let signs = signs.map(|(role, class, word)| {
        let sign = rectangle(Point::new(x, 4.0), (9.0, 9.0)).class(class);
        let word_at = Point::new(x + 14.0, 13.0);
        x += 14.0 + text_width(word) + 16.0;
        let word = note(word_at, Anchor::Start, word);
        element("g").child(sign.role(role)).child(word)
    });
    element("g").children(signs)
}

/// How many there were around each of some moments, a [`BAR`] from one to the next:
/// those moments at which there were any, in steps of it.
fn bars(moments: impl Iterator<Item = Micros>) -> Vec<(u64, u64)> {
    let mut bars: Vec<(u64, u64)> = Vec::new();
    for at in moments.filter(|at| *at < RUN) {
        let step = (at.get() + BAR.get() / 2) / BAR.get();
        match bars.last_mut() {
            Some((last, count)) if *last == step => *count += 1,
            Some(_) | None => bars.push((step, 1)),
        }
    }
    bars
}

/// A limiter's row.
struct Line<'a> {
    moment: &'a Moment<'a, TokenBucket>,
    place: &'a Place,
    kind: LimiterKind,
    trial: Trial,
    top: f32,
    /// How high a request is.
    each: f32,
}

impl Line<'_> {
    fn draw(&self) -> Element {
        let base = self.base();
        let [from, to] = [self.place.time.0, self.place.time.1];
        let axis = line(Point::new(from, base), Point::new(to, base));
        let passed = bars(self.trial.passed.iter().copied());
        let refused = bars(self.trial.refused_at.iter().copied());
        let refused = refused.into_iter().map(|(step, refused)| {
            let below = count(&passed, step);
            self.outline(step, (below, below + refused))
        });
        let refused = lines(refused.flatten()).class("requests");
        element("g")
            .child(self.room())
            .child(element("g").class("axes").role(Role::Quiet).child(axis))
            .child(refused.role(Role::Lost))
            .child(self.filled(&passed).class("dots solid").role(Role::Committed))
            .children(self.proof())
    }

    /// Where the bars of this row stand.
    fn base(&self) -> f32 {
        self.top + self.place.line
    }

    /// How high so many requests reach.
    fn y(&self, requests: f32) -> f32 {
        self.base() - self.each * requests
    }

    /// The room that the limiter had: what is below a line.
    fn room(&self) -> Element {
        let (moment, place) = (self.moment, self.place);
        let arrivals = moment.model.arrivals();
        let room = room(self.kind, limits(moment), arrivals, moment.now);
        let corners = room.into_iter().map(|(at, room)| {
            let requests = room as f32 / REQUEST as f32;
            Point::new(place.x(at), self.y(requests))
        });
        let corners: Vec<_> = corners.collect();
        let top = path(corners.iter().copied()).class("curve");
        let ends = [Micros::ZERO, moment.now];
        let [start, end] = ends.map(|at| Point::new(place.x(at), self.base()));
        let around = [start].into_iter().chain(corners).chain([end]);
        let below = path(around).class("shade");
        element("g").role(Role::Leader).child(below).child(top)
    }

    /// Around the bars of what passed, one after the other.
    fn filled(&self, passed: &[(u64, u64)]) -> Element {
        let corners = passed.iter().flat_map(|(step, count)| {
            let (left, right) = self.ends(*step);
            let [low, high] = [0, *count].map(|requests| self.y(requests as f32));
            let bar = [(left, low), (left, high), (right, high), (right, low)];
            bar.map(|(x, y)| Point::new(x, y))
        });
        path(corners)
    }

    /// The sides and the top of a bar that stands on another one.
    fn outline(&self, step: u64, (low, high): (u64, u64)) -> [(Point, Point); 3] {
        let (left, right) = self.ends(step);
        let [low, high] = [low, high].map(|requests| self.y(requests as f32));
        let at = Point::new;
        [
            (at(left, low), at(left, high)),
            (at(left, high), at(right, high)),
            (at(right, high), at(right, low)),
        ]
    }

    /// From where to where a bar goes.
    fn ends(&self, step: u64) -> (f32, f32) {
        let half = BAR.get() / 2;
        let middle = step * BAR.get();
        let [from, to] = [middle.saturating_sub(half), middle + half]
            .map(|at| self.place.x(Micros::new(at)));
        (from, to)
    }

    /// How long the worst window was, and what of it was too much where it is one bar.
    fn proof(&self) -> Vec<Element> {
        if keeps_bound(self.moment, &self.trial) {
            return Vec::new();
        }
        let worst = self.trial.worst;
        let [from, to] = [worst.from, worst.to].map(|at| self.place.x(at));
        let size = (to - from + 6.0, 3.0);
        let below = rectangle(Point::new(from - 3.0, self.base() + 1.0), size);
        let may = allowed(self.moment, worst) as f32 / REQUEST as f32;
        let [first, last] = [worst.from, worst.to].map(|at| bars([at].into_iter()));
        let beyond = (first == last).then(|| {
            let (left, right) = self.ends(first[0].0);
            let top = Point::new(left, self.y(worst.passed as f32));
            rectangle(top, (right - left, self.y(may) - top.y))
        });
        let marks = [below].into_iter().chain(beyond);
        marks.map(|mark| mark.class("dots solid").role(Role::Lost)).collect()
    }
}

/// How many a bar is, none where there is none.
fn count(bars: &[(u64, u64)], step: u64) -> u64 {
    let place = bars.binary_search_by_key(&step, |(at, _)| *at);
    place.map_or(0, |place| bars[place].1)
}
