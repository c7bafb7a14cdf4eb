//! The picture: the clients, the servers with their logs, what is on its way, and what
//! C1 has done.

use super::checks::reader;
use super::history::Grid;
use super::{SessionGuarantees, history, words};
use models::replication::leader_follower::{
    Gone, Log, Message, Operation, Write, clients, lost, servers,
};
use sim::cluster::InFlight;
use sim::{MessageId, Micros, Model, NodeId};
use stage::cluster::node_id;
use stage::parts::flow::{legend_of_cells, note};
use stage::parts::geometry::Point;
use stage::parts::node::{cross, shape};
use stage::parts::svg::{circle, rectangle};
use stage::parts::{
    Anchor, Area, Dots, draw_cell, draw_crown, draw_ghost, label, line, picture,
};
use stage::{Element, Layout, Moment, Role, element};

/// The size of a node, from its middle to its edge.
const RADIUS: f32 = 15.0;

/// For how long what a server has dropped can still be seen.
const GHOST: Micros = Micros::from_millis(600);

/// Where the last sign of the legend stands.
const LACKS: f32 = 243.0;

/// Where things lie.
struct Place {
    layout: Layout,
    size: (u32, u32),
}

impl Place {
    fn of(layout: Layout) -> Place {
        let size = match layout {
            Layout::Wide => (620, 310),
            Layout::Narrow => (340, 384),
        };
        Place { layout, size }
    }

    fn cells(&self, server: NodeId) -> Area {
        let (left, top, width) = match self.layout {
            Layout::Wide => (218.0, 20.0, 390.0),
            Layout::Narrow => (46.0, 230.0, 288.0),
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
            Layout::Narrow => Point::new(60.0 + 160.0 * place, 170.0),
        }
    }

    /// The boxes of C1: on top where the rest may be out of sight.
    fn history(&self) -> Grid {
        let (top, columns) = match self.layout {
            Layout::Wide => (177.0, 11),
            Layout::Narrow => (20.0, 8),
        };
        let pitch = (self.size.0 as f32 - 8.0) / columns as f32;
        Grid { at: Point::new(4.0, top), columns, pitch }
    }

    /// Where it stands which guarantee is violated.
    fn proofs(&self) -> [Point; 2] {
        let first = self.history().end();
        let second = match self.layout {
            Layout::Wide => Point::new(310.0, first.y),
            Layout::Narrow => Point::new(first.x, first.y + 17.0),
        };
        [first, second]
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
    let grid = place.history();
    let title = Point::new(grid.at.x, grid.at.y - 8.0);
    let signs = [
        (Role::Candidate, "writes"),
        (Role::Chosen, "read by C1"),
        (Role::Follower, "not yet"),
    ];
    let at = |x: f32| Point::new(x, place.size.1 as f32 - 5.0);
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
        .child(history::draw(moment, &grid, place.proofs()))
        .child(legend_of_cells(at(4.0), "mark", &signs, ""))
        .child(lacks(at(LACKS), place.layout))
}

/// What a red box is, and the words below it.
fn lacks(at: Point, layout: Layout) -> Element {
    let words = match layout {
        Layout::Wide => "lacks what is below",
        Layout::Narrow => "lacks",
    };
    let square = rectangle(Point::new(at.x, at.y - 9.0), (9.0, 9.0));
    let beside = Point::new(at.x + 13.0, at.y);
    element("g")
        .child(
            element("g")
                .class("proof")
                .role(Role::Lost)
                .child(square.class("mark")),
        )
        .child(note(beside, Anchor::Start, words))
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

/// The first place of the logs that is drawn.
fn columns(moment: &Moment<'_, SessionGuarantees>, place: &Place) -> u32 {
    let lengths = servers(moment.model).map(|(_, server)| {
        let gone = ghosts(server.log(), moment.now).map(|gone| gone.index);
        gone.max().unwrap_or(0).max(server.log().len())
    });
    let longest = lengths.max();
    longest.unwrap_or(0).max(place.columns()) + 1 - place.columns()
}

fn cell(place: &Place, first: u32, node: NodeId, index: u32) -> Option<Area> {
    let row = place.cells(node);
    let pitch = row.width / place.columns() as f32;
    let left = row.at.x + pitch * index.checked_sub(first)? as f32;
    let at = Point::new(left, row.at.y);
    Some(Area { at, width: pitch - 3.0, height: row.height })
}

/// What C1 has read in this session.
fn read_by_c1(moment: &Moment<'_, SessionGuarantees>) -> Vec<Write> {
    let mut all = Vec::new();
    for operation in reader(moment).operations() {
        match operation {
            Operation::Read { writes, .. } => all.extend(writes.iter().copied()),
            Operation::Ended { .. } => all.clear(),
            Operation::Wrote { .. } => {}
        }
    }
    all
}

/// What a server has dropped lately.
fn ghosts(log: &Log, now: Micros) -> impl Iterator<Item = &Gone> {
    log.gone().iter().filter(move |gone| now.since(gone.at) < GHOST)
}

/// A log, with what was dropped from it lately.
fn draw_log(
    moment: &Moment<'_, SessionGuarantees>,
    place: &Place,
    (node, log): (NodeId, &Log),
) -> Vec<Element> {
    let first = columns(moment, place);
    let (seen, lost) = (read_by_c1(moment), lost(moment.model));
    let cells = (first..).take(place.columns() as usize).filter_map(|index| {
        let area = cell(place, first, node, index)?;
        let entry = log.entry(index).map(|entry| entry.write);
        let gone = ghosts(log, moment.now).find(|gone| gone.index == index);
        if let Some(gone) = gone {
            let gone = gone.entry.write;
            let is_lost = lost.iter().any(|one| one.write == gone);
            let role = if is_lost { Role::Lost } else { Role::Quiet };
            return Some(draw_ghost((area, role), gone.to_string(), None));
        }
        let write = entry?;
        let is_seen = seen.contains(&write);
        let role = if is_seen { Role::Chosen } else { Role::Follower };
        Some(draw_cell(area, role, write.to_string()))
    });
    cells.collect()
}

/// A server and its log: what C1 has read is blue, wherever it is.
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
    let dropped = ghosts(server.log(), moment.now).count();
    if dropped > 0 {
        state.push_str(&format!(", dropped {dropped}"));
    }
    let cells = draw_log(moment, place, (node, server.log()));
    let at = place.node(node);
    let row = place.cells(node);
    let name = cluster.name(node);
    let spoken = format!("{name} {state}");
    let leads = role == Role::Leader && server.serves(moment.now);
    let crown = leads.then(|| draw_crown(Point::new(at.x, at.y - RADIUS - 8.0)));
    let beside = Point::new(row.at.x, row.at.y - 7.0);
    // The cross stands where its name would.
    let said = if role == Role::Lost { spoken.clone() } else { state };
    let head = draw_small(at, role, name)
        .children(crown)
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
        let first = columns(moment, place);
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
