//! What is on its way.

use super::picture::Place;
use super::{Quorum, servers, words};
use models::replication::store::Message;
use sim::cluster::InFlight;
use sim::{MessageId, Model, NodeId};
use stage::parts::node::{cross, shape};
use stage::parts::svg::circle;
use stage::parts::{Anchor, Point, label, line};
use stage::{Element, Moment, Role, element};

/// All that is on its way.
pub fn draw(moment: &Moment<'_, Quorum>, place: &Place) -> Element {
    let flights = moment.model.cluster().in_flight();
    let flights =
        flights.map(|(id, flight)| draw_flight(moment, place, id, flight));
    element("g").children(flights)
}

/// From where to where: between servers beside their boxes.
fn ends(place: &Place, from: NodeId, to: NodeId) -> (Point, Point) {
    match (place.is_server(from), place.is_server(to)) {
        (true, true) => {
            let beside = |node| {
                let area = place.server(node);
                Point::new(area.end().x + 9.0, area.middle().y)
            };
            (beside(from), beside(to))
        }
        (true, false) => {
            let (client, server) = servers::ends(place, to, from);
            (server, client)
        }
        (false, _) => servers::ends(place, from, to),
    }
}

fn draw_flight(
    moment: &Moment<'_, Quorum>,
    place: &Place,
    id: MessageId,
    flight: &InFlight<Message>,
) -> Element {
    let progress = flight.progress(moment.now);
    let (from, to) = ends(place, flight.from, flight.to);
    let at = from.toward(to, progress);
    let is_lost = flight.loss.is_some() && progress > 400;
    let said = words::of_message(&flight.message);
    let role = match is_lost {
        true => Role::Lost,
        false => words::role(flight.message.kind()),
    };
    let head = if is_lost { cross(at, 5.0) } else { shape(at, 5.0, role) };
    // Near a client messages lie on one another.
    let word = if (250..750).contains(&progress) { said } else { "" };
    let word = label(Point::new(at.x, at.y - 8.0), Anchor::Middle, word);
    let name = |node| moment.model.name(node);
    let spoken = format!(
        "{said}, {}, {} to {}",
        flight.message,
        name(flight.from),
        name(flight.to)
    );
    let key = id.to_string();
    element("g")
        .class("message no")
        .key(key.clone())
        .role(role)
        .child(line(from, at).class("trail"))
        .child(head)
        .child(word.class("word halo"))
        .child(circle(at, 11.0).class("hit"))
        .mark(key, spoken)
}
