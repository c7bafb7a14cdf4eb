//! The picture: what waits, what is written, what is on the wire and on its way, what is
//! committed; and below, what comes of it.

use super::lanes::{
    ARRIVE, BELOW, COMMIT, DISK_1, DISK_2, LEAVE, LINK, Lanes, WAIT,
};
use super::{Throughput, allows, marks, number};
use models::consensus::throughput::{FOLLOWER, Fate, LEADER, Trip, Watched};
use sim::cluster::Condition;
use sim::{Micros, NodeId};
use stage::cluster::node_id;
use stage::parts::node::{cross, shape};
use stage::parts::svg::{circle, rectangle};
use stage::parts::{Anchor, Point, label, line, lines, picture};
use stage::{Element, Layout, Moment, Role, element};

pub fn draw(moment: &Moment<'_, Throughput>) -> Element {
    let (model, now) = (moment.model, moment.now);
    let lanes = Lanes::new(moment.layout, now);
    let x = lanes.x(now);
    let line = line(Point::new(x, 0.0), Point::new(x, COMMIT + 12.0));
    picture(lanes.size, "What is under way between S1 and S2")
        .child(lanes.draw_axes())
        .child(draw_waiting(model, &lanes, now))
        .child(draw_disk(model, &lanes, now, (LEADER, DISK_1, "S1's disk")))
        .child(draw_link(model, &lanes, now))
        .child(draw_disk(model, &lanes, now, (FOLLOWER, DISK_2, "S2's disk")))
        .child(draw_commits(model, &lanes, now))
        .child(line.class("now"))
        .child(draw_trips(model, &lanes, now))
        .child(draw_follower(model, &lanes))
        .children(draw_measured(model, &lanes))
}

/// Commands that S1 has not sent yet.
fn draw_waiting(model: &Watched, lanes: &Lanes, now: Micros) -> Element {
    let waiting = model.waiting();
    let first = waiting.partition_point(|(at, _)| *at <= lanes.window.0);
    let waiting = &waiting[first.saturating_sub(1)..];
    let most = model.group().clients.max(1) as f32;
    let (foot, height) = WAIT;
    let bars = waiting.iter().enumerate().map(|(place, (from, count))| {
        let until = waiting.get(place + 1).map_or(now, |(at, _)| *at);
        let (from, until) = (lanes.x(*from), lanes.x(until));
        let high = height * (*count as f32 / most).min(1.0);
        let corner = Point::new(from, foot - high);
        rectangle(corner, (until - from, high)).class("level")
    });
    let count = waiting.last().map_or(0, |(_, count)| *count);
    element("g").role(Role::Quiet).children(bars).child(lanes.head(
        foot - 14.0,
        "wait at S1",
        number(count.into()),
    ))
}

/// A share of the time, in words.
fn share(busy: Option<u32>) -> String {
    busy.map_or_else(String::new, |busy| format!("{busy} %"))
}

fn draw_disk(
    model: &Watched,
    lanes: &Lanes,
    now: Micros,
    (node, y, name): (NodeId, f32, &'static str),
) -> Element {
    let of_node = model.writes().iter().rev().filter(|write| write.node == node);
    let seen = of_node.take_while(|write| write.until >= lanes.window.0);
    let writes = seen.map(|write| {
        let stretch = (write.from, write.until.min(now));
        lanes.stretch((y, 18.0), stretch, write.entries)
    });
    element("g")
        .class("chip")
        .role(Role::Candidate)
        .children(writes)
        .child(lanes.head(y, name, share(model.disk_busy(node))))
}

/// The messages to S2 that are in the picture, the latest first. One takes no longer
/// than the window is, unless it waits for a link or is held.
fn seen<'a>(
    model: &'a Watched,
    lanes: &Lanes,
) -> impl Iterator<Item = &'a Trip> + use<'a> {
    let start = lanes.window.0;
    let earliest = Micros::new(start.get().saturating_sub(24_000));
    let trips = model.trips();
    let first = trips.partition_point(|trip| trip.sent < earliest);
    trips[first..].iter().rev().filter(move |trip| match trip.fate {
        Fate::Flies => true,
        Fate::Came(at) | Fate::Lost(at) => at >= start,
    })
}

/// When the link is busy, and how many commands are on it.
fn draw_link(model: &Watched, lanes: &Lanes, now: Micros) -> Element {
    let sent = seen(model, lanes).filter(|trip| trip.on_wire.0 <= now);
    let sent = sent.filter_map(|trip| {
        let (from, until) = trip.on_wire;
        let count = trip.entries?;
        Some(lanes.stretch((LINK, 14.0), (from, until.min(now)), count))
    });
    element("g").class("chip").role(Role::Leader).children(sent).child(lanes.head(
        LINK,
        "link to S2",
        share(model.link_busy()),
    ))
}

/// From when to when a message is between S1 and S2, and where at both ends.
fn ends(trip: &Trip, lanes: &Lanes, now: Micros) -> (Point, Point) {
    let (from, to) = match trip.entries {
        Some(_) => (LEAVE, ARRIVE),
        None => (ARRIVE, LEAVE),
    };
    let left = trip.on_wire.1;
    let start = Point::new(lanes.x(left), from);
    let at = match trip.fate {
        Fate::Came(at) => return (start, Point::new(lanes.x(at), to)),
        Fate::Lost(at) => at,
        Fate::Flies => now,
    };
    let way = trip.arrives.map_or(0, |at| at.since(left).get()).max(1);
    let share = at.since(left).get().min(way) as f32 / way as f32;
    (start, Point::new(lanes.x(at), from + (to - from) * share))
}

/// The messages: lines from S1 to S2 and back, with a head where they are.
fn draw_trips(model: &Watched, lanes: &Lanes, now: Micros) -> Element {
    let (mut there, mut back, mut lost) = (Vec::new(), Vec::new(), Vec::new());
    let mut heads = Vec::new();
    for trip in seen(model, lanes) {
        if trip.fate == Fate::Flies {
            heads.push(draw_head(trip, lanes, now));
        }
        if trip.on_wire.1 > now {
            continue;
        }
        let (from, to) = ends(trip, lanes, now);
        match (trip.fate, trip.entries) {
            (Fate::Lost(_), _) => lost.push((from, to)),
            (_, Some(_)) => there.push((from, to)),
            (_, None) => back.push((from, to)),
        }
    }
    let window = model.group().window.in_flight;
    let says = format!("{} of {window}", model.unanswered());
    let middle = (LEAVE + ARRIVE) / 2.0;
    let crosses: Vec<Element> =
        lost.iter().map(|(_, at)| cross(*at, 5.0)).collect();
    let ways = [
        (there, "stem", Role::Leader),
        (back, "stem", Role::Committed),
        (lost, "trail", Role::Lost),
    ];
    let ways = ways.into_iter().filter(|(ways, ..)| !ways.is_empty());
    let ways = ways.map(|(ways, class, role)| {
        let crosses = if role == Role::Lost { &crosses[..] } else { &[] };
        let ways = lines(ways).class(class);
        element("g").role(role).child(ways).children(crosses.to_vec())
    });
    element("g")
        .child(lanes.head(middle, "in flight", says))
        .children(ways)
        .children(heads)
}

/// A message on its way, which can be pressed; in the link's queue it stands at its
/// end.
fn draw_head(trip: &Trip, lanes: &Lanes, now: Micros) -> Element {
    let role = match trip.entries {
        Some(_) => Role::Leader,
        None => Role::Committed,
    };
    let at = match trip.on_wire.1 > now {
        true => Point::new(lanes.x(now), LEAVE),
        false => ends(trip, lanes, now).1,
    };
    let id = trip.id.to_string();
    element("g")
        .class("message")
        .key(id.clone())
        .role(role)
        .child(shape(at, 5.0, role))
        .child(circle(at, 11.0).class("hit"))
        .mark(id, marks::name(trip.entries))
}

/// Where commands are committed, and how many at once.
fn draw_commits(model: &Watched, lanes: &Lanes, now: Micros) -> Element {
    let done = model.done();
    let first = done.partition_point(|done| done.at < lanes.window.0);
    let mut groups: Vec<(Micros, u32)> = Vec::new();
    for done in &done[first..] {
        match groups.last_mut() {
            Some((at, count)) if *at == done.at => *count += 1,
            _ => groups.push((done.at, 1)),
        }
    }
    let ticks = groups.iter().filter(|(at, _)| *at <= now).map(|(at, _)| {
        let x = lanes.x(*at);
        (Point::new(x, COMMIT - 10.0), Point::new(x, COMMIT + 10.0))
    });
    let ticks = lines(ticks).class("heavy");
    let mut end = lanes.ends.0 - 4.0; // the name of the lane is there
    let words = groups.iter().filter_map(|(at, count)| {
        let x = lanes.x(*at) - 4.0;
        let is_free = x - 18.0 > end;
        is_free.then(|| {
            end = x;
            let at = Point::new(x, COMMIT + 4.5);
            label(at, Anchor::End, format!("+{count}")).class("state")
        })
    });
    let words: Vec<Element> = words.collect();
    element("g")
        .role(Role::Committed)
        .child(ticks)
        .children(words)
        .child(lanes.head(COMMIT, "committed", number(done.len() as u64)))
}

/// The lane of S2, which can be pressed.
fn draw_follower(model: &Watched, lanes: &Lanes) -> Element {
    let is_down = model.cluster().condition(FOLLOWER) == Condition::Stopped;
    let corner = Point::new(0.0, DISK_2 - 12.0);
    let down = is_down.then(|| {
        let at = Point::new(0.0, DISK_2 - 14.0);
        label(at, Anchor::Start, "S2 is down").class("says-lost")
    });
    element("g")
        .children(down)
        .child(rectangle(corner, (lanes.ends.0 - 6.0, 24.0)).class("hit"))
        .mark(node_id(FOLLOWER), if is_down { "S2, down" } else { "S2, follower" })
}

/// What comes of it: how much is committed, and how long one takes.
fn draw_measured(model: &Watched, lanes: &Lanes) -> [Element; 2] {
    let group = model.group();
    let [(limit, most), ..] = group.limits();
    let alone = group.shortest();
    let limits = group.limits();
    let clients = limits.iter().find(|(limit, _)| *limit == super::Limit::Clients);
    let full = clients.map_or(1, |(_, rate)| *rate).max(1);
    let rate = model.per_second();
    let took = model.done().last().map(|done| done.took);
    let says = rate.map_or_else(|| "–".into(), number);
    let allowed = format!("{} {}", allows(limit, group.clients), number(most));
    let bar_of_rate = Bar {
        says: format!("{says} a second"),
        beside: allowed,
        share: rate.unwrap_or(0) as f32 / full as f32,
        expected: most as f32 / full as f32,
        role: Role::Committed,
    };
    // One after another, the last of all clients waits for as long.
    let longest = (alone.get() * u64::from(group.clients)).max(1) as f32;
    let says = took.map_or_else(|| "–".into(), millis);
    let bar_of_wait = Bar {
        says: format!("the last took {says}"),
        beside: format!("alone {}", millis(alone)),
        share: took.map_or(0, Micros::get) as f32 / longest,
        expected: alone.get() as f32 / longest,
        role: Role::Candidate,
    };
    let (width, second) = match lanes.layout {
        Layout::Wide => (300.0, Point::new(320.0, BELOW)),
        Layout::Narrow => (340.0, Point::new(0.0, BELOW + 46.0)),
    };
    let first = Point::new(0.0, BELOW);
    [bar_of_rate.draw(first, width), bar_of_wait.draw(second, width)]
}

/// Milliseconds, to a tenth.
fn millis(span: Micros) -> String {
    let tenths = (span.get() + 50) / 100;
    match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{whole} ms"),
        (whole, tenth) => format!("{whole}.{tenth} ms"),
    }
}

/// A number and its bar, with a mark where it is at best.
struct Bar {
    says: String,
    beside: String,
    share: f32,
    expected: f32,
    role: Role,
}

impl Bar {
    fn draw(self, at: Point, width: f32) -> Element {
        let words = Point::new(at.x, at.y + 12.0);
        let end = Point::new(at.x + width, words.y);
        let bar = (width * self.share.min(1.0), 14.0);
        let top = Point::new(at.x, at.y + 20.0);
        let best = at.x + width * self.expected.min(1.0);
        let best = [top.y - 3.0, top.y + 17.0].map(|y| Point::new(best, y));
        element("g")
            .class("bar")
            .role(self.role)
            .child(label(words, Anchor::Start, self.says).class("name"))
            .child(label(end, Anchor::End, self.beside).class("state"))
            .child(rectangle(top, bar).class("mark"))
            .child(line(best[0], best[1]).class("expected"))
    }
}
