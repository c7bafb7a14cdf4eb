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

/// How far marks reach, up and down.
const REACH: f32 = 22.5;
/// How many requests are on each other.
const HIGH: u64 = 5;
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
}

impl Place {
    fn of(layout: Layout) -> Place {
        match layout {
            Layout::Wide => Place {
                size: (620, 310),
                time: (176.0, 606.0),
                row: 54.0,
                line: 25.0,
            },
            Layout::Narrow => Place {
                size: (340, 450),
                time: (6.0, 328.0),
                row: 82.0,
                line: 56.0,
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
    let signs = [(Role::Committed, "passed"), (Role::Lost, "refused")];
    let top = 20.0;
    let rows = ROWS.into_iter().enumerate().map(|(index, kind)| {
        row(moment, &place, top + place.row * index as f32, kind)
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
        .child(legend(Point::new(0.0, 13.0), &signs, ""))
        .children(rows)
        .child(element("g").class("axes").role(Role::Quiet).children(seconds))
        .child(now)
}

fn row(
    moment: &Moment<'_, TokenBucket>,
    place: &Place,
    top: f32,
    kind: LimiterKind,
) -> Element {
    let trial = trial_of(moment, kind);
    let middle = top + place.line;
    let ends = [place.time.0, place.time.1].map(|x| Point::new(x, middle));
    element("g")
        .children(proof(moment, place, &trial, middle))
        .child(
            element("g")
                .class("axes")
                .role(Role::Quiet)
                .child(line(ends[0], ends[1])),
        )
        .child(marks(moment, place, &trial, middle))
        .children(words(moment, place, top, (kind, &trial)))
}

/// A mark for each request: those that passed stand on the line, the others hang
/// from it. Those of a tenth of a second are heaped, column beside column.
fn marks(
    moment: &Moment<'_, TokenBucket>,
    place: &Place,
    trial: &Trial,
    middle: f32,
) -> Element {
    let stretch = 100_000;
    let usual = u64::from(moment.settings.load()) * stretch / 1_000_000;
    let high = if usual > HIGH { 2 * HIGH } else { HIGH };
    let pitch = REACH / high as f32;
    let mut dots = Dots::new(pitch - 0.3);
    let kinds = [
        (&trial.passed, Role::Committed, -1.0),
        (&trial.refused_at, Role::Lost, 1.0),
    ];
    for (moments, role, side) in kinds {
        let (mut last, mut rank) = (None, 0);
        for at in moments.iter().filter(|at| **at < RUN) {
            let heap = at.get() / stretch;
            rank = if last == Some(heap) { rank + 1 } else { 0 };
            last = Some(heap);
            let beside = pitch * (0.5 + (rank / high) as f32);
            let above = pitch * (0.6 + (rank % high) as f32);
            let x = place.x(Micros::new(heap * stretch)) + beside;
            dots.put(role, Point::new(x, middle + side * above));
        }
    }
    dots.draw()
}

/// The stretch in which more passed than may.
fn proof(
    moment: &Moment<'_, TokenBucket>,
    place: &Place,
    trial: &Trial,
    y: f32,
) -> Option<Element> {
    if keeps_bound(moment, trial) {
        return None;
    }
    let (from, to) = (place.x(trial.worst.from), place.x(trial.worst.to));
    let corner = Point::new(from - 11.0, y - REACH - 2.0);
    let size = (to - from + 24.0, REACH * 2.0 + 4.0);
    Some(
        element("g").role(Role::Lost).child(rectangle(corner, size).class("shade")),
    )
}

/// The name of a limiter, how it gets room again, and the most that it let pass.
fn words(
    moment: &Moment<'_, TokenBucket>,
    place: &Place,
    top: f32,
    (kind, trial): (LimiterKind, &Trial),
) -> [Element; 3] {
    let name = match kind {
        LimiterKind::TokenBucket => "token bucket, GCRA",
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
        Layout::Wide => (30.0, Point::new(0.0, top + 45.0), Anchor::Start),
        Layout::Narrow => (29.0, Point::new(place.time.1, top + 14.0), Anchor::End),
    };
    let words = label(words_at, anchor, words).class("word halo");
    [
        label(Point::new(0.0, top + 14.0), Anchor::Start, name).class("name"),
        note(Point::new(0.0, top + supply_at), Anchor::Start, supply(moment, kind)),
        element("g").role(role).child(words),
    ]
}
