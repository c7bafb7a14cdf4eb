//! Nodes, the links between them and messages on their way.

use super::geometry::{Point, on_circle};
use super::room::{Area, text_width};
use super::svg::{Anchor, circle, label, line, lines, path, rectangle, spoken};
use crate::element::{Element, IntoText, Px, Role, Text, element};
use core::f32::consts::TAU;

/// The size of a node: from its middle to its edge.
pub const NODE_RADIUS: f32 = 22.0;

/// A node in a picture.
pub struct NodeMark {
    /// Tells it from its siblings.
    pub key: String,
    /// Where it is.
    pub at: Point,
    /// What it is now.
    pub role: Role,
    /// In the mark: a word of at most four letters.
    pub inside: Text,
    /// Its name, and its state in a few words.
    pub name: Text,
    /// Its state in a few words, below its name.
    pub state: Text,
    /// Where its name stands.
    pub label: (Point, Anchor),
    /// How much of its timer has run off, in thousandths.
    pub timer: Option<u32>,
    /// What happens when the reader presses it: the action and its name.
    pub action: Option<(Text, Text)>,
}

impl NodeMark {
    /// A node with its name below it.
    pub fn new(key: impl Into<String>, at: Point, role: Role) -> NodeMark {
        NodeMark {
            key: key.into(),
            at,
            role,
            inside: "".into(),
            name: "".into(),
            state: "".into(),
            label: (Point::new(at.x, at.y + NODE_RADIUS + 16.0), Anchor::Middle),
            timer: None,
            action: None,
        }
    }

    /// With its name, and its state below that.
    pub fn named(mut self, name: impl IntoText, state: impl IntoText) -> NodeMark {
        (self.name, self.state) = (name.into_text(), state.into_text());
        self
    }

    /// With text in the mark.
    pub fn inside(mut self, inside: impl IntoText) -> NodeMark {
        self.inside = inside.into_text();
        self
    }

    /// With its name at another place.
    pub fn label_at(mut self, at: Point, anchor: Anchor) -> NodeMark {
        self.label = (at, anchor);
        self
    }

    /// With a timer that has run off so far, in thousandths.
    pub fn timer(mut self, thousandths: Option<u32>) -> NodeMark {
        self.timer = thousandths;
        self
    }

    /// With something that happens when the reader presses it, and its name.
    pub fn action(
        mut self,
        action: impl IntoText,
        name: impl IntoText,
    ) -> NodeMark {
        self.action = Some((action.into_text(), name.into_text()));
        self
    }
}

/// Draws a node: a shape for its role, its name, its state and its timer.
pub fn draw_node(node: &NodeMark) -> Element {
    let (name_at, anchor) = node.label;
    let state_at = Point::new(name_at.x, name_at.y + 15.0);
    let inside_at = Point::new(node.at.x, node.at.y + 4.5);
    let mut group =
        element("g").class("node").key(node.key.clone()).role(node.role);
    if let Some((action, name)) = &node.action {
        let seen = [&node.inside, &node.name, &node.state];
        // Whoever is lost has a cross instead of what is inside.
        let seen = &seen[usize::from(node.role == Role::Lost)..];
        group = group.pressable(action.clone(), spoken(seen, name));
    }
    if let Some(thousandths) = node.timer {
        group = group.child(arc(node.at, NODE_RADIUS + 5.0, thousandths));
    }
    group = group.child(shape(node.at, NODE_RADIUS, node.role));
    if node.role == Role::Lost {
        group = group.child(cross(node.at, 8.0));
    } else if !node.inside.is_empty() {
        let inside = label(inside_at, Anchor::Middle, node.inside.clone());
        group = group.child(inside.class("inside"));
    }
    // The spaces keep the words apart where they are read out.
    if !node.name.is_empty() {
        let name = label(name_at, anchor, node.name.clone()).class("name");
        group = group.text(" ").child(name);
    }
    if !node.state.is_empty() {
        let state = label(state_at, anchor, node.state.clone()).class("state");
        group = group.text(" ").child(state);
    }
    group
}

/// The shape that stands for a role: it says what the colour says.
pub fn shape(at: Point, radius: f32, role: Role) -> Element {
    let shape = match role {
        Role::Leader | Role::Candidate => diamond(at, radius * 1.18),
        Role::Committed => {
            let side = radius * 1.8;
            let corner = Point::new(at.x - side / 2.0, at.y - side / 2.0);
            rectangle(corner, (side, side)).attr("rx", 3u32)
        }
        Role::Follower | Role::Lost | Role::Doubt | Role::Quiet => {
            circle(at, radius)
        }
        Role::Chosen | Role::Theory => circle(at, radius),
    };
    shape.class("mark")
}

fn diamond(at: Point, radius: f32) -> Element {
    let corners = [(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)];
    let corner = |(x, y)| Point::new(at.x + x * radius, at.y + y * radius);
    path(corners.map(corner))
}

/// ✕.
pub fn cross(at: Point, arm: f32) -> Element {
    let corner = |x: f32, y: f32| Point::new(at.x + x * arm, at.y + y * arm);
    let rising = (corner(-1.0, 1.0), corner(1.0, -1.0));
    let falling = (corner(-1.0, -1.0), corner(1.0, 1.0));
    lines([falling, rising]).class("cross")
}

/// The rest of a timer, as an arc that shrinks toward the top.
pub fn arc(center: Point, radius: f32, run_off: u32) -> Element {
    // It shrinks by a unit at a time: less is not seen, and a small one stays as it is
    // for some frames.
    let unit = 1 + (1_000.0 / (TAU * radius)) as u32;
    let rest = 1_000 * (1_000 - run_off.min(1_000) / unit * unit);
    let at = |place| on_circle(center, radius, place).px();
    // Two arcs, as one could not go all the way round.
    let [(x, y), (x1, y1), (x2, y2)] = [at(0), at(rest / 2), at(rest)];
    let r = Px::round(radius);
    let arcs = format!("M{x} {y}A{r} {r} 0 0 1 {x1} {y1}A{r} {r} 0 0 1 {x2} {y2}");
    element("path").attr("d", arcs).class("timer")
}

/// A message so many thousandths on its way between two nodes. What moves moves as a
/// whole: one attribute of it changes from frame to frame.
pub fn draw_message(
    key: impl Into<Text>,
    (from, to): (Point, Point),
    thousandths: u32,
    role: Role,
) -> Element {
    let gap = NODE_RADIUS + 4.0;
    let (start, end) = (from.step(to, gap), to.step(from, gap));
    let at = start.toward(end, thousandths);
    let (x, y) = at.px();
    let origin = Point::new(0.0, 0.0);
    let moving = element("g")
        .class("moving")
        .attr("transform", format!("translate({x} {y})"))
        .child(match role {
            Role::Lost => cross(origin, 5.0),
            _ => shape(origin, 6.0, role),
        })
        .child(circle(origin, 12.0).class("hit"));
    element("g")
        .class("message")
        .key(key)
        .role(role)
        .child(line(start, at).class("trail"))
        .child(moving)
}

/// What a message says, beside the path between two nodes: where nothing is taken, if
/// there is such a place. It is the same for as long as the message is on its way.
pub fn words_beside(
    ends: (Point, Point),
    words: &str,
    bounds: Area,
    taken: &[Area],
) -> Option<Element> {
    words_in_room(ends, words, bounds, &mut taken.to_vec())
}

/// The same, and takes the room that the words stand in.
pub fn words_in_room(
    (from, to): (Point, Point),
    words: &str,
    bounds: Area,
    taken: &mut Vec<Area>,
) -> Option<Element> {
    let length = from.distance(to).max(0.001);
    let (dx, dy) = ((to.x - from.x) / length, (to.y - from.y) / length);
    let width = text_width(words);
    // To the right of the direction of travel first, as the two directions differ.
    let places = [1.0, -1.0].into_iter().flat_map(|side| {
        [500, 400, 600, 300, 700].into_iter().map(move |along| (side, along))
    });
    let mut places = places.map(|(side, along)| {
        let at = from.toward(to, along);
        let at = Point::new(at.x - side * dy * 13.0, at.y + side * dx * 13.0 + 4.0);
        let (anchor, left) = match side * dy {
            aside if aside > 0.35 => (Anchor::End, at.x - width),
            aside if aside < -0.35 => (Anchor::Start, at.x),
            _ => (Anchor::Middle, at.x - width / 2.0),
        };
        (
            at,
            anchor,
            Area { at: Point::new(left, at.y - 11.0), width, height: 14.0 },
        )
    });
    let (at, anchor, area) = places.find(|(_, _, area)| {
        area.at.x >= bounds.at.x
            && area.end().x <= bounds.end().x
            && !taken.iter().any(|other| other.meets(*area))
    })?;
    taken.push(area);
    Some(label(at, anchor, words.to_string()).class("state"))
}
