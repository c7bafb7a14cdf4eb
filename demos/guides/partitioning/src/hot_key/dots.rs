//! Requests as dots: they leave the clients, fly to a node and stay there while it
//! works on them.

use super::HotKey;
use super::flow::Place;
use models::partitioning::hot_key::Work;
use sim::{Micros, NodeId};
use stage::parts::Point;
use stage::{Element, Moment, Px, Role, element};

/// How long a request is seen on its way.
const FLIGHT: Micros = Micros::from_millis(150);

/// All that is in hand, as dots: at the nodes, and on its way.
pub fn draw(moment: &Moment<'_, HotKey>, place: &Place) -> Element {
    let is_dense = place.gap < 6.0;
    let class = if is_dense { "crowd dense" } else { "crowd" };
    let mut at_nodes = vec![(0, 0); moment.model.loads().len()];
    let is_here = |work: &&Work| moment.now.since(work.since) >= FLIGHT;
    for work in moment.model.work().iter().filter(is_here) {
        let (hot, all) = &mut at_nodes[work.node.index() - 1];
        *hot += u32::from(work.is_hot);
        *all += 1;
    }
    let [mut hot, mut others] = [const { String::new() }; 2];
    // Those for the hot key first: they are what this is about.
    for ((hots, all), node) in at_nodes.iter().zip(1..) {
        row(place, &mut hot, NodeId(node), (0, *hots));
        row(place, &mut others, NodeId(node), (*hots, *all));
    }
    element("g")
        .child(crowd(others, class, Role::Follower))
        .child(crowd(hot, class, Role::Candidate))
        .child(flights(moment, place, &at_nodes))
}

/// What is on its way, to behind what is at its node.
fn flights(
    moment: &Moment<'_, HotKey>,
    place: &Place,
    at_nodes: &[(u32, u32)],
) -> Element {
    let (corner, size) = place.clients;
    let door = Point::new(corner.x + size.0, corner.y + size.1 / 2.0);
    let end = |node: NodeId| {
        place.dot(node, at_nodes[node.index() - 1].1.min(place.room()))
    };
    let [mut hot, mut others] = [const { String::new() }; 2];
    for work in moment.model.work() {
        let flown = moment.now.since(work.since).get() * 1_000 / FLIGHT.get();
        let flown = flown as u32;
        let at = match work.passed_on_by {
            _ if flown >= 1_000 => continue,
            None => door.toward(end(work.node), flown),
            Some(owner) if flown < 500 => door.toward(end(owner), flown * 2),
            Some(owner) => end(owner).toward(end(work.node), flown * 2 - 1_000),
        };
        put(if work.is_hot { &mut hot } else { &mut others }, at);
    }
    element("g")
        .class("flights")
        .child(crowd(others, "crowd", Role::Follower))
        .child(crowd(hot, "crowd", Role::Candidate))
}

/// Dots as one path.
fn crowd(data: String, class: &'static str, role: Role) -> Element {
    element("path").attr("d", data).class(class).role(role)
}

/// Adds a node's dots from one number to another to the data of a path: from dot
/// to dot it says how far it is, which is much the same text for every node.
fn row(place: &Place, data: &mut String, node: NodeId, (from, to): (u32, u32)) {
    let back = Px::round(place.gap * (place.lines - 1) as f32);
    let [step, gap] = [place.step, place.gap].map(Px::round);
    for number in from..to.min(place.room()) {
        match (number == from, number % place.lines) {
            (true, _) => put(data, place.dot(node, number)),
            (false, 0) => data.push_str(&format!("m{step}-{back}h0")),
            (false, _) => data.push_str(&format!("m0 {gap}h0")),
        }
    }
}

/// Adds a dot to the data of a path.
fn put(data: &mut String, at: Point) {
    let (x, y) = at.px();
    data.push_str(&format!("M{x} {y}h0"));
}
