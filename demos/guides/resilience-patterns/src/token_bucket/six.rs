//! Six limiters on the same requests, below each other: what passed stands on a
//! line where it passed, what was refused hangs from it.

use super::trial::Trial;
use super::words::{name, seconds};
use super::{RUN, TokenBucket, keeps_bound, trial_of};
use models::resilience_patterns::LimiterKind;
use sim::Micros;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Dots, Point, label, line, picture};
use stage::{Element, Layout, Moment, Role, element};

/// How far marks reach, up and down.
const REACH: f32 = 19.0;
/// How many requests are on each other.
const HIGH: u64 = 5;

struct Place {
    size: (u32, u32),
    /// From where to where the time goes.
    time: (f32, f32),
    /// How high a row is, and how far below its top the words and the line are.
    row: f32,
    words: f32,
    line: f32,
    bins: u32,
}

impl Place {
    fn of(layout: Layout) -> Place {
        match layout {
            Layout::Wide => Place {
                size: (620, 300),
                time: (140.0, 612.0),
                row: 44.0,
                words: 18.0,
                line: 22.0,
                bins: 80,
            },
            Layout::Narrow => Place {
                size: (340, 412),
                time: (6.0, 334.0),
                row: 62.0,
                words: 14.0,
                line: 40.0,
                bins: 50,
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
    let head = "▪ where it passed, ✕ refused";
    let head = label(Point::new(0.0, 12.0), Anchor::Start, head).class("state");
    let rows = LimiterKind::ALL.into_iter().enumerate();
    let rows = rows.map(|(index, kind)| {
        row(moment, &place, 18.0 + place.row * index as f32, kind)
    });
    let bottom = 18.0 + place.row * LimiterKind::ALL.len() as f32;
    let run = RUN.get() / 1_000_000;
    let seconds = (0..=run).step_by(2).map(|second| {
        let x = place.x(Micros::from_secs(second));
        let anchor = match second {
            0 => Anchor::Start,
            _ if second == run => Anchor::End,
            _ => Anchor::Middle,
        };
        label(Point::new(x, bottom + 14.0), anchor, format!("{second} s"))
    });
    let x = place.x(moment.now);
    let now = line(Point::new(x, 20.0), Point::new(x, bottom)).class("now");
    picture(place.size, "What each of six limiters let pass")
        .child(head)
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
    let axis = line(ends[0], ends[1]);
    element("g")
        .children(proof(moment, place, &trial, middle))
        .child(element("g").class("axes").role(Role::Quiet).child(axis))
        .child(marks(moment, place, &trial, middle))
        .children(words(moment, place, top, (kind, &trial)))
}

/// A mark for each request: those that passed stand on the line, the others hang
/// from it. Those of a stretch of time are heaped, column beside column.
fn marks(
    moment: &Moment<'_, TokenBucket>,
    place: &Place,
    trial: &Trial,
    middle: f32,
) -> Element {
    let stretch = RUN.get() / u64::from(place.bins);
    let usual = u64::from(moment.settings.load()) * stretch / 1_000_000;
    let high = if usual > HIGH { 2 * HIGH } else { HIGH };
    let pitch = REACH / high as f32;
    let mut dots = Dots::new(pitch - 0.4);
    let kinds = [
        (&trial.passed, Role::Committed, -1.0),
        (&trial.refused_at, Role::Lost, 1.0),
    ];
    for (moments, role, side) in kinds {
        let (mut last, mut rank) = (None, 0);
        for at in moments {
            let heap = at.get() / stretch;
            rank = if last == Some(heap) { rank + 1 } else { 0 };
            last = Some(heap);
            let beside = pitch * (0.5 + (rank / high) as f32);
            let above = pitch * (0.5 + (rank % high) as f32);
            let x = place.x(Micros::new(heap * stretch)) + beside;
            dots.put(role, Point::new(x, middle + side * above));
        }
    }
    dots.draw()
}

/// The window in which more passed than may.
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
    let corner = Point::new(from - 7.0, y - REACH);
    let area = rectangle(corner, (to - from + 26.0, REACH * 2.0)).class("shade");
    Some(element("g").role(Role::Lost).child(area))
}

/// The name of a limiter, and the most that it let pass.
fn words(
    moment: &Moment<'_, TokenBucket>,
    place: &Place,
    top: f32,
    (kind, trial): (LimiterKind, &Trial),
) -> [Element; 2] {
    let y = top + place.words;
    let name = label(Point::new(0.0, y), Anchor::Start, name(kind)).class("name");
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
    let (at, anchor) = match moment.layout {
        Layout::Wide => (Point::new(0.0, y + 16.0), Anchor::Start),
        Layout::Narrow => (Point::new(place.time.1, y), Anchor::End),
    };
    let words = label(at, anchor, words).class("word");
    [name, element("g").role(role).child(words)]
}
