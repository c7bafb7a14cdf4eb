//! What is on its way. What is cut off gets as far as the cut.

use super::place::Place;
use super::{Partition, words};
use models::replication::store::{Message, Region};
use sim::cluster::InFlight;
use sim::{Loss, MessageId, Model, NodeId};
use stage::parts::node::{NODE_RADIUS, cross, shape};
use stage::parts::svg::circle;
use stage::parts::{Point, line};
use stage::{Element, Moment, Role, element};

/// All that is on its way.
pub fn draw(moment: &Moment<'_, Partition>, place: &Place) -> Element {
    let flights = moment.model.cluster().in_flight();
    let flights =
        flights.map(|(id, flight)| draw_flight(moment, place, id, flight));
    element("g").children(flights)
}

fn draw_flight(
    moment: &Moment<'_, Partition>,
    place: &Place,
    id: MessageId,
    flight: &InFlight<Message>,
) -> Element {
    let ends = [flight.from, flight.to];
    let [from, to] = ends.map(|node| place.node(node));
    let [from, to] =
        [edge(place, flight.from, (from, to)), edge(place, flight.to, (to, from))];
    let progress = flight.progress(moment.now);
    let is_cut = flight.loss == Some(Loss::Cut);
    let at = match is_cut {
        true => from.toward(crossing(place, from, to), progress * 2),
        false => from.toward(to, progress),
    };
    let is_lost = flight.loss.is_some() && progress > 350;
    let role = if is_lost { Role::Lost } else { words::role(&flight.message) };
    let key = id.to_string();
    let names = ends.map(|node| moment.model.name(node));
    let spoken = format!("{}, {} to {}", flight.message, names[0], names[1]);
    let radius = if role == Role::Quiet { 3.0 } else { 5.0 };
    element("g")
        .class("message no")
        .key(key.clone())
        .role(role)
        .child(line(from, at).class("trail"))
        .child(if is_lost { cross(at, 5.0) } else { shape(at, radius, role) })
        .child(circle(at, 11.0).class("hit"))
        .mark(key, spoken)
}

/// The path of a message begins and ends at the edge of a node.
fn edge(place: &Place, node: NodeId, (at, other): (Point, Point)) -> Point {
    if node.0 >= place.settings.server_count() {
        return at.step(other, NODE_RADIUS + 2.0);
    }
    let area = place.server(node);
    let is_left = other.x < at.x || (other.x == at.x && is_west(place, node));
    let x = if is_left { area.at.x } else { area.end().x };
    Point::new(x, at.y)
}

fn is_west(place: &Place, node: NodeId) -> bool {
    place.settings.region(node) == Region::West
}

/// Where a path crosses the link between the regions.
fn crossing(place: &Place, from: Point, to: Point) -> Point {
    let x = place.cut().middle().x;
    let way = to.x - from.x;
    let share = if way == 0.0 { 0.5 } else { (x - from.x) / way };
    from.toward(to, (share * 1_000.0).max(0.0) as u32)
}
