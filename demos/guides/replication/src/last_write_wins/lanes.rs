//! The lanes: what each client writes, and what each replica holds, over time.

use super::picture::Place;
use super::{LastWriteWins, words};
use models::replication::last_write_wins::{
    CLIENTS, Cause, Kind, REPLICAS, WriteId, client, names, other, really, replica,
};
use sim::cluster::Condition;
use sim::record::downtimes;
use sim::{Event, Micros, Model, NodeId};
use stage::cluster::node_id;
use stage::parts::flow::press_area;
use stage::parts::node::cross;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Area, Point, label, line, text_width};
use stage::{Element, Moment, Role, element};

/// How high the bar of a client and that of a replica is.
const THIN: f32 = 16.0;
const THICK: f32 = 26.0;

/// A bar that is wider has room for a name.
const ROOM: f32 = 22.0;

/// The lanes of all four.
pub fn draw(moment: &Moment<'_, LastWriteWins>, place: &Place) -> Vec<Element> {
    let lanes = CLIENTS.into_iter().chain(REPLICAS);
    lanes.map(|node| draw_lane(moment, place, node)).collect()
}

fn draw_lane(
    moment: &Moment<'_, LastWriteWins>,
    place: &Place,
    node: NodeId,
) -> Element {
    let y = place.lane(node);
    let name = moment.model.name(node);
    let is_replica = REPLICAS.contains(&node);
    let bars = match is_replica {
        true => held(moment, place, node),
        false => {
            let mut bars = has_read(moment, place, node);
            bars.extend(written(moment, place, node));
            bars
        }
    };
    let is_down = moment.model.condition(node) == Condition::Stopped;
    let ahead = moment.model.clock(node).offset_micros / 1_000;
    let note = match (is_down, ahead) {
        (true, _) => String::from("down"),
        (false, 0) => String::new(),
        (false, ahead) => format!("+{ahead} ms"),
    };
    let left = place.left();
    let end = Point::new(place.size.0 as f32 - 8.0, y);
    let words = format!("{name}, {}", state(moment, node));
    let hit =
        Area { at: Point::new(0.0, y - 15.0), width: left - 6.0, height: 30.0 };
    let head = element("g")
        .child(label(Point::new(4.0, y + 4.5), Anchor::Start, name).class("name"))
        .child(press_area(hit))
        .mark(node_id(node), words);
    let note_at = match place.layout {
        stage::Layout::Wide => Point::new(22.0, y + 4.5),
        stage::Layout::Narrow => Point::new(4.0, y + 20.0),
    };
    element("g")
        .class("lane")
        .key(node_id(node))
        .child(line(Point::new(left, y), end).class("axis"))
        .child(element("g").children(bars))
        .child(label(note_at, Anchor::Start, note).class("state"))
        .child(head)
}

/// What a node is about, in words.
fn state(moment: &Moment<'_, LastWriteWins>, node: NodeId) -> String {
    match REPLICAS.contains(&node) {
        true => format!(
            "holds {}",
            names(&replica(moment.model, node).store().writes())
        ),
        false => format!(
            "has seen {}",
            names(&client(moment.model, node).shown().writes)
        ),
    }
}

/// A bar from one moment to another, with its text if there is room.
fn bar(
    place: &Place,
    (y, height): (f32, f32),
    (start, end): (Micros, Micros),
    (role, text): (Role, String),
) -> Element {
    let (from, to) = (place.x(start.max(place.window.0)), place.x(end));
    let corner = Point::new(from, y - height / 2.0);
    let mark = rectangle(corner, (to - from, height)).attr("rx", 3_u32);
    let has_room = to - from > text_width(&text).max(ROOM);
    let text = if has_room { text } else { String::new() };
    let at = Point::new((from + to) / 2.0, y + 4.5);
    element("g")
        .class("chip")
        .role(role)
        .child(mark.class("mark"))
        .child(label(at, Anchor::Middle, text).class("inside"))
}

/// From when a client asked what there is to when it was told.
fn has_read(
    moment: &Moment<'_, LastWriteWins>,
    place: &Place,
    node: NodeId,
) -> Vec<Element> {
    let past = moment.records.iter().take_while(|one| one.at <= moment.now);
    let mut begun = None;
    let mut spans = Vec::new();
    for record in past {
        match record.event {
            Event::Sent { from, kind, .. }
                if from == node && kind.among(&Kind::ALL) == Kind::Read =>
            {
                begun = begun.or(Some(record.at));
            }
            Event::Received { to, kind, .. }
                if to == node && kind.among(&Kind::ALL) == Kind::Read =>
            {
                spans.extend(begun.take().map(|begun| (begun, record.at)));
            }
            _ => {}
        }
    }
    spans.extend(begun.map(|begun| (begun, moment.now)));
    let y = place.lane(node);
    let seen = spans.into_iter().filter(|(_, end)| *end >= place.window.0);
    let bars = seen.map(|span| {
        bar(place, (y, THIN), span, (Role::Follower, String::from("read")))
    });
    bars.collect()
}

/// From when a write was sent to when its client was told that it is done.
fn written(
    moment: &Moment<'_, LastWriteWins>,
    place: &Place,
    node: NodeId,
) -> Vec<Element> {
    let y = place.lane(node);
    let role = words::of_client(node);
    let wrote = client(moment.model, node).wrote().iter();
    let is_seen = |end: Micros| end >= place.window.0;
    let mut bars = Vec::new();
    for wrote in wrote {
        let end = wrote.done.unwrap_or(moment.now);
        if !is_seen(end) {
            continue;
        }
        let name = wrote.write.to_string();
        let inside =
            bar(place, (y, THIN), (wrote.begun, end), (role, name.clone()));
        let has_room = place.x(end) - place.x(wrote.begun) > ROOM;
        bars.push(inside);
        let words = match (wrote.done, has_room) {
            (Some(_), true) => String::from("✓"),
            (Some(_), false) => format!("{name} ✓"),
            (None, _) => String::new(),
        };
        let at = Point::new(place.x(end) + 4.0, y + 4.5);
        bars.push(label(at, Anchor::Start, words).class("state"));
    }
    bars
}

/// What a replica held, and what it dropped.
fn held(
    moment: &Moment<'_, LastWriteWins>,
    place: &Place,
    node: NodeId,
) -> Vec<Element> {
    let y = place.lane(node);
    let held = replica(moment.model, node).held();
    let mut bars = Vec::new();
    let mut gone = Vec::new();
    let mut before: &[WriteId] = &[];
    for (index, one) in held.iter().enumerate() {
        let start = really(moment.model, node, one.since);
        let end = held.get(index + 1);
        let end =
            end.map_or(moment.now, |next| really(moment.model, node, next.since));
        let role = words::of_values(&one.writes);
        if end >= place.window.0 {
            bars.push(bar(
                place,
                (y, THICK),
                (start, end),
                (role, values(&one.writes)),
            ));
        }
        if place.has(start) {
            bars.extend(told(place, node, (start, one.cause)));
            gone.extend(dropped(
                moment,
                place,
                (node, start),
                (before, &one.writes, one.cause),
            ));
        }
        before = &one.writes;
    }
    bars.extend(gone);
    // It holds on to what is on its disk, and tells nobody.
    let down = downtimes(moment.records, node, moment.now).into_iter();
    let down = down.filter(|(_, end)| *end >= place.window.0);
    bars.extend(down.map(|span| {
        bar(place, (y, THICK), span, (Role::Lost, String::from("down")))
    }));
    bars
}

/// Up to two values by name, or how many there are.
fn values(writes: &[WriteId]) -> String {
    match writes.len() {
        0..=2 => names(writes),
        count => format!("{count} values"),
    }
}

/// A line from the other replica, where that is what has changed this one.
fn told(
    place: &Place,
    node: NodeId,
    (at, cause): (Micros, Cause),
) -> Option<Element> {
    let edge = |node, sign: f32| {
        Point::new(place.x(at), place.lane(node) + sign * THICK / 2.0)
    };
    let down = if node == REPLICAS[1] { 1.0 } else { -1.0 };
    match cause {
        Cause::Write(_) => None,
        Cause::Sync => {
            let ends = (edge(other(node), down), edge(node, -down));
            Some(line(ends.0, ends.1).class("trail").role(Role::Follower))
        }
    }
}

/// A cross where an acknowledged write is dropped that nobody had seen, or a new
/// one that is not even taken up, with its name struck out.
fn dropped(
    moment: &Moment<'_, LastWriteWins>,
    place: &Place,
    (node, at): (NodeId, Micros),
    (before, now, cause): (&[WriteId], &[WriteId], Cause),
) -> Vec<Element> {
    let new = match cause {
        Cause::Write(write) => Some(write),
        Cause::Sync => None,
    };
    let y = place.lane(node);
    let gone = before.iter().copied().chain(new);
    let gone = gone.filter(|write| !now.contains(write));
    let gone =
        gone.filter(|write| words::of_write(moment.model, *write).0 == Role::Lost);
    let ghost = |write: WriteId| {
        let x = place.x(at);
        // Left of its cross, where the names of the lanes do not begin there.
        let is_first = x - text_width(&write.to_string()) < place.left();
        let (anchor, aside) = match is_first {
            true => (Anchor::Start, -2.0),
            false => (Anchor::End, 2.0),
        };
        let name = Point::new(x + aside, y - THICK / 2.0 - 4.0);
        element("g")
            .class("ghost")
            .role(Role::Lost)
            .child(cross(Point::new(x, y), 6.0))
            .child(label(name, anchor, write.to_string()).class("struck"))
    };
    gone.map(ghost).collect()
}
