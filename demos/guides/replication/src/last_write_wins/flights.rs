//! What is on its way between clients and replicas.

use super::picture::Place;
use super::{LastWriteWins, words};
use models::replication::last_write_wins::Message;
use sim::cluster::InFlight;
use sim::{MessageId, Model};
use stage::parts::node::{cross, shape};
use stage::parts::svg::circle;
use stage::parts::{Anchor, Point, label, line, text_width};
use stage::{Element, Moment, Role, element};

/// All that is on its way: each from its moment and lane to where it is now.
pub fn draw(moment: &Moment<'_, LastWriteWins>, place: &Place) -> Element {
    let flights = moment.model.in_flight();
    let flights =
        flights.map(|(id, flight)| draw_flight(moment, place, id, flight));
    element("g").children(flights)
}

fn draw_flight(
    moment: &Moment<'_, LastWriteWins>,
    place: &Place,
    id: MessageId,
    flight: &InFlight<Message>,
) -> Element {
    let progress = flight.progress(moment.now) as f32 / 1_000.0;
    let [from, to] = [flight.from, flight.to].map(|node| place.lane(node));
    let start = Point::new(place.x(flight.sent.max(place.window.0)), from);
    let at = Point::new(place.x(moment.now), from + (to - from) * progress);
    let is_lost = flight.loss.is_some() && progress > 0.4;
    let role = match is_lost {
        true => Role::Lost,
        false => words::role(flight.message.kind()),
    };
    let said = words::of_message(&flight.message);
    let head = if is_lost { cross(at, 5.0) } else { shape(at, 5.0, role) };
    let is_right = at.x + 9.0 + text_width(&said) > place.size.0 as f32;
    let (x, anchor) = match is_right {
        true => (at.x - 9.0, Anchor::End),
        false => (at.x + 9.0, Anchor::Start),
    };
    let word = label(Point::new(x, at.y + 4.5), anchor, said).class("word halo");
    let [sender, receiver] =
        [flight.from, flight.to].map(|node| moment.model.name(node));
    let spoken = format!("{}, {sender} to {receiver}", flight.message);
    let key = id.to_string();
    element("g")
        .class("message no")
        .key(key.clone())
        .role(role)
        .child(line(start, at).class("trail"))
        .child(head)
        .child(word)
        .child(circle(at, 12.0).class("hit"))
        .mark(key, spoken)
}
