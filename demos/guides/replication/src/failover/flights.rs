//! What is on its way: writes and answers beside the logs, entries from row to row,
//! each in its column.

use super::logs::Columns;
use super::picture::Place;
use super::{Failover, words};
use models::replication::leader_follower::{Append, Message, servers};
use sim::cluster::InFlight;
use sim::{MessageId, Model, NodeId};
use stage::parts::geometry::Point;
use stage::parts::node::{cross, shape};
use stage::parts::svg::circle;
use stage::parts::{Anchor, Dots, label, line, text_width};
use stage::{Element, Layout, Moment, Role, element};

/// All that is on its way.
pub fn draw(moment: &Moment<'_, Failover>, place: &Place) -> Element {
    let columns = Columns::of(moment, place);
    let flights = moment.model.in_flight();
    let flights = flights
        .map(|(id, flight)| draw_flight(moment, place, &columns, (id, flight)));
    element("g").children(flights)
}

fn draw_flight(
    moment: &Moment<'_, Failover>,
    place: &Place,
    columns: &Columns,
    (id, flight): (MessageId, &InFlight<Message>),
) -> Element {
    let progress = flight.progress(moment.now);
    let is_lost = flight.loss.is_some() && progress > 400;
    let role = if is_lost { Role::Lost } else { words::role(&flight.message) };
    let (from, to) = ends(moment, place, flight);
    let at = from.toward(to, progress);
    let key = id.to_string();
    let group = element("g").class("message no").key(key.clone()).role(role);
    let is_small = matches!(role, Role::Quiet) || is_among_servers(moment, flight);
    let radius = if is_small { 3.5 } else { 5.0 };
    let drawn = match &flight.message {
        Message::Append(append) if !append.entries.is_empty() && !is_lost => {
            falling(place, columns, flight, append, progress)
        }
        _ if is_lost => cross(at, 5.0),
        _ => shape(at, radius, role),
    };
    let trail = (!is_small).then(|| line(from, at).class("trail"));
    let said = words::of_message(&flight.message);
    let name = |node: NodeId| moment.model.name(node);
    let way = format!("{} to {}", name(flight.from), name(flight.to));
    let spoken = match said.is_empty() {
        true => format!("{}, {way}", flight.message),
        false => format!("{said}, {way}"),
    };
    let said = beside(place, at, of_all(moment, (id, flight), said));
    let hit = circle(at, 12.0).class("hit");
    group.children(trail).child(drawn).children(said).child(hit).mark(key, spoken)
}

/// What is said beside answers that left together, and lie on each other: the first one
/// says how many there are.
fn of_all(
    moment: &Moment<'_, Failover>,
    (id, flight): (MessageId, &InFlight<Message>),
    said: String,
) -> String {
    let is_answer =
        |flight: &InFlight<Message>| matches!(flight.message, Message::Done(..));
    let ends = |flight: &InFlight<Message>| (flight.from, flight.to, flight.sent);
    let all = moment.model.in_flight();
    let all =
        all.filter(|(_, other)| is_answer(other) && ends(other) == ends(flight));
    let mut ids = all.map(|(other, _)| other);
    match (is_answer(flight), ids.next(), ids.count()) {
        (false, _, _) | (true, _, 0) => said,
        (true, first, more) if first == Some(id) => format!("{} ok", more + 1),
        (true, _, _) => String::new(),
    }
}

fn is_among_servers(
    moment: &Moment<'_, Failover>,
    flight: &InFlight<Message>,
) -> bool {
    let is_server = |node| servers(moment.model).any(|(server, _)| server == node);
    is_server(flight.from) && is_server(flight.to)
}

/// Where a message begins and ends. Between servers it passes beside the others.
fn ends(
    moment: &Moment<'_, Failover>,
    place: &Place,
    flight: &InFlight<Message>,
) -> (Point, Point) {
    let (from, to) = (place.node(flight.from), place.node(flight.to));
    if is_among_servers(moment, flight) {
        let aside = |at: Point| Point::new(at.x + place.radius() + 6.0, at.y);
        return (aside(from), aside(to));
    }
    (from.step(to, place.radius() + 4.0), to.step(from, place.radius() + 4.0))
}

/// A word beside a message: where it lies on no other words.
fn beside(place: &Place, at: Point, said: String) -> Option<Element> {
    let width = text_width(&said);
    let (room, anchor) = match place.layout {
        // Between the words of clients and the servers.
        Layout::Wide => ((104.0, 168.0), Anchor::End),
        // Above the servers.
        Layout::Narrow => ((0.0, 0.0), Anchor::End),
    };
    let is_free = at.x - 8.0 - width > room.0 && at.x < room.1;
    let at = Point::new(at.x - 8.0, at.y - 5.0);
    let is_said = !said.is_empty() && is_free;
    is_said.then(|| label(at, anchor, said).class("word halo"))
}

/// Entries on their way from row to row, each in its column.
fn falling(
    place: &Place,
    columns: &Columns,
    flight: &InFlight<Message>,
    append: &Append,
    progress: u32,
) -> Element {
    let mut dots = Dots::new(9.0);
    for index in (append.after.index + 1..).take(append.entries.len()) {
        let ends = [flight.from, flight.to];
        let [Some(from), Some(to)] =
            ends.map(|server| columns.cell(place, server, index))
        else {
            continue;
        };
        let area = from;
        let (from, to) = match from.at.y < to.at.y {
            true => (from.end().y + 4.0, to.at.y - 4.0),
            false => (from.at.y - 4.0, to.end().y + 4.0),
        };
        let ends = [from, to].map(|y| Point::new(area.middle().x, y));
        dots.put(Role::Follower, ends[0].toward(ends[1], progress));
    }
    dots.draw()
}
