//! Six limiters on the same requests, below each other: what passed stands on a
//! line where it passed, what was refused hangs from it. The two that are one in
//! other variables share a row.

use super::scene::supply;
use super::trial::Trial;
use super::words::{name, seconds};
use super::{RUN, TokenBucket, keeps_bound, trial_of};
use models::resilience_patterns::LimiterKind;
use sim::Micros;
use stage::parts::flow::{legend, note};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Dots, Point, label, line, picture};
use stage::{Element, Layout, Moment, Role, element};

/// How many requests are on each other: as few as there is room for beside each
/// other, as marks are larger then.
const HIGH: [u64; 3] = [3, 5, 10];
/// Those within so long are heaped.
const HEAP: Micros = Micros::from_millis(100);
/// The rows.
const ROWS: [LimiterKind; 5] = [
    LimiterKind::TokenBucket,
    LimiterKind::LeakyBucket,
    LimiterKind::FixedWindow,
    LimiterKind::SlidingLog,
    LimiterKind::SlidingCounter,
];

struct Place {
    size: (u32, u32),
    /// From where to where the time goes.
    time: (f32, f32),
    /// How high a row is, and how far below its top its line is.
    row: f32,
    line: f32,
    /// How far marks reach, up and down.
    reach: f32,
}

impl Place {
    fn of(layout: Layout) -> Place {
        match layout {
            Layout::Wide => Place {
                size: (620, 326),
                time: (176.0, 606.0),
                row: 57.0,
                line: 27.0,
                reach: 25.0,
            },
            Layout::Narrow => Place {
                size: (340, 450),
                time: (10.0, 328.0),
                row: 82.0,
                line: 56.0,
                reach: 19.2,
            },
        }
    }

    fn x(&self, at: Micros) -> f32 {
        let share = at.get().min(RUN.get()) as f32 / RUN.get() as f32;
        self.time.0 + (self.time.1 - self.time.0) * share
    }
}

/// What is drawn on one another, as there is no room side by side.
const HEAPED: &str = "a heap: all at once";

/// Draws all of them.
pub fn draw(moment: &Moment<'_, TokenBucket>) -> Element {
    let place = Place::of(moment.layout);
    let signs = [(Role::Committed, "passed"), (Role::Lost, "refused")];
    let top = 20.0;
    let trials = ROWS.map(|kind| (kind, trial_of(moment, kind)));
    let high = high(&place, trials.iter().map(|(_, trial)| trial));
    let rows = trials.iter().enumerate().map(|(index, (kind, trial))| {
        let row = Line {
            place: &place,
            top: top + place.row * index as f32,
            high,
            trial,
        };
        row.draw(moment, *kind)
    });
    let bottom = top + place.row * ROWS.len() as f32;
    let run = RUN.get() / 1_000_000;
    let seconds = (0..=run).map(|second| {
        let at = Point::new(place.x(Micros::from_secs(second)), bottom + 14.0);
        label(at, Anchor::Middle, format!("{second} s"))
    });
    let x = place.x(moment.now);
    let now = line(Point::new(x, top), Point::new(x, bottom)).class("now");
    picture(place.size, "What each of six limiters let pass")
        .child(legend(Point::new(0.0, 13.0), &signs, HEAPED))
        .children(rows)
        .child(element("g").class("axes").role(Role::Quiet).children(seconds))
        .child(now)
}

/// How many requests are on each other at least, so that no two heaps meet.
fn high<'a>(place: &Place, trials: impl Iterator<Item = &'a Trial> + Clone) -> u64 {
    let fits = |high: &u64| {
        trials.clone().all(|trial| {
            let kinds = [&trial.passed, &trial.refused_at];
            kinds.into_iter().all(|moments| {
                heaps(moments).windows(2).all(|pair| {
                    let apart = place.x(pair[1].0) - place.x(pair[0].0);
                    let both =
                        columns(pair[0].1, *high) + columns(pair[1].1, *high);
                    both * place.reach / *high as f32 <= 2.0 * apart
                })
            })
        })
    };
    HIGH.into_iter().find(fits).unwrap_or(HIGH[HIGH.len() - 1])
}

/// The requests of each [`HEAP`] from a first one on: when that came, and how many
/// they are.
fn heaps(moments: &[Micros]) -> Vec<(Micros, u64)> {
    let mut heaps: Vec<(Micros, u64)> = Vec::new();
    for at in moments.iter().filter(|at| **at < RUN) {
        match heaps.last_mut() {
            Some((first, count)) if *at < *first + HEAP => *count += 1,
            Some(_) | None => heaps.push((*at, 1)),
        }
    }
    heaps
}

/// How many columns a heap has.
fn columns(count: u64, high: u64) -> f32 {
    count.div_ceil(high) as f32
}

/// A limiter's row.
struct Line<'a> {
    place: &'a Place,
    top: f32,
    /// How many requests are on each other.
    high: u64,
    trial: &'a Trial,
}

impl Line<'_> {
    fn draw(&self, moment: &Moment<'_, TokenBucket>, kind: LimiterKind) -> Element {
        let place = self.place;
        let middle = self.top + place.line;
        let ends = [place.time.0, place.time.1].map(|x| Point::new(x, middle));
        let axis = line(ends[0], ends[1]);
        element("g")
            .children(self.proof(moment, middle))
            .child(element("g").class("axes").role(Role::Quiet).child(axis))
            .child(self.marks(middle))
            .children(words(moment, place, self.top, (kind, self.trial)))
    }

    /// From one mark to the next.
    fn pitch(&self) -> f32 {
        self.place.reach / self.high as f32
    }

    /// A mark for each request: those that passed stand on the line, the others hang
    /// from it, heaped around the moment.
    fn marks(&self, middle: f32) -> Element {
        let pitch = self.pitch();
        let mut dots = Dots::new(pitch - 0.3);
        let kinds = [
            (&self.trial.passed, Role::Committed, -1.0),
            (&self.trial.refused_at, Role::Lost, 1.0),
        ];
        for (moments, role, side) in kinds {
            for (at, count) in heaps(moments) {
                let left = self.place.x(at)
                    - pitch * (columns(count, self.high) - 1.0) / 2.0;
                for rank in 0..count {
                    let beside = pitch * (rank / self.high) as f32;
                    let above = pitch * (0.6 + (rank % self.high) as f32);
                    dots.put(
                        role,
                        Point::new(left + beside, middle + side * above),
                    );
                }
            }
        }
        dots.draw()
    }

    /// The stretch in which more passed than may.
    fn proof(&self, moment: &Moment<'_, TokenBucket>, y: f32) -> Option<Element> {
        if keeps_bound(moment, self.trial) {
            return None;
        }
        let worst = self.trial.worst;
        let (from, to) = (self.place.x(worst.from), self.place.x(worst.to));
        let heap = self.pitch() * columns(worst.passed, self.high);
        let (width, reach) = ((to - from).max(heap) + 8.0, self.place.reach + 2.0);
        let corner = Point::new((from + to - width) / 2.0, y - reach);
        let shade = rectangle(corner, (width, reach)).class("shade");
        Some(element("g").role(Role::Lost).child(shade))
    }
}

/// The name of a limiter, how it gets room again, and the most that it let pass.
fn words(
    moment: &Moment<'_, TokenBucket>,
    place: &Place,
    top: f32,
    (kind, trial): (LimiterKind, &Trial),
) -> [Element; 3] {
    let name = match kind {
        LimiterKind::TokenBucket => "token bucket = GCRA",
        kind => name(kind),
    };
    let window = trial.worst;
    let (role, words) = match keeps_bound(moment, trial) {
        _ if window.passed == 0 => (Role::Follower, String::new()),
        true => {
            let most = trial.busiest_instant.passed;
            (Role::Committed, format!("✓ most at once: {most}"))
        }
        false => {
            let span = seconds(window.to.since(window.from));
            (Role::Lost, format!("✕ {} in {span}", window.passed))
        }
    };
    let (supply_at, words_at, anchor) = match moment.layout {
        Layout::Wide => (30.0, Point::new(0.0, top + 46.0), Anchor::Start),
        Layout::Narrow => (29.0, Point::new(place.time.1, top + 14.0), Anchor::End),
    };
    let words = label(words_at, anchor, words).class("word halo");
    [
        label(Point::new(0.0, top + 14.0), Anchor::Start, name).class("name"),
        note(Point::new(0.0, top + supply_at), Anchor::Start, supply(moment, kind)),
        element("g").role(role).child(words),
    ]
}
