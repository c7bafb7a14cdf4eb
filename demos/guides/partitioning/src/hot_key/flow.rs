//! The clients, the nodes, and beside each what it has in hand.

use super::{HotKey, dots, name};
use crate::figures::{hundredths, ratio_ppm};
use models::partitioning::hot_key::{ARRIVALS_PER_S, Policy};
use sim::NodeId;
use stage::parts::svg::{circle, rectangle};
use stage::parts::{Anchor, Point, label, line, picture};
use stage::{Element, Layout, Moment, Role, element};

/// Where the first node is, and room below the last.
const TOP: f32 = 30.0;
const BELOW: f32 = 24.0;
/// How many dots lie in a line.
const PER_LINE: u32 = 30;
/// What the mark of the clients is called.
pub const CLIENTS: &str = "clients";

/// Where things lie.
pub struct Place {
    width: f32,
    /// How high a node's row is.
    row: f32,
    /// Where the dots begin.
    left: f32,
    /// From dot to dot, and from line to line.
    pub step: f32,
    pub gap: f32,
    /// Dots lie in so many lines.
    pub lines: u32,
    pub clients: (Point, (f32, f32)),
}

impl Place {
    fn of(moment: &Moment<'_, HotKey>) -> Place {
        let (width, row, left, values, clients) = match moment.layout {
            Layout::Wide => (430.0, 26.0, 132.0, 108.0, (4.0, 66.0)),
            Layout::Narrow => (340.0, 23.0, 112.0, 74.0, (1.0, 64.0)),
        };
        // The same scale in all of a run: a dot is a dot.
        let lines = if super::has_crowds(moment) { 4 } else { 2 };
        // In tenths, as they are drawn: so they add up.
        let step = (width - values - left) * 10.0 / PER_LINE as f32;
        let step = step as u32 as f32 / 10.0;
        let gap = step.min(if lines == 4 { (row - 2.0) / 4.0 } else { 8.0 });
        let gap = (gap * 10.0) as u32 as f32 / 10.0;
        let middle = TOP + row * moment.model.loads().len() as f32 / 2.0;
        let corner = Point::new(clients.0, middle - 34.0);
        let clients = (corner, (clients.1, 68.0));
        Place { width, row, left, step, gap, lines, clients }
    }

    fn middle(&self, node: NodeId) -> f32 {
        TOP + self.row * (node.0 as f32 - 0.5)
    }

    /// Where a node's dot of this number is.
    pub fn dot(&self, node: NodeId, number: u32) -> Point {
        let (column, line) = (number / self.lines, number % self.lines);
        let x = self.left + self.step * (column as f32 + 0.5);
        let down = line as f32 - (self.lines - 1) as f32 / 2.0;
        Point::new(x, self.middle(node) + down * self.gap)
    }

    /// How many dots of a node there is room for.
    pub fn room(&self) -> u32 {
        self.lines * PER_LINE
    }

    /// Where so many dots end.
    fn end(&self, count: f32) -> f32 {
        self.left + self.step * count / self.lines as f32
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
    .child(dots::draw(moment, &place))
    .children(rows)
    .child(legend(moment.layout, height))
}

/// The mean, or the cap that bounds a node.
fn expected(moment: &Moment<'_, HotKey>, place: &Place, height: f32) -> Element {
    let model = moment.model;
    let tenths = model.total() * 10 / model.loads().len() as u32;
    let (count, words) = match model.policy() {
        Policy::Bounded => (model.cap() as f32, format!("cap {}", model.cap())),
        Policy::Ring | Policy::Split => {
            (tenths as f32 / 10.0, format!("mean {}.{}", tenths / 10, tenths % 10))
        }
    };
    let x = place.end(count);
    let (top, bottom) = (Point::new(x, TOP - 4.0), Point::new(x, height - BELOW));
    let at = Point::new(x, TOP - 10.0);
    element("g")
        .child(line(top, bottom).class("expected"))
        .child(label(at, Anchor::Middle, words).class("state"))
}

/// A node, and how much it has in hand. Requests fly behind it.
fn row(moment: &Moment<'_, HotKey>, place: &Place, node: NodeId) -> Element {
    let model = moment.model;
    let load = model.loads()[node.index() - 1];
    let most = model.loads().iter().map(|load| load.all).max().unwrap_or(0);
    let middle = place.middle(node);
    let role = match model.owner() == node {
        true => Role::Chosen,
        false => Role::Follower,
    };
    let size = (30.0, place.row - 5.0);
    let corner = Point::new(place.left - 38.0, middle - size.1 / 2.0);
    let name_at = Point::new(corner.x + size.0 / 2.0, middle + 4.5);
    let chip = element("g")
        .class("chip")
        .role(role)
        .child(rectangle(corner, size).attr("rx", 5u32).class("mark"))
        .child(label(name_at, Anchor::Middle, name(node)).class("inside"))
        .mark(name(node), "");
    let value_at = Point::new(place.width - 8.0, middle + 4.5);
    let nodes = model.loads().len() as u64;
    let means = ratio_ppm(u64::from(load.all) * nodes, model.total().into());
    let value = |text: String| label(value_at, Anchor::End, text).class("state");
    let is_hottest = load.all == most && means > 2_000_000;
    let value = match load.all.checked_sub(place.room()) {
        Some(more @ 1..) => {
            // So many have no room, and are no dots.
            value(format!("+{more} = {}", load.all)).class("loud").role(Role::Lost)
        }
        Some(0) | None if is_hottest => {
            let times = hundredths(means / 10_000);
            let mean = if moment.layout == Layout::Wide { " mean" } else { "" };
            value(format!("{} = {times} ×{mean}", load.all))
                .class("loud")
                .role(Role::Lost)
        }
        Some(0) | None => value(load.all.to_string()),
    };
    element("g").key(name(node)).child(chip).text(" ").child(value)
}

/// What brings out the row of the hot key's owner.
fn owners_row(moment: &Moment<'_, HotKey>, place: &Place) -> Element {
    let left = place.left - 4.0;
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

/// Who has answered for the hot key since the policy last changed: what spreads it has
/// a price, which is no fault.
fn holders(moment: &Moment<'_, HotKey>, place: &Place) -> Option<Element> {
    let holders = moment.model.tally().holders;
    let nodes = match holders.count_ones() {
        1 => name(NodeId(holders.trailing_zeros() + 1)),
        count => format!("{count} nodes"),
    };
    let (corner, size) = place.clients;
    let line = |y: f32, text: String| {
        let at = Point::new(corner.x, corner.y + size.1 + y);
        label(at, Anchor::Start, text).class("state")
    };
    let is_known = moment.model.is_hot() && holders > 0;
    is_known.then(|| {
        element("g").child(line(18.0, "key-0 on".into())).child(line(34.0, nodes))
    })
}

fn legend(layout: Layout, height: f32) -> Element {
    let dots = Point::new(10.0, height - 11.0);
    let other = Point::new(
        match layout {
            Layout::Wide => 232.0,
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
