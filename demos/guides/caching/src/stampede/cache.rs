//! The cache: its keys, whether they are fresh, and for how long.

use super::picture::Scene;
use models::caching::stampede::{Entry, Found};
use sim::Micros;
use stage::parts::flow::{draw_box, draw_slot, note, title};
use stage::parts::{Anchor, Area, Dots, Point, label};
use stage::{Element, Role, element};

/// What a key is like: ▪ fresh, ✕ not.
fn role(found: Found) -> Role {
    match found {
        Found::Fresh(_) => Role::Committed,
        Found::Old | Found::Nothing => Role::Lost,
    }
}

/// The cache, and a line about what is in it.
pub fn cache(scene: &Scene) -> Element {
    let (model, area) = (scene.moment.model, scene.place.cache);
    let entries = model.entries();
    let expired = model.expired(scene.moment.now);
    let whole = match expired {
        0 => Role::Committed,
        _ => Role::Lost,
    };
    let (inside, words) = match entries {
        [entry] => one(scene, entry),
        _ => (many(scene), format!("{expired} expired")),
    };
    let head = Point::new(area.at.x + 2.0, area.at.y - 8.0);
    let below = Point::new(area.at.x + 2.0, area.end().y + 23.0);
    draw_box(area, whole)
        .child(title(head, Anchor::Start, "Cache"))
        .child(inside)
        .child(note(below, Anchor::Start, words))
        .mark("cache", "Cache")
}

/// One key: how much of its time is left.
fn one(scene: &Scene, entry: &Entry) -> (Element, String) {
    let now = scene.moment.now;
    let found = entry.found(now);
    let ttl = scene.moment.model.settings().ttl.get();
    let area = Area::around(scene.place.cache.middle(), (70.0, 58.0));
    let word = match found {
        Found::Fresh(_) => "fresh",
        Found::Old => "expired",
        Found::Nothing => "deleted",
    };
    let held = match found {
        Found::Fresh(left) => left.get() * 1_000 / ttl,
        Found::Old | Found::Nothing => 0,
    };
    let at = Point::new(area.middle().x, area.middle().y + 4.5);
    let inside = element("g")
        .role(role(found))
        .child(draw_slot(area, role(found), held as u32))
        .child(label(at, Anchor::Middle, word).class("word halo"));
    (inside, words(entry, found, now))
}

/// How long it is fresh, or who may rebuild it how long.
fn words(entry: &Entry, found: Found, now: Micros) -> String {
    let lease = entry.lease.map(|lease| lease.until);
    match (found, lease) {
        (Found::Fresh(left), _) => format!("for {} s", seconds(left)),
        (_, Some(Some(until))) => format!("lease: {} s", seconds(until.since(now))),
        (_, Some(None)) => "locked".to_owned(),
        (_, None) => String::new(),
    }
}

/// Seconds with one decimal, rounded up: what is left is not nothing.
fn seconds(span: Micros) -> String {
    let tenths = span.get().div_ceil(100_000);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Many keys, a mark each.
fn many(scene: &Scene) -> Element {
    let entries = scene.moment.model.entries();
    let grid = scene.place.keys(entries.len());
    let mut dots = Dots::new(grid.pitch - 2.0);
    for (key, entry) in entries.iter().enumerate() {
        dots.put(role(entry.found(scene.moment.now)), grid.place(key));
    }
    dots.draw()
}
