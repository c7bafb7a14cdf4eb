//! Ranges as boxes: each in the row of the node that has it. One that is copied moves
//! from row to row.

use super::keys::text;
use super::rows::{Place, Scene};
use super::{marks, name};
use models::partitioning::RangeStore;
use models::partitioning::range_store::{Move, Pattern};
use sim::Micros;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, line, text_width};
use stage::{Element, Role, element};

/// A range that was written in so many of the last batches, a second, is being
/// written.
const RECENT: u64 = 10;
/// How long what was moved leaves a ghost.
const GHOST: Micros = Micros::from_millis(1_500);
/// Room between two bounds.
const APART: f32 = 10.0;

/// Which ranges are being written, in key order.
pub fn written(store: &RangeStore) -> Vec<bool> {
    let mut is_written = vec![false; store.ranges().len()];
    for (_, key) in store.written(RECENT) {
        is_written[store.place(key)] = true;
    }
    is_written
}

/// Where each range lies and how wide it is, in key order: the whole width is all data.
pub fn edges(store: &RangeStore, place: &Place) -> Vec<(f32, f32)> {
    let all = store.total_mb().max(1) as f32;
    let mut at = 0.0;
    let edge = |range: &models::partitioning::range_store::Range| {
        let (left, share) = (place.x(at), range.mb() as f32 / all);
        at += share;
        (left, place.x(at) - left)
    };
    store.ranges().iter().map(edge).collect()
}

/// Draws the boxes, what moves, and the bounds.
pub fn draw(picture: Element, scene: &Scene, place: &Place) -> Element {
    let edges = edges(scene.store, place);
    let edge_of = |id: u32| {
        let of = scene.store.ranges().iter().position(|range| range.id == id)?;
        Some(edges[of])
    };
    let moving = scene.store.on_its_way();
    let moving =
        moving.and_then(|it| Some(flight(scene, place, it, edge_of(it.range)?)));
    let gone = scene.store.arrived();
    let gone = gone.filter(|moved| scene.now.since(moved.done) < GHOST);
    let gone = gone.and_then(|it| Some(ghost(place, it, edge_of(it.range)?)));
    picture
        .child(boxes(scene, place, &edges))
        .children(gone)
        .children(moving)
        .child(bounds(scene, place, &edges))
        .children(newest(scene, place, &edges))
}

fn boxes(scene: &Scene, place: &Place, edges: &[(f32, f32)]) -> Element {
    let store = scene.store;
    let is_written = written(store);
    let mut boxes = element("g");
    for (index, range) in store.ranges().iter().enumerate() {
        let (left, width) = edges[index];
        let role = match store.on_its_way() {
            Some(moving) if moving.range == range.id => Role::Candidate,
            Some(_) | None if is_written[index] => Role::Chosen,
            Some(_) | None => Role::Follower,
        };
        let corner = Point::new(left, place.top(range.node));
        let mark = rectangle(corner, ((width - 1.0).max(0.5), place.height()));
        boxes = boxes.child(
            element("g")
                .key(range.id.to_string())
                .role(role)
                .child(mark.class("level"))
                .mark(
                    marks::id(range.id),
                    marks::bounds(store, scene.pattern, index),
                ),
        );
    }
    boxes
}

/// Where the range was that has just moved.
fn ghost(place: &Place, moved: Move, (left, width): (f32, f32)) -> Element {
    let corner = Point::new(left, place.top(moved.from));
    let words = format!("to {}", name(moved.to));
    let middle =
        Point::new(left + width / 2.0, corner.y + place.height() / 2.0 + 4.5);
    let has_room = text_width(&words) <= width;
    element("g")
        .class("flights")
        .role(Role::Lost)
        .child(rectangle(corner, (width - 1.0, place.height())).class("mark"))
        .children(has_room.then(|| label(middle, Anchor::Middle, words)))
}

/// The range that is being copied, on its way from row to row.
fn flight(
    scene: &Scene,
    place: &Place,
    moving: Move,
    (left, width): (f32, f32),
) -> Element {
    let whole = moving.done.since(moving.since).get().max(1);
    let gone = scene.now.since(moving.since).get().min(whole);
    let end = |node| Point::new(left, place.top(node));
    let (from, to) = (end(moving.from), end(moving.to));
    let at = from.toward(to, (gone * 1_000 / whole) as u32);
    let middle =
        |at: Point| Point::new(at.x + width / 2.0, at.y + place.height() / 2.0);
    element("g")
        .class("flights")
        .role(Role::Candidate)
        .child(line(middle(from), middle(to)).class("trail"))
        .child(
            rectangle(at, ((width - 1.0).max(1.0), place.height())).class("mark"),
        )
}

/// Says which range takes all writes, where keys only grow: the last, the result of the
/// last split.
fn newest(scene: &Scene, place: &Place, edges: &[(f32, f32)]) -> Option<Element> {
    let is_growing = scene.pattern == Pattern::Ascending;
    let range = scene.store.ranges().last().filter(|_| is_growing)?;
    let (left, width) = *edges.last()?;
    let words = match scene.store.ranges().len() {
        1 => "the only range",
        _ => "newest range: takes every write",
    };
    let top = place.top(range.node);
    let at = match width > text_width(words) {
        true => Point::new(left + 8.0, top + place.height() - 12.0),
        // Beside the writes that come, above the boxes of the row.
        false => Point::new(left - 9.0, top - 2.0),
    };
    let anchor = if at.x > left { Anchor::Start } else { Anchor::End };
    let words = label(at, anchor, words).class("word halo");
    Some(element("g").role(Role::Chosen).child(words))
}

/// The first key of each range, where there is room.
fn bounds(scene: &Scene, place: &Place, edges: &[(f32, f32)]) -> Element {
    let mut free = f32::MIN;
    let mut bounds = element("g").class("axes").role(Role::Quiet);
    for (range, (x, _)) in scene.store.ranges().iter().zip(edges) {
        let text = text(scene.pattern, range.from);
        let width = text_width(&text);
        if *x < free || x + width > place.keys.1 {
            continue;
        }
        free = x + width + APART;
        bounds = bounds.child(tick(place, *x, text));
    }
    bounds
}

/// A key below the rows.
pub fn tick(place: &Place, x: f32, text: String) -> Element {
    let y = place.bottom();
    element("g").child(line(Point::new(x, y), Point::new(x, y + 4.0))).child(label(
        Point::new(x, y + 16.0),
        Anchor::Start,
        text,
    ))
}
