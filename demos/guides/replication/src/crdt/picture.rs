//! The picture: a row for each replica with its state, the links and what is on them,
//! and the states merged in every order.

use super::{Crdt, checks, flights, orders, states};
use models::replication::crdt::{name, replica, replicas};
use sim::NodeId;
use sim::cluster::Condition;
use stage::cluster::node_id;
use stage::parts::flow::{draw_box, press_area, title};
use stage::parts::geometry::Point;
use stage::parts::{Anchor, Area, label, picture};
use stage::{Element, Layout, Moment, Role, element};

/// Where things lie.
pub struct Place {
    pub layout: Layout,
    pub size: (u32, u32),
}

impl Place {
    fn of(layout: Layout) -> Place {
        let size = match layout {
            Layout::Wide => (620, 306),
            Layout::Narrow => (340, 346),
        };
        Place { layout, size }
    }

    /// The row of a replica.
    pub fn row(&self, node: NodeId) -> Area {
        let width = match self.layout {
            Layout::Wide => 470.0,
            Layout::Narrow => 236.0,
        };
        let at = Point::new(4.0, 24.0 + 74.0 * node.0 as f32);
        Area { at, width, height: 44.0 }
    }

    /// Where a replica's links begin.
    pub fn port(&self, node: NodeId) -> Point {
        let row = self.row(node);
        Point::new(row.end().x + 16.0, row.middle().y)
    }

    /// Where the link of the two outer replicas goes around the middle one.
    pub fn bend(&self) -> Point {
        let port = self.port(NodeId(1));
        Point::new(port.x + 36.0, port.y)
    }

    /// The line of what proves that a check fails.
    pub fn proof(&self) -> Point {
        Point::new(4.0, 238.0)
    }

    /// The top of the orders.
    pub fn orders(&self) -> Point {
        Point::new(4.0, 262.0)
    }
}

/// Draws a moment.
pub fn draw(moment: &Moment<'_, Crdt>) -> Element {
    let place = Place::of(moment.layout);
    let rows = replicas().map(|node| draw_row(moment, &place, node));
    let proof = checks::proof(moment).map(|words| {
        let words = label(place.proof(), Anchor::Start, words).class("matter");
        element("g").role(Role::Lost).child(words)
    });
    picture(place.size, "The states of three replicas, and what is on its way")
        .child(flights::links(moment, &place))
        .children(rows)
        .child(flights::draw(moment, &place))
        .children(proof)
        .child(orders::draw(moment, &place))
}

/// A replica: what it reads, and its state.
fn draw_row(moment: &Moment<'_, Crdt>, place: &Place, node: NodeId) -> Element {
    let cluster = moment.model;
    let row = place.row(node);
    let is_up = cluster.condition(node) != Condition::Stopped;
    let role = match (is_up, checks::is_blamed(moment, node)) {
        (false, _) | (true, true) => Role::Lost,
        (true, false) => Role::Follower,
    };
    let read = replica(cluster, node).state().read();
    let merged = states::just_merged(moment, node);
    let said = match (is_up, merged) {
        (true, Some(merge)) => {
            format!("{} reads {read}, merged from {}", name(node), name(merge.from))
        }
        (true, None) => format!("{} reads {read}", name(node)),
        (false, _) => format!("{} is down", name(node)),
    };
    let at = Point::new(row.at.x, row.at.y - 7.0);
    element("g")
        .role(role)
        .child(draw_box(row, role))
        .child(title(at, Anchor::Start, said.clone()))
        .child(states::draw(moment, row, node))
        .child(press_area(row))
        .mark(node_id(node), said)
        .gives_way()
}
