//! The picture: the clients, the servers with their logs, what is on its way, and what
//! C1 has done.

use super::checks::reader;
use super::{SessionGuarantees, history, words};
use models::replication::leader_follower::{
    Message, Node, Operation, clients, servers,
};
use sim::cluster::InFlight;
use sim::{Cluster, MessageId, Model, NodeId};
use stage::cluster::node_id;
use stage::parts::flow::{legend, note};
use stage::parts::geometry::Point;
use stage::parts::node::{cross, shape};
use stage::parts::svg::circle;
use stage::parts::{
    Anchor, Area, Dots, draw_cell, draw_crown, label, line, picture,
};
use stage::{Element, Layout, Moment, Role, element};

/// The size of a node, from its middle to its edge.
const RADIUS: f32 = 15.0;

/// Where things lie.
struct Place {
    layout: Layout,
    size: (u32, u32),
}

impl Place {
    fn of(layout: Layout) -> Place {
        let size = match layout {
            Layout::Wide => (620, 292),
            Layout::Narrow => (340, 356),
        };
        Place { layout, size }
    }

    fn cells(&self, server: NodeId) -> Area {
        let (left, top, width) = match self.layout {
            Layout::Wide => (218.0, 20.0, 390.0),
            Layout::Narrow => (46.0, 86.0, 288.0),
        };
        let at = Point::new(left, top + 52.0 * (server.0 - 1) as f32);
        Area { at, width, height: 26.0 }
    }

    fn columns(&self) -> u32 {
        if self.layout == Layout::Wide { 11 } else { 8 }
    }

    fn node(&self, node: NodeId) -> Point {
        if node.0 <= 3 {
            let x = if self.layout == Layout::Wide { 188.0 } else { 20.0 };
            return Point::new(x, self.cells(node).middle().y);
        }
        let place = (node.0 - 4) as f32;
        match self.layout {
            Layout::Wide => Point::new(24.0, 33.0 + 90.0 * place),
            Layout::Narrow => Point::new(60.0 + 160.0 * place, 20.0),
        }
    }

    fn history(&self) -> Area {
        let top = self.cells(NodeId(3)).end().y + 34.0;
        let width = self.size.0 as f32 - 8.0;
        Area { at: Point::new(4.0, top), width, height: 36.0 }
    }
}

/// Draws a moment.
pub fn draw(moment: &Moment<'_, SessionGuarantees>) -> Element {
    let place = Place::of(moment.layout);
    let cluster = moment.model;
    let rows = servers(cluster).map(|(node, _)| draw_server(moment, &place, node));
    let flights = cluster.in_flight();
    let flights = flights.filter(|(_, flight)| words::is_drawn(&flight.message));
    let flights = flights.map(|one| draw_flight(moment, &place, one));
    let area = place.history();
    let title = Point::new(area.at.x, area.at.y - 9.0);
    let count = if place.layout == Layout::Wide { 11 } else { 6 };
    let signs =
        [(Role::Candidate, "write"), (Role::Chosen, "read: the last that it has")];
    let at = Point::new(4.0, place.size.1 as f32 - 5.0);
    picture(place.size, "Clients, servers with their logs, and what C1 has done")
        .children(rows)
        .child(element("g").children(flights))
        .children(clients(cluster).map(|(node, client)| {
            let state = words::of_client(client);
            let at = place.node(node);
            let below = Point::new(at.x - RADIUS, at.y + 30.0);
            let name = cluster.name(node);
            let spoken = format!("{name}, {state}");
            draw_small(at, Role::Follower, name)
                .text(" ")
                .child(note(below, Anchor::Start, state))
                .key(node_id(node))
                .mark(node_id(node), spoken)
        }))
        .child(note(
            title,
            Anchor::Start,
            "What C1 has done: a read is to have all on its left",
        ))
        .child(history::draw(moment, area, count))
        .child(legend(at, &signs, ""))
}

fn draw_small(at: Point, role: Role, name: String) -> Element {
    let group =
        element("g").class("node").role(role).child(shape(at, RADIUS, role));
    match role {
        Role::Lost => group.child(cross(at, 7.0)),
        _ => {
            let middle = Point::new(at.x, at.y + 4.5);
            group.child(label(middle, Anchor::Middle, name).class("inside"))
        }
    }
}

fn columns(cluster: &Cluster<Node>, place: &Place) -> u32 {
    let longest = servers(cluster).map(|(_, server)| server.log().len()).max();
    longest.unwrap_or(0).max(place.columns()) + 1 - place.columns()
}

fn cell(place: &Place, first: u32, node: NodeId, index: u32) -> Option<Area> {
    let row = place.cells(node);
    let pitch = row.width / place.columns() as f32;
    let left = row.at.x + pitch * index.checked_sub(first)? as f32;
    let at = Point::new(left, row.at.y);
    Some(Area { at, width: pitch - 3.0, height: row.height })
}

/// A server and its log: what C1 has seen is green, wherever it is.
fn draw_server(
    moment: &Moment<'_, SessionGuarantees>,
    place: &Place,
    node: NodeId,
) -> Element {
    let cluster = moment.model;
    let server = models::replication::leader_follower::server(cluster, node);
    let (role, mut state) = words::of_server(cluster, node, moment.now);
    let waiting: Vec<_> = server.waiting().map(|one| cluster.name(one)).collect();
    if !waiting.is_empty() {
        state.push_str(&format!(", {} waits for more", waiting.join(" and ")));
    }
    let first = columns(cluster, place);
    let last = reader(moment).operations().iter().rev().find_map(|one| match one {
        Operation::Read { writes, .. } => Some(writes.clone()),
        Operation::Wrote { .. } | Operation::Ended { .. } => None,
    });
    let cells = (first..).take(place.columns() as usize).filter_map(|index| {
        let entry = server.log().entry(index)?;
        let seen = last.as_ref().is_some_and(|all| all.contains(&entry.write));
        let role = if seen { Role::Chosen } else { Role::Follower };
        let area = cell(place, first, node, index)?;
        Some(draw_cell(area, role, entry.write.to_string()))
    });
    let at = place.node(node);
    let row = place.cells(node);
    let name = cluster.name(node);
    let spoken = format!("{name} {state}");
    let leads = role == Role::Leader && server.serves(moment.now);
    let crown = leads.then(|| draw_crown(Point::new(at.x, at.y - RADIUS - 8.0)));
    let below = Point::new(at.x, at.y + RADIUS + 7.0);
    let parked = (!waiting.is_empty()).then(|| {
        element("g").role(Role::Leader).child(shape(below, 5.0, Role::Leader))
    });
    let beside = Point::new(row.at.x, row.at.y - 7.0);
    // The cross stands where its name would.
    let said = if role == Role::Lost { spoken.clone() } else { state };
    let head = draw_small(at, role, name)
        .children(crown)
        .children(parked)
        .text(" ")
        .child(note(beside, Anchor::Start, said))
        .key(node_id(node))
        .mark(node_id(node), spoken);
    element("g").children(cells).child(head)
}

fn draw_flight(
    moment: &Moment<'_, SessionGuarantees>,
    place: &Place,
    (id, flight): (MessageId, &InFlight<Message>),
) -> Element {
    let progress = flight.progress(moment.now);
    let is_lost = flight.loss.is_some() && progress > 400;
    let role = if is_lost { Role::Lost } else { words::role(&flight.message) };
    let key = id.to_string();
    let group = element("g").class("message no").key(key.clone()).role(role);
    let name = |node: NodeId| moment.model.name(node);
    let way = format!("{} to {}", name(flight.from), name(flight.to));
    let spoken = format!("{}, {way}", flight.message);
    let (from, to) = (place.node(flight.from), place.node(flight.to));
    if let Message::Append(append) = &flight.message {
        let first = columns(moment.model, place);
        let mut dots = Dots::new(8.0);
        for index in (append.after.index + 1..).take(append.entries.len()) {
            let ends = [flight.from, flight.to];
            let [Some(one), Some(other)] =
                ends.map(|node| cell(place, first, node, index))
            else {
                continue;
            };
            let [a, b] = if one.at.y < other.at.y {
                [one.end().y + 4.0, other.at.y - 4.0]
            } else {
                [one.at.y - 4.0, other.end().y + 4.0]
            };
            let [a, b] = [a, b].map(|y| Point::new(one.middle().x, y));
            dots.put(role, a.toward(b, progress));
        }
        let aside = |at: Point| Point::new(at.x + RADIUS + 6.0, at.y);
        let at = aside(from).toward(aside(to), progress);
        return group
            .child(dots.draw())
            .child(circle(at, 12.0).class("hit"))
            .mark(key, spoken);
    }
    let (from, to) = (from.step(to, RADIUS + 4.0), to.step(from, RADIUS + 4.0));
    let at = from.toward(to, progress);
    let drawn = if is_lost { cross(at, 5.0) } else { shape(at, 5.0, role) };
    group
        .child(line(from, at).class("trail"))
        .child(drawn)
        .child(circle(at, 12.0).class("hit"))
        .mark(key, spoken)
}
