//! The limiter and the requests: they come from the left, find room in it and pass
//! to the right, or find none and bounce off.

use super::TokenBucket;
use super::settings::Settings;
use super::spans::is_bucket;
use super::words::{seconds, tenths};
use models::resilience_patterns::limited_service::{Arrival, Edit, Tally};
use models::resilience_patterns::{LimiterKind, Pattern, REQUEST};
use sim::Micros;
use stage::parts::flow::press_area;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Area, Dots, Grid, Point, Sample, Side, label, path};
use stage::{Element, Layout, Moment, Role, element};

/// How high the scene is.
pub const HEIGHT: f32 = 160.0;
/// Requests come side by side in so many lanes.
const LANES: u64 = 10;
/// From one lane to the next, and from one rank to the next behind it.
const PITCH: f32 = 9.2;
/// The size of a request.
const DOT: f32 = 8.4;
/// How many marks a crowd has at most.
const CROWD: usize = 100;
/// How long a request is on its way in the picture; in the model no time passes.
const WAY: Micros = Micros::from_millis(500);
/// How long a refused one is seen falling.
const FALL: Micros = Micros::from_millis(900);
/// Where the words below the scene stand.
const WORDS: f32 = 155.0;
/// Where refused requests end.
const FLOOR: f32 = 135.0;

struct Place {
    width: f32,
    bucket: Area,
}

impl Place {
    fn of(layout: Layout) -> Place {
        let width = match layout {
            Layout::Wide => 620.0,
            Layout::Narrow => 340.0,
        };
        let middle = Point::new(width / 2.0, 78.0);
        Place { width, bucket: Area::around(middle, (108.0, 98.0)) }
    }

    fn lane(&self, number: u64) -> f32 {
        self.bucket.at.y + 7.6 + PITCH * (number * 7 % LANES) as f32
    }
}

/// Draws the scene.
pub fn draw(moment: &Moment<'_, TokenBucket>) -> Element {
    let place = Place::of(moment.layout);
    let side = |x: f32, id: &'static str, name: &'static str| {
        let at = Point::new(x, 24.0);
        let width = place.bucket.at.x - 20.0;
        let area = Area { at, width, height: WORDS - 20.0 };
        element("g").child(press_area(area)).mark(id, name)
    };
    let right = place.bucket.end().x + 20.0;
    let limiter = Area::around(place.bucket.middle(), (128.0, 116.0));
    let limiter = element("g")
        .child(press_area(limiter))
        .child(bucket(moment, &place))
        .mark("limiter", "Limiter");
    element("g")
        .child(side(0.0, "callers", "Callers"))
        .child(side(right, "service", "Service"))
        .child(requests(moment, &place))
        .child(limiter)
        .child(words(moment, &place))
}

/// What a limiter holds: a bucket the tokens that are left, a queue those who wait,
/// and one that counts in windows what it has counted. In millionths of a request.
fn level(moment: &Moment<'_, TokenBucket>) -> u64 {
    let room = moment.model.room(moment.now);
    let full = u64::from(moment.settings.capacity()) * REQUEST;
    match moment.settings.kind() {
        LimiterKind::TokenBucket | LimiterKind::Gcra => room.min(full),
        LimiterKind::LeakyBucket
        | LimiterKind::FixedWindow
        | LimiterKind::SlidingLog
        | LimiterKind::SlidingCounter => full.saturating_sub(room),
    }
}

fn bucket(moment: &Moment<'_, TokenBucket>, place: &Place) -> Element {
    let (settings, area) = (moment.settings, place.bucket);
    let (at, end) = (area.at, area.end());
    let mut corners =
        vec![(at.x, at.y), (at.x, end.y), (end.x, end.y), (end.x, at.y)];
    // What counts in windows is no vessel.
    corners.extend((!is_bucket(settings.kind())).then_some((at.x, at.y)));
    let corners = corners.into_iter().map(|(x, y)| Point::new(x, y));
    let walls = path(corners).class("vessel");
    let group = element("g").child(walls).child(places(moment, area));
    match settings.kind() {
        LimiterKind::FixedWindow => group.child(clock(moment, area)),
        LimiterKind::TokenBucket | LimiterKind::Gcra => {
            group.child(drip(moment, area))
        }
        _ => group,
    }
}

/// A mark for each that the limiter holds, and one for each for which it has room.
fn places(moment: &Moment<'_, TokenBucket>, bucket: Area) -> Element {
    let capacity = moment.settings.capacity() as usize;
    let inside =
        Area::around(bucket.middle(), (bucket.width - 7.9, bucket.height - 7.9));
    let grid = |pitch| Grid { area: inside, pitch, from: Side::Bottom };
    let pitches = [23.0, 19.0, 16.0, 14.0, 12.0, 11.0].into_iter().map(grid);
    let fits = |grid: &Grid| grid.places() >= capacity;
    let grid = pitches.into_iter().find(fits).unwrap_or(grid(10.0));
    let (role, held) = match moment.settings.kind() {
        // Whoever has begun to leave is still there.
        LimiterKind::LeakyBucket => (Role::Candidate, moment.model.tally().waiting),
        LimiterKind::TokenBucket | LimiterKind::Gcra => {
            (Role::Leader, level(moment) / REQUEST)
        }
        // A part of one that it still counts takes a place.
        LimiterKind::FixedWindow
        | LimiterKind::SlidingLog
        | LimiterKind::SlidingCounter => {
            (Role::Committed, level(moment).div_ceil(REQUEST))
        }
    };
    let mut marks = Dots::new(grid.pitch * 0.66);
    let mut empty = Dots::new(3.0);
    for place in 0..capacity {
        match (place as u64) < held {
            true => marks.put(role, grid.place(place)),
            false => empty.put(Role::Quiet, grid.place(place)),
        }
    }
    element("g").child(empty.draw()).child(marks.draw())
}

/// The next token, which grows until it is whole and falls into the bucket.
fn drip(moment: &Moment<'_, TokenBucket>, bucket: Area) -> Element {
    let part = (level(moment) % REQUEST) as f32 / REQUEST as f32;
    let mut drip = Dots::new(2.0 + 8.0 * part.sqrt());
    drip.put(Role::Leader, Point::new(bucket.middle().x, bucket.at.y - 7.0));
    drip.draw()
}

/// How much of the window is over.
fn clock(moment: &Moment<'_, TokenBucket>, bucket: Area) -> Element {
    let window = moment.settings.window().get();
    let gone = (moment.now.get() % window) as f32 / window as f32;
    let corner = Point::new(bucket.at.x, bucket.end().y + 4.0);
    let bar = |width| rectangle(corner, (width, 5.0));
    element("g")
        .role(Role::Leader)
        .child(bar(bucket.width * gone).class("level"))
        .child(bar(bucket.width).class("vessel").attr("fill", "none"))
}

/// How a limiter gets room again.
pub fn supply(moment: &Moment<'_, TokenBucket>, kind: LimiterKind) -> String {
    let settings = moment.settings;
    let (capacity, rate) = (settings.capacity(), settings.rate());
    let window = settings.window();
    match kind {
        LimiterKind::TokenBucket | LimiterKind::Gcra => {
            format!("{rate} tokens a second")
        }
        LimiterKind::LeakyBucket => format!("lets out {rate} a second"),
        LimiterKind::FixedWindow => {
            format!("{capacity} in each {}", seconds(window))
        }
        LimiterKind::SlidingLog => {
            format!("{capacity} in any {}", seconds(window))
        }
        // It takes those of the last window for evenly spread.
        LimiterKind::SlidingCounter => {
            format!("about {capacity} in any {}", seconds(window))
        }
    }
}

/// How much is in it, and what became of the requests.
fn words(moment: &Moment<'_, TokenBucket>, place: &Place) -> Element {
    let Tally { passed, refused, .. } = moment.model.tally();
    let (settings, middle) = (moment.settings, place.bucket.middle().x);
    let service = match moment.layout {
        Layout::Wide => "to the service →",
        Layout::Narrow => "service →",
    };
    let at = |x, y| Point::new(x, y);
    let heads = [
        (at(0.0, 18.0), Anchor::Start, coming(moment)),
        (at(place.width, 18.0), Anchor::End, service.into()),
    ];
    let heads = heads
        .map(|(at, anchor, words)| label(at, anchor, words).class("state halo"));
    let is_drip =
        matches!(settings.kind(), LimiterKind::TokenBucket | LimiterKind::Gcra);
    let supply = match moment.layout {
        // Up to what is said of the service.
        Layout::Narrow if is_drip => format!("+{} a second", settings.rate()),
        _ => supply(moment, settings.kind()),
    };
    // Beside what drips.
    let above = match is_drip {
        true => label(at(middle + 12.0, 18.0), Anchor::Start, supply),
        false => label(at(middle, 22.0), Anchor::Middle, supply),
    };
    let word = |role, at, anchor, words: String| {
        let word = label(at, anchor, words).class("word");
        element("g").role(role).child(word)
    };
    element("g")
        .children(heads)
        .child(above.class("state halo"))
        .child(label(at(middle, WORDS), Anchor::Middle, held(moment)).class("name"))
        .child(word(
            Role::Lost,
            at(0.0, WORDS),
            Anchor::Start,
            format!("✕ {refused} refused"),
        ))
        .child(word(
            Role::Committed,
            at(place.width, WORDS),
            Anchor::End,
            format!("▪ {passed} passed"),
        ))
}

/// How much the limiter holds, of how much.
pub fn held(moment: &Moment<'_, TokenBucket>) -> String {
    let (settings, held) = (moment.settings, tenths(level(moment)));
    let (held, of) = match settings.kind() {
        LimiterKind::TokenBucket | LimiterKind::Gcra => (held, " tokens"),
        // Whoever has begun to leave still waits.
        LimiterKind::LeakyBucket => {
            (moment.model.tally().waiting.to_string(), " wait")
        }
        LimiterKind::FixedWindow
        | LimiterKind::SlidingLog
        | LimiterKind::SlidingCounter => (held, " counted"),
    };
    let of = if moment.layout == Layout::Wide { of } else { "" };
    format!("{held} of {}{of}", settings.capacity())
}

/// What comes, and for how many a mark stands.
pub fn coming(moment: &Moment<'_, TokenBucket>) -> String {
    let settings = moment.settings;
    let crowd = settings.crowd();
    // A reader's bursts are no pattern.
    let is_changed = !moment.edits.is_empty();
    let comes = match (settings.spread(), moment.layout) {
        _ if is_changed => "requests".into(),
        (Pattern::Steady, _) => format!("{} a second", settings.load()),
        (Pattern::Bursts, _) => format!("{crowd} every 5 s"),
        (Pattern::Edges, Layout::Wide) => format!("{crowd} + {crowd} at an edge"),
        (Pattern::Edges, Layout::Narrow) => format!("{crowd} + {crowd}"),
    };
    match (sample(settings), moment.layout) {
        (Sample { each: 1 }, _) | (_, Layout::Narrow) => comes + " →",
        (sample, _) if is_changed => sample.words("requests"),
        (sample, Layout::Wide) => format!("{comes}, {}", sample.words("requests")),
    }
}

/// Which requests are drawn: of a crowd at most [`CROWD`].
fn sample(settings: &Settings) -> Sample {
    Sample::of(settings.crowd(), CROWD)
}

/// Which of those of the same moment a request is, in order.
#[derive(Default)]
struct Ranks {
    at: Option<Micros>,
    rank: u64,
}

impl Ranks {
    fn next(&mut self, at: Micros) -> u64 {
        self.rank = if self.at == Some(at) { self.rank + 1 } else { 0 };
        self.at = Some(at);
        self.rank
    }
}

/// All requests that are seen on their way.
fn requests(moment: &Moment<'_, TokenBucket>, place: &Place) -> Element {
    let sample = sample(moment.settings);
    let mut dots = Dots::new(DOT);
    let mut ranks = Ranks::default();
    for arrival in moment.model.arrivals() {
        let rank = ranks.next(arrival.at) / sample.each / LANES;
        if sample.takes(arrival.number) {
            let turn = arrival.number / sample.each;
            let seen = behind(moment, place, &arrival, (turn, rank));
            seen.into_iter().for_each(|(role, at)| dots.put(role, at));
        }
    }
    let Tally { passed, waiting, refused } = moment.model.tally();
    let gate = place.bucket.at.x - DOT / 2.0 - 1.0;
    for (at, number) in
        ahead(moment).into_iter().zip(passed + waiting + refused + 1..)
    {
        let rank = ranks.next(at) / sample.each / LANES;
        if sample.takes(number) {
            let far = share(at.since(moment.now), WAY) * (gate - 6.0);
            let x = gate - far - PITCH * rank as f32;
            let y = place.lane(number / sample.each);
            if x > 0.0 {
                dots.put(Role::Follower, Point::new(x, y));
            }
        }
    }
    dots.draw()
}

/// When those come that are on their way to the limiter.
fn ahead(moment: &Moment<'_, TokenBucket>) -> Vec<Micros> {
    let until = moment.now + WAY;
    let mut ahead = moment.model.on_their_way(until);
    for (at, edit) in moment.edits {
        let Edit::Burst(size) = edit;
        if *at > moment.now && *at <= until {
            ahead.resize(ahead.len() + *size as usize, *at);
        }
    }
    ahead.sort_unstable();
    ahead
}

/// Where a request is that has reached the limiter, and what has become of it.
fn behind(
    moment: &Moment<'_, TokenBucket>,
    place: &Place,
    arrival: &Arrival,
    (turn, rank): (u64, u64),
) -> Option<(Role, Point)> {
    let y = place.lane(turn);
    let after = |at: Micros, span| {
        let gone = moment.now.get().checked_sub(at.get())?;
        (gone < span).then_some(gone as f32 / span as f32)
    };
    match arrival.verdict.passes(arrival.at) {
        Some(at) => {
            let right = place.bucket.end().x + DOT / 2.0 + 1.0;
            let far = after(at, WAY.get())? * (place.width - right - DOT);
            // Those of a queue leave one by one.
            let rank = if at == arrival.at { rank } else { 0 };
            let x = right + far - PITCH * rank as f32;
            (x >= right).then_some((Role::Committed, Point::new(x, y)))
        }
        None => {
            let part = after(arrival.at, FALL.get())?;
            let apart = 24.0 + 11.0 * (turn * 5 % 9) as f32;
            let x = place.bucket.at.x - 5.0 - apart * part;
            let y = y + (FLOOR - y) * part * part;
            Some((Role::Lost, Point::new(x, y)))
        }
    }
}

fn share(part: Micros, whole: Micros) -> f32 {
    part.get() as f32 / whole.get() as f32
}
