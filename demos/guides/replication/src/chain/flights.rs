//! What is on its way: writes down the chain, acknowledgements up, requests and
//! answers, and what the master is told and says.

use super::picture::Place;
use super::{Chain, words};
use models::replication::chain::Message;
use sim::cluster::InFlight;
use sim::{MessageId, Model, NodeId};
use stage::parts::geometry::Point;
use stage::parts::node::{NODE_RADIUS, cross, shape};
use stage::parts::svg::circle;
use stage::parts::{Anchor, label, line, text_width};
use stage::{Element, Moment, Role, element};

/// How far below the link acknowledgements run.
const ASIDE: f32 = 12.0;

/// How far behind another it walks, in thousandths.
const BEHIND: u32 = 130;

/// How high a link passes over the servers between its ends.
const OVER: f32 = 40.0;

/// All that is on its way.
pub fn draw(moment: &Moment<'_, Chain>, place: &Place) -> Element {
    let flights = moment.model.in_flight();
    let drawn = flights.map(|(id, flight)| draw_flight(moment, place, id, flight));
    element("g").children(drawn)
}

/// The way from one node to another: straight, or over the servers between two of them.
pub fn route(place: &Place, from: NodeId, to: NodeId) -> Vec<Point> {
    let ends = [place.node(from), place.node(to)];
    let is_chain = place.is_server(from) && place.is_server(to);
    if is_chain && place.between(from, to) > 0 {
        let top = ends[0].y - OVER;
        let middle = Point::new((ends[0].x + ends[1].x) / 2.0, top);
        let [start, end] = ends.map(|end| end.step(middle, NODE_RADIUS + 4.0));
        return vec![start, middle, end];
    }
    let [from, to] = ends;
    let gap = NODE_RADIUS + 4.0;
    vec![from.step(to, gap), to.step(from, gap)]
}

/// So many thousandths of the way.
fn along(route: &[Point], thousandths: u32) -> Point {
    match route {
        [start, middle, _] if thousandths < 500 => {
            start.toward(*middle, 2 * thousandths)
        }
        [_, middle, end] => middle.toward(*end, 2 * (thousandths - 500)),
        [start, .., end] => start.toward(*end, thousandths),
        [] | [_] => Point::new(0.0, 0.0),
    }
}

fn draw_flight(
    moment: &Moment<'_, Chain>,
    place: &Place,
    id: MessageId,
    flight: &InFlight<Message>,
) -> Element {
    let progress = flight.progress(moment.now);
    let is_lost = flight.loss.is_some() && progress > 400;
    let role = if is_lost { Role::Lost } else { words::role(&flight.message) };
    let is_ack = matches!(flight.message, Message::Ack(_));
    let mut route = route(place, flight.from, flight.to);
    if is_ack {
        for point in &mut route {
            point.y += ASIDE;
        }
    }
    // Those that left together walk one behind the other.
    let together = moment.model.in_flight().filter(|(other, before)| {
        (before.from, before.to, before.sent)
            == (flight.from, flight.to, flight.sent)
            && *other < id
            && is_forward(before)
            && is_forward(flight)
    });
    let behind = BEHIND * together.count() as u32;
    let at = along(&route, progress.saturating_sub(behind));
    let key = id.to_string();
    let size = if is_ack { 4.0 } else { 6.0 };
    let mark = if is_lost { cross(at, 5.0) } else { shape(at, size, role) };
    let trail = (route.len() == 2).then(|| line(route[0], at).class("trail"));
    let [sender, receiver] =
        [flight.from, flight.to].map(|node| moment.model.name(node));
    let spoken = format!("{}, {sender} to {receiver}", flight.message);
    element("g")
        .class("message no")
        .key(key.clone())
        .role(role)
        .children(trail)
        .child(mark)
        .children(beside(place, at, flight))
        .child(circle(at, 12.0).class("hit"))
        .mark(key, spoken)
}

fn is_forward(flight: &InFlight<Message>) -> bool {
    matches!(flight.message, Message::Forward(..))
}

/// A word beside a message: above it where it walks along the chain; elsewhere on its
/// right, where no words of nodes are.
fn beside(place: &Place, at: Point, flight: &InFlight<Message>) -> Option<Element> {
    let said = words::of_message(&flight.message);
    if said.is_empty() {
        return None;
    }
    if is_forward(flight) {
        let at = Point::new(at.x, at.y - 9.0);
        return Some(label(at, Anchor::Middle, said).class("word halo"));
    }
    let is_right = at.x + 9.0 + 1.2 * text_width(&said) > place.size.0 as f32;
    let (x, anchor) = match is_right {
        true => (at.x - 9.0, Anchor::End),
        false => (at.x + 9.0, Anchor::Start),
    };
    let at = Point::new(x, at.y + 4.0);
    let is_free = (80.0..100.0).contains(&at.y);
    is_free.then(|| label(at, anchor, said).class("word halo"))
}
