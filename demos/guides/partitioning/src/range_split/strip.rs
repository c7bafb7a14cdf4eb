//! All ranges in key order, the bounds between them, and the writes as they come.

use super::keys::text;
use super::name;
use super::rows::{Place, Scene};
use sim::Micros;
use stage::parts::svg::{circle, rectangle};
use stage::parts::{Anchor, Point, label, line, text_width};
use stage::{Element, Layout, Role, element};

/// How long a write is seen to come.
const FALL: Micros = Micros::from_millis(600);
/// Where writes come from, and where the strip begins and ends.
const SKY: f32 = 24.0;
const TOP: f32 = 46.0;
const BOTTOM: f32 = 68.0;
/// Room between two bounds.
const APART: f32 = 10.0;

/// Draws the strip.
pub fn draw(scene: &Scene, place: &Place) -> Element {
    let store = scene.store;
    let all = store.total_mb().max(1) as f32;
    let (left, right) = (place.boxes.0, place.width - 6.0);
    let mut at = left;
    let mut edges = Vec::new();
    let mut boxes = element("g");
    for (index, range) in store.ranges().iter().enumerate() {
        let width = (right - left) * range.mb() as f32 / all;
        edges.push((at, width));
        let corner = Point::new(at, TOP);
        let mark = rectangle(corner, ((width - 1.0).max(0.0), BOTTOM - TOP));
        let owner = name(range.node);
        let has_room = text_width(&owner) + 4.0 <= width;
        let middle = Point::new(at + width / 2.0, (TOP + BOTTOM) / 2.0 + 4.5);
        let owner = has_room.then(|| label(middle, Anchor::Middle, owner));
        let drawn = element("g").key(range.id.to_string()).role(scene.role(index));
        boxes = boxes.child(drawn.child(mark.class("level")).children(owner));
        at += width;
    }
    element("g")
        .child(title(scene))
        .child(boxes)
        .child(bounds(scene, &edges, right))
        .child(writes(scene, &edges))
}

fn title(scene: &Scene) -> Element {
    let words = match scene.layout {
        Layout::Wide => {
            "all keys in order, and who has them · blue: written now · orange: being copied"
        }
        Layout::Narrow => "all keys in order · blue: written now",
    };
    label(Point::new(4.0, 15.0), Anchor::Start, words).class("state")
}

/// The first key of each range, where there is room.
fn bounds(scene: &Scene, edges: &[(f32, f32)], right: f32) -> Element {
    let mut free = f32::MIN;
    let mut bounds = element("g").class("axes").role(Role::Quiet);
    for (range, (x, _)) in scene.store.ranges().iter().zip(edges) {
        let text = text(scene.pattern, range.from);
        let width = text_width(&text);
        if *x < free || x + width > right {
            continue;
        }
        free = x + width + APART;
        let tick = line(Point::new(*x, BOTTOM), Point::new(*x, BOTTOM + 5.0));
        bounds = bounds.child(tick).child(label(
            Point::new(*x, BOTTOM + 17.0),
            Anchor::Start,
            text,
        ));
    }
    bounds
}

/// The last writes, each on its way to where its key lies.
fn writes(scene: &Scene, edges: &[(f32, f32)]) -> Element {
    let mut writes = element("g").class("flights");
    for (at, key) in scene.store.written(8) {
        let age = scene.now.since(at).get();
        if age >= FALL.get() {
            break;
        }
        let place = scene.store.place(key);
        let (left, width) = edges[place];
        let within = scene.store.ranges()[place].thousandths_before(key);
        let x = left + width * within as f32 / 1_000.0;
        let y = SKY + (TOP + 6.0 - SKY) * age as f32 / FALL.get() as f32;
        let dot = circle(Point::new(x, y), 4.0).class("dot");
        writes = writes.child(dot.role(Role::Chosen).key(at.to_string()));
    }
    writes
}
