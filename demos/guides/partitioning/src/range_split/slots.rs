//! Fixed slots across the rows: each node has a block of them, and a newcomer every
//! so many-th of each.

use super::nodes;
use super::ranges::tick;
use super::rows::{Place, Scene};
use models::partitioning::fixed_slots::SLOTS;
use sim::NodeId;
use stage::parts::Point;
use stage::parts::svg::rectangle;
use stage::{Element, Role, element};

/// So many slots are one cell: in it a node's box is as high as its part of them.
const CELL: usize = 256;
const CELLS: usize = SLOTS as usize / CELL;

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

/// The boxes of a node: cells beside each other of which it has as much are one.
fn row(scene: &Scene, place: &Place, node: NodeId) -> Element {
    let mut counts = [0; CELLS];
    for slot in 0..SLOTS as usize {
        if scene.store.slots().owner(slot) == node {
            counts[slot / CELL] += 1;
        }
    }
    let (top, whole) = (place.top(node), place.height());
    // In whole units: a slot more or less is no difference.
    let height = |count: u32| (whole * count as f32 / CELL as f32 + 0.5) as u32;
    let is_newest = node.0 == scene.store.nodes();
    let is_copied = is_newest && scene.store.slots_due() > 0;
    let role = if is_copied { Role::Candidate } else { Role::Follower };
    let mut row = element("g").key(super::name(node)).role(role);
    let mut from = 0;
    for cell in 1..=CELLS {
        let high = height(counts[from]);
        if cell < CELLS && height(counts[cell]) == high {
            continue;
        }
        let [left, right] =
            [from, cell].map(|cell| place.x(cell as f32 / CELLS as f32));
        from = cell;
        if high > 0 {
            let corner = Point::new(left, top + whole - high as f32);
            let size = (right - left, high as f32);
            row = row.child(rectangle(corner, size).class("level"));
        }
    }
    row
}
