//! Fixed slots across the rows: each node has a block of them, and a newcomer the
//! first ones of each.

use super::nodes;
use super::ranges::tick;
use super::rows::{Place, Scene};
use models::partitioning::fixed_slots::SLOTS;
use sim::NodeId;
use stage::parts::Point;
use stage::parts::svg::rectangle;
use stage::{Element, Role, element};

/// Draws the boxes and the axis.
pub fn draw(picture: Element, scene: &Scene, place: &Place) -> Element {
    let rows = nodes(scene.store).map(|node| row(scene, place, node));
    let ticks = (0..4).map(|quarter| {
        let slot = SLOTS / 4 * quarter;
        tick(place, place.x(quarter as f32 / 4.0), slot.to_string())
    });
    picture
        .child(element("g").children(rows))
        .child(element("g").class("axes").role(Role::Quiet).children(ticks))
}

/// The boxes of a node: slots beside each other are one.
fn row(scene: &Scene, place: &Place, node: NodeId) -> Element {
    let is_newest = node.0 == scene.store.nodes();
    let is_copied = is_newest && scene.store.slots_due() > 0;
    let role = if is_copied { Role::Candidate } else { Role::Follower };
    let mut row = element("g").key(super::name(node)).role(role);
    let slots = SLOTS as usize;
    let has = |slot: &usize| scene.store.slots().owner(*slot) == node;
    let x = |slot: usize| place.x(slot as f32 / SLOTS as f32);
    let mut from = 0;
    while let Some(first) = (from..slots).find(has) {
        from = (first..slots).find(|slot| !has(slot)).unwrap_or(slots);
        let size = (x(from) - x(first), place.height());
        let corner = Point::new(x(first), place.top(node));
        row = row.child(rectangle(corner, size).class("level"));
    }
    row
}
