//! The last writes: each falls to its key, in the row of the node that stores it.

use super::ranges::edges;
use super::rows::{Place, Scene};
use super::settings::Placed;
use models::partitioning::fixed_slots::{SLOTS, SlotTable};
use sim::{Micros, NodeId};
use stage::parts::Point;
use stage::parts::svg::circle;
use stage::{Element, Role, element};

/// How long a write is seen to come.
const FALL: Micros = Micros::from_millis(600);

/// Draws those that are seen.
pub fn draw(scene: &Scene, place: &Place) -> Element {
    let edges = edges(scene.store, place);
    let mut writes = element("g").class("flights");
    for (at, key) in scene.store.written(8) {
        let age = scene.now.since(at).get();
        if age >= FALL.get() {
            break;
        }
        let (x, node) = end(scene, place, &edges, key);
        let ground = place.top(node) + 6.0;
        let sky = place.sky();
        let y = sky + (ground - sky) * age as f32 / FALL.get() as f32;
        let dot = circle(Point::new(x, y), 4.0).class("dot");
        writes = writes.child(dot.role(Role::Chosen).key(at.to_string()));
    }
    writes
}

/// Where a key lies, and who stores it.
pub fn end(
    scene: &Scene,
    place: &Place,
    edges: &[(f32, f32)],
    key: u64,
) -> (f32, NodeId) {
    match scene.placed {
        Placed::Ranges => {
            let index = scene.store.place(key);
            let (range, (left, width)) =
                (&scene.store.ranges()[index], edges[index]);
            let within = range.thousandths_before(key);
            (left + width * within as f32 / 1_000.0, range.node)
        }
        Placed::Slots => {
            let slot = SlotTable::slot(key);
            let x = place.x(slot as f32 / SLOTS as f32);
            (x, scene.store.slots().owner(slot))
        }
    }
}
