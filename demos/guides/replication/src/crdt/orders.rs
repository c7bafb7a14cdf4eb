//! The laws, live: the three states as they are now, merged in each order, drawn small.

use super::Crdt;
use super::picture::Place;
use models::replication::crdt::{Merged, merges, name, replica, replicas};
use stage::parts::flow::note;
use stage::parts::geometry::Point;
use stage::parts::{Anchor, label};
use stage::{Element, Layout, Moment, Role, element};

/// How many orders stand beside each other, and how far apart.
const fn columns(layout: Layout) -> (usize, f32) {
    match layout {
        Layout::Wide => (4, 154.0),
        Layout::Narrow => (2, 168.0),
    }
}

/// Whether all know of the same edits. Before, what comes of the orders tells what there
/// will be.
pub fn is_merged(moment: &Moment<'_, Crdt>) -> bool {
    let mut seen = replicas().map(|node| replica(moment.model, node).seen());
    let first = seen.next();
    seen.all(|seen| Some(seen) == first)
}

/// The orders, each with what comes of it; red where that differs from the first.
pub fn draw(moment: &Moment<'_, Crdt>, place: &Place) -> Element {
    let (columns, pitch) = columns(place.layout);
    let top = place.orders();
    let all: Vec<Merged> = merges(moment.model).collect();
    let first = &all[0].state;
    if !is_merged(moment) {
        let title = "Merged in any order: not until all know the same";
        return element("g").child(note(top, Anchor::Start, title));
    }
    let title = "Merged in any order, doubled or not:";
    let mut drawn = element("g").child(note(top, Anchor::Start, title));
    for (number, merged) in all.iter().enumerate() {
        let x = top.x + pitch * (number % columns) as f32;
        let y = top.y + 18.0 + 17.0 * (number / columns) as f32;
        let is_same = merged.state == *first;
        let role = if is_same { Role::Committed } else { Role::Lost };
        let sign = if is_same { "" } else { "✕ " };
        let words = format!("{sign}{} → {}", order(merged), merged.state.read());
        let class = if is_same { "state" } else { "word" };
        let words = label(Point::new(x, y), Anchor::Start, words).class(class);
        drawn = drawn.child(element("g").role(role).child(words));
    }
    drawn
}

fn order(merged: &Merged) -> String {
    let mut words = String::new();
    for node in merged.order {
        words.push_str(name(*node));
    }
    words
}
