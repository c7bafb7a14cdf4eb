//! The links, and the states on their way: a dot with what the state reads, and a quiet
//! one where it brings no news.

use super::Crdt;
use super::picture::Place;
use super::states::role_of;
use models::replication::crdt::{Message, replica};
use sim::cluster::InFlight;
use sim::{MessageId, Model, NodeId};
use stage::cluster::link_id;
use stage::parts::geometry::Point;
use stage::parts::node::{cross, shape};
use stage::parts::svg::circle;
use stage::parts::{Anchor, label, line, text_width};
use stage::{Element, Moment, Role, element};

/// The pairs of replicas.
pub const PAIRS: [(NodeId, NodeId); 3] =
    [(NodeId(0), NodeId(1)), (NodeId(1), NodeId(2)), (NodeId(0), NodeId(2))];

/// Where a link goes along.
fn way(place: &Place, from: NodeId, to: NodeId) -> Vec<Point> {
    let ends = [from, to].map(|node| place.port(node));
    match from.0.abs_diff(to.0) {
        2 => vec![ends[0], place.bend(), ends[1]],
        _ => ends.to_vec(),
    }
}

/// The links: dotted where they are cut.
pub fn links(moment: &Moment<'_, Crdt>, place: &Place) -> Element {
    let cluster = moment.model;
    let links = PAIRS.map(|(one, other)| {
        let is_cut = cluster.is_cut(one, other) || cluster.is_cut(other, one);
        let role = if is_cut { Role::Lost } else { Role::Quiet };
        let way = way(place, one, other);
        let mut drawn = element("g");
        for pair in way.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            drawn = drawn.child(line(from, to).class("link").role(role));
            drawn = drawn.child(line(from, to).class("hit"));
        }
        let words = format!("Link {}–{}", cluster.name(one), cluster.name(other));
        drawn.mark(link_id(one, other), words).gives_way()
    });
    let ports = [0, 1, 2].map(|node| {
        let node = NodeId(node);
        let (row, port) = (place.row(node), place.port(node));
        let edge = Point::new(row.end().x, port.y);
        let name = Point::new(edge.x + 8.0, port.y - 5.0);
        let name = label(name, Anchor::Middle, cluster.name(node)).class("state");
        let port = line(edge, port).class("link").role(Role::Quiet);
        element("g").child(port).child(name)
    });
    element("g").children(ports).children(links)
}

/// All that is on its way.
pub fn draw(moment: &Moment<'_, Crdt>, place: &Place) -> Element {
    let flights = moment.model.in_flight();
    element("g").children(flights.map(|(id, f)| draw_flight(moment, place, id, f)))
}

/// So many thousandths along a way.
fn along(way: &[Point], progress: u32) -> Point {
    match way {
        [from, bend, _] if progress < 500 => from.toward(*bend, progress * 2),
        [_, bend, to] => bend.toward(*to, (progress - 500) * 2),
        [from, .., to] => from.toward(*to, progress),
        [only] => *only,
        [] => Point::default(),
    }
}

fn draw_flight(
    moment: &Moment<'_, Crdt>,
    place: &Place,
    id: MessageId,
    flight: &InFlight<Message>,
) -> Element {
    let (from, to) = (flight.from, flight.to);
    let progress = flight.progress(moment.now);
    let is_lost = flight.loss.is_some() && progress > 400;
    let is_news = replica(moment.model, to).is_news(&flight.message.state);
    let at = along(&way(place, from, to), progress);
    let role = match (is_lost, is_news) {
        (true, _) => Role::Lost,
        (false, true) => role_of(from),
        (false, false) => Role::Quiet,
    };
    let mark = match (is_lost, is_news) {
        (true, _) => cross(at, 5.0),
        (false, true) => shape(at, 6.0, role),
        (false, false) => shape(at, 3.5, role),
    };
    let read = flight.message.state.read();
    let x = at.x + 11.0;
    let has_room = x + text_width(&read) < place.size.0 as f32;
    let word = (is_news && has_room).then(|| {
        label(Point::new(x, at.y + 4.5), Anchor::Start, read).class("word halo")
    });
    let [a, b] = [from, to].map(|node| moment.model.name(node));
    let spoken = format!("{}, {a} to {b}", flight.message);
    let key = id.to_string();
    element("g")
        .class("message no")
        .key(key.clone())
        .role(role)
        .child(mark)
        .children(word)
        .child(circle(at, 12.0).class("hit"))
        .mark(key, spoken)
}
