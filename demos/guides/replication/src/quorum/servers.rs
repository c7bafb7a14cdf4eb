//! The writer, the servers and the reader, and who has answered whom.

use super::picture::Place;
use super::{Quorum, words};
use models::replication::quorum::Race;
use models::replication::store::{Kind, Operation};
use sim::{Event, Micros, Model, NodeId};
use stage::cluster::node_id;
use stage::parts::flow::draw_box;
use stage::parts::node::{NODE_RADIUS, NodeMark, draw_node};
use stage::parts::{Anchor, Point, label, line};
use stage::{Element, Moment, Role, element};

/// For how long it can be seen that a read has repaired a server.
const GHOST: Micros = Micros::from_millis(40);

/// The servers that a read has repaired lately.
fn repaired(moment: &Moment<'_, Quorum>) -> Vec<NodeId> {
    let past = moment.records.iter().filter(|record| {
        record.at <= moment.now && moment.now.since(record.at) < GHOST
    });
    let repaired = past.filter_map(|record| match record.event {
        Event::Received { to, kind, .. } => {
            (kind.among(&Kind::ALL) == Kind::Repair).then_some(to)
        }
        _ => None,
    });
    repaired.collect()
}

/// All of them, links first.
pub fn draw(moment: &Moment<'_, Quorum>, place: &Place) -> Vec<Element> {
    let race = moment.model;
    let [writer, reader] = race.clients();
    let repaired = repaired(moment);
    let mut parts = Vec::new();
    for (client, operation) in
        [(writer, race.write()), (reader, words::last_read(race))]
    {
        let links = words::servers(race);
        let links = links.map(|node| {
            let is_repaired = client == reader && repaired.contains(&node);
            link(race, place, (client, node), (operation, is_repaired))
        });
        parts.push(element("g").children(links));
    }
    parts.extend(words::servers(race).map(|node| draw_server(race, place, node)));
    parts.push(draw_client(race, place, writer, words::of_write(race)));
    parts.push(draw_client(race, place, reader, words::of_read(race)));
    parts
}

/// Where a link between a client and a server begins and ends.
pub fn ends(place: &Place, client: NodeId, server: NodeId) -> (Point, Point) {
    let (middle, area) = (place.client(client), place.server(server));
    let is_left = middle.x < area.at.x;
    let x = if is_left { area.at.x } else { area.end().x };
    let at = Point::new(x, area.middle().y);
    (middle.step(at, NODE_RADIUS + 2.0), at)
}

/// A link: heavy if its server was one of those that made the operation done.
fn link(
    race: &Race,
    place: &Place,
    (client, server): (NodeId, NodeId),
    (operation, is_repaired): (Option<&Operation>, bool),
) -> Element {
    let cluster = race.cluster();
    let is_cut = cluster.is_cut(client, server) || cluster.is_cut(server, client);
    let counts = words::is_in(operation, server);
    let is_read = client == race.clients()[1];
    let answer = words::answer(race);
    let is_stale = is_read && answer == words::Answer::Stale;
    let is_new = answer == words::Answer::New;
    let (class, role) = match (counts, is_cut) {
        _ if is_repaired => ("heavy", Role::Candidate),
        (true, _) if is_stale => ("heavy", Role::Lost),
        (true, _) if is_read => ("heavy", Role::Leader),
        (true, _) => ("heavy", Role::Committed),
        (false, true) => ("link", Role::Lost),
        (false, false) => ("link", Role::Quiet),
    };
    let is_asked = words::is_replica(race, server) || counts;
    let (from, to) = ends(place, client, server);
    let to = if is_asked { to } else { from };
    // What it has told B, though it may have the write by now.
    let answered = operation.filter(|_| counts && is_read);
    let told = answered.map(|read| {
        let is_new = is_new && !read.behind.contains(server);
        if is_new { ("new", 400) } else { ("old", 400) }
    });
    let told = if is_repaired { Some(("repaired", 500)) } else { told };
    let told = told.map(|(said, part)| {
        let at = to.toward(from, part);
        let at = Point::new(at.x, at.y - 6.0);
        label(at, Anchor::Middle, said).class("word halo")
    });
    let link = line(from, to).class(class).role(role);
    element("g").role(role).child(link).children(told)
}

fn draw_server(race: &Race, place: &Place, node: NodeId) -> Element {
    let area = place.server(node);
    let (role, state) = words::of_server(race, node);
    let name = race.name(node);
    let at = Point::new(area.middle().x, area.middle().y + 4.5);
    let words = format!("{name} {state}");
    draw_box(area, role)
        .key(node_id(node))
        .child(label(at, Anchor::Middle, words.clone()))
        .mark(node_id(node), words)
}

fn draw_client(
    race: &Race,
    place: &Place,
    node: NodeId,
    (role, state): (Role, &'static str),
) -> Element {
    let at = place.client(node);
    let name = race.name(node);
    let below = at.y + NODE_RADIUS + 16.0;
    let is_writer = node == race.clients()[0];
    let (x, anchor) = match is_writer {
        true => (2.0, Anchor::Start),
        false => (at.x + NODE_RADIUS + 3.0, Anchor::End),
    };
    let words = format!("{name}, {state}");
    let mark = NodeMark::new(node_id(node), at, role).inside(name);
    let mark = mark.named("", state).label_at(Point::new(x, below - 12.0), anchor);
    element("g").child(draw_node(&mark)).mark(node_id(node), words)
}
