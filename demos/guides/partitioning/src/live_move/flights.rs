//! What is on its way: writes to the place of their key and back, rows from strip to
//! strip, and what is said to the map.

use super::picture::Place;
use super::{LiveMove, words};
use models::partitioning::live_move::{Message, Row, SOURCE, TARGET};
use sim::cluster::InFlight;
use sim::{MessageId, Model, NodeId};
use stage::parts::geometry::Point;
use stage::parts::node::{NODE_RADIUS, cross, shape};
use stage::parts::svg::circle;
use stage::parts::{Anchor, Area, Dots, label, line, text_width};
use stage::{Element, Moment, Role, element};

/// All that is on its way: what is said of it lies on all of it.
pub fn draw(moment: &Moment<'_, LiveMove>, place: &Place) -> Element {
    let flights = moment.model.in_flight();
    let (mut taken, mut words) = (Vec::new(), Vec::new());
    let flights = flights.map(|(id, flight)| {
        let (drawn, said) = draw_flight(moment, place, (id, flight), &mut taken);
        words.extend(said);
        drawn
    });
    element("g").children(flights).children(words)
}

fn draw_flight(
    moment: &Moment<'_, LiveMove>,
    place: &Place,
    (id, flight): (MessageId, &InFlight<Message>),
    taken: &mut Vec<Area>,
) -> (Element, Option<Element>) {
    let progress = flight.progress(moment.now);
    let is_lost = flight.loss.is_some() && progress > 400;
    let role = if is_lost { Role::Lost } else { words::role(&flight.message) };
    let ends = [flight.from, flight.to];
    let ends = ends.map(|node| end(place, node, &flight.message));
    let [from, to] = ends;
    let ends =
        [edge(place, flight.from, [from, to]), edge(place, flight.to, [to, from])];
    let at = ends[0].toward(ends[1], progress);
    let key = id.to_string();
    let group = element("g").class("message no").key(key.clone()).role(role);
    let drawn = match &flight.message {
        Message::Batch(batch) if !batch.rows.is_empty() => {
            falling(place, flight, &batch.rows, progress)
        }
        _ if is_lost => cross(at, 5.0),
        _ => shape(at, 5.0, role),
    };
    let is_batch = matches!(flight.message, Message::Batch(_));
    let trail = (!is_batch).then(|| line(ends[0], at).class("trail"));
    let group = group.children(trail).child(drawn);
    let [sender, receiver] =
        [flight.from, flight.to].map(|node| moment.model.name(node));
    let said = words::of_message(&flight.message);
    let spoken = match said.is_empty() {
        true => format!("{}, {sender} to {receiver}", flight.message),
        false => format!("{said}, {sender} to {receiver}"),
    };
    let said = beside(place, at, said, taken)
        .map(|said| element("g").key(format!("said-{key}")).role(role).child(said));
    let flight = group.child(circle(at, 12.0).class("hit")).mark(key, spoken);
    (flight, said)
}

/// A word beside a message: on its right, but for the right edge of the picture; none
/// where it would lie on the words of servers, clients and other messages.
fn beside(
    place: &Place,
    at: Point,
    said: String,
    taken: &mut Vec<Area>,
) -> Option<Element> {
    let width = 1.2 * text_width(&said);
    let is_right = at.x + 9.0 + width > place.size.0 as f32;
    let (x, anchor) = match is_right {
        true => (at.x - 9.0, Anchor::End),
        false => (at.x + 9.0, Anchor::Start),
    };
    let at = Point::new(x, at.y - 6.0);
    let left = if is_right { x - width } else { x };
    let area = Area { at: Point::new(left, at.y - 12.0), width, height: 15.0 };
    let is_taken =
        |(top, bottom): (f32, f32)| top < at.y + 4.0 && at.y - 13.0 < bottom;
    let is_free = !place.lines().into_iter().any(is_taken)
        && !taken.iter().any(|other| other.meets(area));
    if is_free && !said.is_empty() {
        taken.push(area);
    }
    is_free.then(|| label(at, anchor, said).class("word halo"))
}

/// The end of a path at a client or the map is at its edge.
fn edge(place: &Place, node: NodeId, [end, other]: [Point; 2]) -> Point {
    match node == SOURCE || node == TARGET {
        true => end,
        false => place.node(node).step(other, NODE_RADIUS + 4.0),
    }
}

/// Where a message begins or ends: at a server that is at the place of its key.
fn end(place: &Place, node: NodeId, message: &Message) -> Point {
    if node != SOURCE && node != TARGET {
        return place.node(node);
    }
    let key = match message {
        Message::Write(row, _) | Message::Done(row) | Message::Refused(row, _) => {
            row.key
        }
        Message::Batch(batch) => match batch.rows.first() {
            Some(row) => row.key,
            None => return place.door(node),
        },
        Message::Stored(..)
        | Message::Unknown(_)
        | Message::Switch(..)
        | Message::Settle(_)
        | Message::Ask
        | Message::Map(..) => return place.door(node),
    };
    place.key(node, key)
}

/// Rows on their way from strip to strip, each at its key.
fn falling(
    place: &Place,
    flight: &InFlight<Message>,
    rows: &[Row],
    progress: u32,
) -> Element {
    let mut dots = Dots::new(8.0);
    for row in rows {
        let ends = [flight.from, flight.to].map(|node| place.key(node, row.key));
        dots.put(Role::Chosen, ends[0].toward(ends[1], progress));
    }
    dots.draw()
}
