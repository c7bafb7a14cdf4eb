//! The picture: clients and the monitor, the servers with their logs, what is on its
//! way, and what was acknowledged when.

use super::{Failover, flights, logs, strip, words};
use models::replication::leader_follower::{
    MONITOR, Node, clients, monitor, servers,
};
use sim::{Cluster, Model, NodeId};
use stage::cluster::node_id;
use stage::parts::flow::{legend_of_cells, note};
use stage::parts::geometry::Point;
use stage::parts::node::{cross, shape};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Area, label, line, picture};
use stage::{Element, Layout, Moment, Role, element};

/// How many leaders have a lane, and how high that is.
pub const LANES: usize = 3;
pub const LANE: f32 = 15.0;

/// Where things lie.
pub struct Place {
    pub layout: Layout,
    pub size: (u32, u32),
    /// How many servers there are.
    count: u32,
    /// Where the first row begins, and how far rows are from each other.
    top: f32,
    pitch: f32,
}

impl Place {
    fn of(layout: Layout, count: u32) -> Place {
        let is_few = count < 4;
        let (top, pitch) = match (layout, is_few) {
            (Layout::Wide, true) => (0.0, 58.0),
            (Layout::Wide, false) => (0.0, 42.0),
            (Layout::Narrow, true) => (68.0, 52.0),
            (Layout::Narrow, false) => (68.0, 43.0),
        };
        let mut place = Place { layout, size: (0, 0), count, top, pitch };
        let below = match layout {
            Layout::Wide => 44.0,
            Layout::Narrow => 76.0,
        };
        let bottom = place.strip().end().y + 17.0 + below;
        let width = if layout == Layout::Wide { 620 } else { 340 };
        place.size = (width, bottom as u32);
        place
    }

    /// Where the row of a server begins.
    pub fn row(&self, server: NodeId) -> f32 {
        self.top + self.pitch * (server.0 - 1) as f32
    }

    /// The box of the cells of a server.
    pub fn cells(&self, server: NodeId) -> Area {
        let (left, width) = match self.layout {
            Layout::Wide => (218.0, 390.0),
            Layout::Narrow => (46.0, 288.0),
        };
        let (above, around) =
            if self.count < 4 { (20.0, 27.0) } else { (17.0, 22.0) };
        let at = Point::new(left, self.row(server) + above);
        Area { at, width, height: self.pitch - around }
    }

    /// How many cells there is room for.
    pub fn columns(&self) -> u32 {
        match self.layout {
            Layout::Wide => 11,
            Layout::Narrow => 8,
        }
    }

    /// The middle of a node.
    pub fn node(&self, node: NodeId) -> Point {
        if (1..=self.count).contains(&node.0) {
            let x = match self.layout {
                Layout::Wide => 188.0,
                Layout::Narrow => 20.0,
            };
            return Point::new(x, self.cells(node).middle().y);
        }
        // The clients, and then the monitor.
        let place = if node == MONITOR { 2 } else { node.0 - self.count - 1 };
        let place = place as f32;
        match self.layout {
            Layout::Wide => {
                let part = self.pitch * self.count as f32 / 3.0;
                Point::new(24.0, 21.0 + part * place)
            }
            Layout::Narrow => Point::new(40.0 + 115.0 * place, 20.0),
        }
    }

    /// What was acknowledged when.
    pub fn strip(&self) -> Area {
        let top = self.top + self.pitch * self.count as f32 + 8.0;
        let left = self.cells(NodeId(1)).at.x;
        let width = self.cells(NodeId(1)).width;
        let height = LANE * LANES as f32;
        Area { at: Point::new(left, top), width, height }
    }

    /// The size of a node, from its middle to its edge: rows are low.
    pub fn radius(&self) -> f32 {
        if self.count < 4 { 15.0 } else { 13.0 }
    }
}

/// Draws a moment.
pub fn draw(moment: &Moment<'_, Failover>) -> Element {
    let cluster = moment.model;
    let count = servers(cluster).count() as u32;
    let place = Place::of(moment.layout, count);
    let words = "Clients, the monitor, the servers and their logs";
    picture(place.size, words)
        .child(cuts(cluster, &place))
        .child(asking(cluster, &place))
        .child(logs::draw(moment, &place))
        .child(flights::draw(moment, &place))
        .children(beside(cluster, &place))
        .child(strip::draw(moment, &place))
        .child(signs(&place))
}

/// The clients and the monitor.
fn beside(cluster: &Cluster<Node>, place: &Place) -> Vec<Element> {
    let writers = clients(cluster).map(|(node, client)| {
        let words = words::of_client(client);
        let role = match client.pending().is_empty() {
            true => Role::Follower,
            false => Role::Candidate,
        };
        (node, role, words)
    });
    let watch = monitor(cluster);
    let the_monitor = (MONITOR, Role::Committed, words::of_monitor(watch));
    writers
        .chain([the_monitor])
        .map(|one| draw_beside(cluster, place, one))
        .collect()
}

fn draw_beside(
    cluster: &Cluster<Node>,
    place: &Place,
    (node, role, state): (NodeId, Role, String),
) -> Element {
    let at = place.node(node);
    let inside = if node == MONITOR { "M".into() } else { cluster.name(node) };
    let words = format!("{inside}, {state}");
    let (below, anchor) = match place.layout {
        Layout::Wide => {
            (Point::new(at.x - place.radius(), at.y + 30.0), Anchor::Start)
        }
        Layout::Narrow => (Point::new(at.x, at.y + 30.0), Anchor::Middle),
    };
    let drawn = draw_small(place, at, role, inside);
    let drawn = drawn.text(" ").child(note(below, anchor, state));
    drawn.key(node_id(node)).mark(node_id(node), words)
}

/// A node with its name in it.
pub fn draw_small(place: &Place, at: Point, role: Role, name: String) -> Element {
    let group = element("g").class("node").role(role);
    let group = group.child(shape(at, place.radius(), role));
    match role {
        Role::Lost => group.child(cross(at, 7.0)),
        _ => {
            let middle = Point::new(at.x, at.y + 4.5);
            group.child(label(middle, Anchor::Middle, name).class("inside"))
        }
    }
}

/// From each client to the server that it takes to be the leader.
fn asking(cluster: &Cluster<Node>, place: &Place) -> Element {
    let lines = clients(cluster).map(|(node, client)| {
        let server = client.place().server;
        let (from, to) = (place.node(node), place.node(server));
        let radius = place.radius();
        let ends = (from.step(to, radius + 3.0), to.step(from, radius + 6.0));
        line(ends.0, ends.1).class("link")
    });
    element("g").children(lines)
}

/// A dotted line between rows where nothing gets through.
fn cuts(cluster: &Cluster<Node>, place: &Place) -> Element {
    let is_cut =
        |a: NodeId, b: NodeId| cluster.is_cut(a, b) && cluster.is_cut(b, a);
    let lines = (1..place.count).filter_map(|above| {
        let upper = || (1..=above).map(NodeId);
        let mut lower = (above + 1..=place.count).map(NodeId);
        let is_whole = lower.all(|b| upper().all(|a| is_cut(a, b)));
        if !is_whole {
            return None;
        }
        let y = place.row(NodeId(above + 1)) - 2.5;
        let (first, _) = clients(cluster).next()?;
        let with_client = place.layout == Layout::Wide
            && above == 1
            && place.count == 3
            && is_cut(first, NodeId(2))
            && is_cut(first, MONITOR);
        let left = if with_client { 2.0 } else { place.node(NodeId(1)).x - 18.0 };
        let right = place.cells(NodeId(1)).end().x;
        let drawn = line(Point::new(left, y), Point::new(right, y));
        Some(drawn.class("link").role(Role::Lost))
    });
    element("g").children(lines)
}

/// What the signs mean.
fn signs(place: &Place) -> Element {
    let first = [(Role::Committed, "acknowledged"), (Role::Doubt, "not yet")];
    const CROWN: &str = "crown: ready to acknowledge";
    let at = |up: f32| Point::new(4.0, place.size.1 as f32 - 5.0 - up);
    match place.layout {
        Layout::Wide => element("g")
            .child(legend_of_cells(at(0.0), "mark", &first, ""))
            .child(note(Point::new(340.0, at(0.0).y), Anchor::Start, CROWN))
            .child(lost_and_dropped(at(0.0).y)),
        Layout::Narrow => element("g")
            .child(legend_of_cells(at(16.0), "mark", &first, ""))
            .child(note(at(0.0), Anchor::Start, CROWN))
            .child(lost_and_dropped(at(16.0).y)),
    }
}

/// A cell that a check is about, and a name that is struck out.
fn lost_and_dropped(y: f32) -> Element {
    let at = |x: f32| Point::new(x, y);
    let cell = rectangle(Point::new(200.5, y - 9.0), (9.0, 9.0)).class("mark");
    element("g")
        .child(element("g").class("proof").role(Role::Lost).child(cell))
        .child(note(at(213.5), Anchor::Start, "lost"))
        .child(label(at(252.5), Anchor::Start, "a1").class("state struck"))
        .child(note(at(273.0), Anchor::Start, "dropped"))
}
