//! Requests as dots: they leave the clients, fly to a node and stay there while it
//! works on them.

use super::{HotKey, name};
use crate::figures::{ratio_ppm, times};
use models::partitioning::hot_key::{ARRIVALS_PER_S, Policy, Work};
use sim::{Micros, NodeId};
use stage::parts::svg::{circle, rectangle};
use stage::parts::{Anchor, Point, label, line, picture};
use stage::{Element, Layout, Moment, Role, element};

/// How long a request is seen on its way.
const FLIGHT: Micros = Micros::from_millis(150);
/// Where the first node is, and room below the last.
const TOP: f32 = 30.0;
const BELOW: f32 = 24.0;
/// Room for the number behind the dots.
const VALUES: f32 = 84.0;
/// There is room for a multiple of so many dots.
const SCALE: u32 = 60;
/// Dots lie in so many lines.
const LINES: u32 = 2;
/// What the mark of the clients is called.
pub const CLIENTS: &str = "clients";

/// Where things lie.
struct Place {
    width: f32,
    /// How high a node's row is.
    row: f32,
    /// Where the dots begin.
    left: f32,
    /// From dot to dot.
    step: f32,
    clients: (Point, (f32, f32)),
}

impl Place {
    fn of(moment: &Moment<'_, HotKey>) -> Place {
        let (width, row, left, clients) = match moment.layout {
            Layout::Wide => (430.0, 26.0, 128.0, (4.0, 66.0)),
            Layout::Narrow => (340.0, 23.0, 106.0, (0.0, 58.0)),
        };
        let most = moment.model.loads().iter().map(|load| load.all).max();
        // The room is for whole scales, so that it seldom changes.
        let scale = most.unwrap_or(0).div_ceil(SCALE).max(1) * SCALE;
        let step = (width - left - VALUES) / (scale / LINES) as f32;
        let middle = TOP + row * moment.model.loads().len() as f32 / 2.0;
        let corner = Point::new(clients.0, middle - 34.0);
        Place { width, row, left, step, clients: (corner, (clients.1, 68.0)) }
    }

    fn middle(&self, node: NodeId) -> f32 {
        TOP + self.row * (node.0 as f32 - 0.5)
    }

    /// Where a node's dot of this number is.
    fn dot(&self, node: NodeId, number: u32) -> Point {
        let (column, line) = (number / LINES, number % LINES);
        let x = self.left + self.step * (column as f32 + 0.5);
        Point::new(x, self.middle(node) + (line as f32 - 0.5) * self.step.min(8.0))
    }

    /// Where so many dots end.
    fn end(&self, count: u32) -> f32 {
        self.left + self.step * count as f32 / LINES as f32
    }
}

/// Draws the clients, the nodes and what they have in hand.
pub fn draw(moment: &Moment<'_, HotKey>) -> Element {
    let place = Place::of(moment);
    let nodes = (1..=moment.model.loads().len() as u32).map(NodeId);
    let height = TOP + place.row * moment.model.loads().len() as f32 + BELOW;
    let rows = nodes.map(|node| row(moment, &place, node));
    picture(
        (place.width as u32, height as u32),
        "Requests, and the nodes that have them in hand",
    )
    .child(owners_row(moment, &place))
    .child(expected(moment, &place, height))
    .child(clients(moment, &place))
    .children(holders(moment, &place))
    .child(crowds(moment, &place))
    .children(rows)
    .child(legend(moment.layout, height))
}

/// The mean, or the cap that bounds a node.
fn expected(moment: &Moment<'_, HotKey>, place: &Place, height: f32) -> Element {
    let model = moment.model;
    let tenths = model.total() * 10 / model.loads().len() as u32;
    let (count, words) = match model.policy() {
        Policy::Bounded => (model.cap(), format!("cap {}", model.cap())),
        Policy::Ring | Policy::Split => {
            (tenths / 10, format!("mean {}.{}", tenths / 10, tenths % 10))
        }
    };
    let x = place.end(count);
    let (top, bottom) = (Point::new(x, TOP - 4.0), Point::new(x, height - BELOW));
    let at = Point::new(x, TOP - 10.0);
    element("g")
        .child(line(top, bottom).class("expected"))
        .child(label(at, Anchor::Middle, words).class("state"))
}

/// A node's name, and how much it has in hand.
fn row(moment: &Moment<'_, HotKey>, place: &Place, node: NodeId) -> Element {
    let model = moment.model;
    let load = model.loads()[node.index() - 1];
    let most = model.loads().iter().map(|load| load.all).max().unwrap_or(0);
    let y = place.middle(node) + 4.5;
    let is_owner = model.owner() == node;
    let name_at = Point::new(place.left - 10.0, y);
    let value_at = Point::new(place.width - 8.0, y);
    let nodes = model.loads().len() as u64;
    let means = ratio_ppm(u64::from(load.all) * nodes, model.total().into());
    let value = |text: String| label(value_at, Anchor::End, text).class("state");
    let value = match load.all == most && means > 2_000_000 {
        true => {
            let text = format!("{} = {} ×", load.all, times(means));
            value(text).class("loud").role(Role::Lost)
        }
        false => value(load.all.to_string()),
    };
    element("g")
        .key(name(node))
        .class("bar")
        .role(if is_owner { Role::Chosen } else { Role::Follower })
        .child(label(name_at, Anchor::End, name(node)).class("name halo"))
        .text(" ")
        .child(value)
}

/// What brings out the row of the hot key's owner.
fn owners_row(moment: &Moment<'_, HotKey>, place: &Place) -> Element {
    let left = place.left - 38.0;
    let size = (place.width - left, place.row - 2.0);
    let top = place.middle(moment.model.owner()) - size.1 / 2.0;
    rectangle(Point::new(left, top), size).class("shade").role(Role::Chosen)
}

/// Who asks.
fn clients(moment: &Moment<'_, HotKey>, place: &Place) -> Element {
    let (corner, size) = place.clients;
    let middle = corner.x + size.0 / 2.0;
    let percent = moment.model.hot_percent();
    let words = [
        ("clients".to_string(), "name"),
        (format!("{ARRIVALS_PER_S}/s"), "state"),
        (format!("{percent} % hot"), "inside"),
    ];
    let words = words.into_iter().enumerate().map(|(index, (text, class))| {
        let at = Point::new(middle, corner.y + 20.0 + 18.0 * index as f32);
        element("g").child(label(at, Anchor::Middle, text).class(class)).text(" ")
    });
    element("g")
        .role(Role::Quiet)
        .child(rectangle(corner, size).attr("rx", 6u32).class("mark"))
        .children(words)
        .mark(CLIENTS, "")
}

/// How many nodes have answered for the hot key since the policy last changed: what
/// spreads it has a price, which is no fault.
fn holders(moment: &Moment<'_, HotKey>, place: &Place) -> Option<Element> {
    let count = moment.model.tally().holders.count_ones();
    let nodes = match count {
        1 => "1 node".into(),
        _ => format!("{count} nodes"),
    };
    let (corner, size) = place.clients;
    let line = |y: f32, text: String| {
        let at = Point::new(corner.x, corner.y + size.1 + y);
        label(at, Anchor::Start, text).class("state")
    };
    let is_known = moment.model.is_hot() && count > 0;
    is_known.then(|| {
        element("g").child(line(18.0, "key-0 on".into())).child(line(34.0, nodes))
    })
}

/// All that is in hand, as dots: at the nodes, and on its way.
fn crowds(moment: &Moment<'_, HotKey>, place: &Place) -> Element {
    let model = moment.model;
    let (corner, size) = place.clients;
    let door = Point::new(corner.x + size.0, corner.y + size.1 / 2.0);
    let mut counts = vec![0; model.loads().len()];
    let [mut hot, mut others] = [const { String::new() }; 2];
    let mut flights = element("g").class("flights");
    let here = |work: &&Work| moment.now.since(work.since) >= FLIGHT;
    // Those for the hot key first: they are what this is about.
    let work = || model.work().iter();
    let in_order =
        work().filter(|work| work.is_hot).chain(work().filter(|work| !work.is_hot));
    for work in in_order.clone().filter(here) {
        let count = &mut counts[work.node.index() - 1];
        let (x, y) = place.dot(work.node, *count).px();
        *count += 1;
        let data = if work.is_hot { &mut hot } else { &mut others };
        data.push_str(&format!("M{x} {y}h0"));
    }
    for (index, work) in in_order.filter(|work| !here(work)).enumerate() {
        let flown = moment.now.since(work.since).get() * 1_000 / FLIGHT.get();
        let count = counts[work.node.index() - 1];
        let end = place.dot(work.node, count);
        let at = match work.passed_on_by {
            None => door.toward(end, flown as u32),
            Some(owner) => {
                let full = place.dot(owner, counts[owner.index() - 1]);
                match flown < 500 {
                    true => door.toward(full, flown as u32 * 2),
                    false => full.toward(end, flown as u32 * 2 - 1_000),
                }
            }
        };
        let role = if work.is_hot { Role::Candidate } else { Role::Follower };
        let dot = circle(at, 3.4).class("dot").role(role);
        flights = flights.child(dot.key(index.to_string()));
    }
    let crowd = |data: String, role| {
        let class = if place.step < 6.0 { "crowd dense" } else { "crowd" };
        element("path").attr("d", data).class(class).role(role)
    };
    element("g")
        .child(crowd(others, Role::Follower))
        .child(crowd(hot, Role::Candidate))
        .child(flights)
}

fn legend(layout: Layout, height: f32) -> Element {
    let dots = Point::new(10.0, height - 11.0);
    let other = Point::new(
        match layout {
            Layout::Wide => 226.0,
            Layout::Narrow => 150.0,
        },
        dots.y,
    );
    let words = match layout {
        Layout::Wide => "a request for the hot key, key-0",
        Layout::Narrow => "for the hot key",
    };
    let text = |at: Point, words: &'static str| {
        let at = Point::new(at.x + 10.0, at.y + 4.5);
        label(at, Anchor::Start, words).class("state")
    };
    element("g")
        .child(circle(dots, 3.4).class("dot").role(Role::Candidate))
        .child(text(dots, words))
        .child(circle(other, 3.4).class("dot").role(Role::Follower))
        .child(text(other, "for another one"))
}
