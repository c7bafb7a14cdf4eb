//! The bucket: how much is in it now, and what became of the requests so far.

use super::TokenBucket;
use super::settings::Settings;
use models::resilience_patterns::limited_service::Tally;
use models::resilience_patterns::{LimiterKind, REQUEST};
use sim::Micros;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, lines, path, picture};
use stage::{Element, Layout, Moment, Role, element};

/// Most places of a bucket that are marked on it.
const MARKS_MAX: u32 = 20;

/// What the bucket of a limiter holds.
///
/// A queue fills up with requests; all others hold what they would let pass.
pub struct Content {
    /// How much, in millionths of a request.
    pub level: u64,
    /// What it is.
    pub role: Role,
    /// The heading of its curve.
    pub title: &'static str,
}

/// What the bucket holds when there is room for so much.
pub fn content(settings: &Settings, room: u64) -> Content {
    let full = u64::from(settings.capacity()) * REQUEST;
    let content = |title| Content { level: room, role: Role::Committed, title };
    match settings.kind() {
        LimiterKind::TokenBucket => content("Tokens in the bucket"),
        LimiterKind::Gcra => content("Tokens that the time stamp stands for"),
        LimiterKind::FixedWindow => content("Left to pass in this window"),
        LimiterKind::SlidingLog | LimiterKind::SlidingCounter => {
            content("Left to pass in the window that ends now")
        }
        LimiterKind::LeakyBucket => Content {
            level: full.saturating_sub(room),
            role: Role::Candidate,
            title: "Places taken in the queue",
        },
    }
}

/// How the limiter makes room again.
fn supply(settings: &Settings) -> String {
    let (capacity, rate) = (settings.capacity(), settings.rate());
    match settings.kind() {
        LimiterKind::TokenBucket | LimiterKind::Gcra => {
            format!("↓ {rate} a second")
        }
        LimiterKind::LeakyBucket => format!("lets out {rate}/s"),
        LimiterKind::FixedWindow
        | LimiterKind::SlidingLog
        | LimiterKind::SlidingCounter => {
            format!("{capacity} in {}", seconds(settings.window()))
        }
    }
}

/// A span in seconds with at most two decimals: `2 s`, `0.33 s`.
pub fn seconds(span: Micros) -> String {
    let hundredths = (span.get() + 5_000) / 10_000;
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    format!("{} s", text.trim_end_matches('0').trim_end_matches('.'))
}

/// Millionths of a request with one decimal: `7.3`.
pub fn tenths(millionths: u64) -> String {
    format!("{}.{}", millionths / REQUEST, millionths % REQUEST / (REQUEST / 10))
}

/// Where the parts of the picture lie.
struct Place {
    size: (u32, u32),
    /// The top left of the bucket, its width and its height.
    bucket: (Point, (f32, f32)),
    /// Where the first of the lines of text stands.
    text: (Point, Anchor),
}

impl Place {
    fn of(layout: Layout) -> Place {
        match layout {
            Layout::Wide => Place {
                size: (130, 344),
                bucket: (Point::new(22.0, 28.0), (84.0, 188.0)),
                text: (Point::new(64.0, 240.0), Anchor::Middle),
            },
            Layout::Narrow => Place {
                size: (336, 134),
                bucket: (Point::new(20.0, 26.0), (96.0, 98.0)),
                text: (Point::new(150.0, 42.0), Anchor::Start),
            },
        }
    }
}

/// Draws the bucket.
pub fn draw(moment: &Moment<'_, TokenBucket>) -> Element {
    let settings = moment.settings;
    let place = Place::of(moment.layout);
    let content = content(settings, moment.model.room(moment.now));
    let (at, (width, _)) = place.bucket;
    let supply_at = Point::new(at.x + width / 2.0, 16.0);
    let words = format!(
        "{}: {} of {}",
        content.title,
        tenths(content.level),
        settings.capacity()
    );
    picture(place.size, words)
        .child(label(supply_at, Anchor::Middle, supply(settings)).class("state"))
        .child(bucket(&place, &content, settings.capacity()))
        .child(figures(&place, &content, moment))
}

fn bucket(place: &Place, content: &Content, capacity: u32) -> Element {
    let (at, (width, height)) = place.bucket;
    let full = u64::from(capacity) * REQUEST;
    let thousandths = (content.level.min(full) * 1_000 / full) as f32;
    let filled = height * thousandths / 1_000.0;
    let (right, bottom) = (at.x + width, at.y + height);
    let walls = [(at.x, at.y), (at.x, bottom), (right, bottom), (right, at.y)];
    let walls = path(walls.map(|(x, y)| Point::new(x, y))).class("vessel");
    let level = rectangle(Point::new(at.x, bottom - filled), (width, filled));
    let marked = if capacity <= MARKS_MAX { 1..capacity } else { 1..1 };
    let marks = marked.map(|place| {
        let y = bottom - height * place as f32 / capacity as f32;
        (Point::new(right - 8.0, y), Point::new(right, y))
    });
    element("g")
        .child(element("g").role(content.role).child(level.class("level")))
        .child(walls)
        .child(lines(marks).class("vessel scale"))
}

/// How much is in it in figures, and what became of the requests.
fn figures(
    place: &Place,
    content: &Content,
    moment: &Moment<'_, TokenBucket>,
) -> Element {
    let (at, anchor) = place.text;
    let Tally { passed, waiting, refused } = moment.model.tally();
    let level = tenths(content.level);
    let lines = [
        (0.0, "name", format!("{level} of {}", moment.settings.capacity())),
        (30.0, "inside", format!("▪ {passed} passed")),
        (50.0, "inside", format!("◇ {waiting} waiting")),
        (70.0, "inside", format!("✕ {refused} refused")),
    ];
    let line = |(down, class, text)| {
        label(Point::new(at.x, at.y + down), anchor, text).class(class)
    };
    element("g").children(lines.map(line))
}
