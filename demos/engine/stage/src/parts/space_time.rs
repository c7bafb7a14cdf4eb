//! Space–time diagrams: a line for each node, time along it, messages between.

use super::geometry::{Point, round_moments};
use super::node::{cross, shape};
use super::svg::{Anchor, label, line, picture};
use crate::demo::Layout;
use crate::element::{Element, Role, Text, element};
use sim::{Event, MessageId, Micros, NodeId, Record};

/// A node's line.
#[derive(Clone, Debug)]
pub struct Lane {
    /// The node's name.
    pub name: Text,
    /// Stretches of time in which it was something special, such as stopped.
    pub stretches: Vec<(Micros, Micros, Role)>,
}

/// A mark on a node's line.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// Tells it from the others, and is what a selection names.
    pub key: Text,
    /// The node.
    pub node: NodeId,
    /// When.
    pub at: Micros,
    /// What it is.
    pub role: Role,
    /// What stands beside it.
    pub text: Text,
    /// What happens when the reader presses it: the action and its name.
    pub action: Option<(Text, Text)>,
}

/// A space–time diagram of part of a run. Time goes right where there is room
/// and down where there is not.
pub struct SpaceTime<'a> {
    /// How much room there is.
    pub layout: Layout,
    /// The first and the last moment shown.
    pub window: (Micros, Micros),
    /// Where the run stands: a line across.
    pub now: Micros,
    /// A line for each node, in order.
    pub lanes: Vec<Lane>,
    /// What happened; what lies after `now` is left out.
    pub records: &'a [Record],
    /// The role of a message, by its label.
    pub role: fn(&str) -> Role,
    /// Marks on the lines.
    pub stamps: Vec<Stamp>,
    /// Messages and steps to highlight, as pairs of moments on lines.
    pub highlights: Vec<((NodeId, Micros), (NodeId, Micros))>,
}

/// The size of the diagram.
const fn size(layout: Layout) -> (u32, u32) {
    match layout {
        Layout::Wide => (860, 340),
        Layout::Narrow => (340, 520),
    }
}

impl SpaceTime<'_> {
    /// Where a moment on a node's line lies in the picture.
    pub fn place(&self, node: NodeId, at: Micros) -> Point {
        let (width, height) = size(self.layout);
        let (start, end) = self.window;
        let whole = end.since(start).get().max(1) as f32;
        let along = (at.since(start).get() as f32 / whole).min(1.0);
        let across = (node.0 as f32 + 0.5) / self.lanes.len().max(1) as f32;
        match self.layout {
            Layout::Wide => Point::new(
                64.0 + along * (width as f32 - 90.0),
                16.0 + across * (height as f32 - 48.0),
            ),
            Layout::Narrow => Point::new(
                44.0 + across * (width as f32 - 52.0),
                34.0 + along * (height as f32 - 50.0),
            ),
        }
    }

    fn shows(&self, at: Micros) -> bool {
        self.window.0 <= at && at <= self.window.1
    }

    /// Draws the diagram.
    pub fn draw(&self, words: impl crate::element::IntoText) -> Element {
        picture(size(self.layout), words)
            .class("space-time")
            .child(self.draw_scale())
            .child(element("g").children(self.draw_lanes()))
            .child(element("g").children(self.draw_highlights()))
            .child(element("g").children(self.draw_messages()))
            .child(element("g").children(self.draw_stamps()))
            .child(self.draw_now())
    }

    fn draw_now(&self) -> Element {
        let last = NodeId(self.lanes.len().saturating_sub(1) as u32);
        let (from, to) =
            (self.place(NodeId(0), self.now), self.place(last, self.now));
        let (from, to) = match self.layout {
            Layout::Wide => {
                (Point::new(from.x, 8.0), Point::new(to.x, to.y + 30.0))
            }
            Layout::Narrow => (Point::new(40.0, from.y), Point::new(334.0, to.y)),
        };
        line(from, to).class("now")
    }

    /// Moments along the diagram, about six of them, at round numbers.
    fn draw_scale(&self) -> Element {
        let mut scale = element("g").class("axes").role(Role::Quiet);
        for at in round_moments(self.window, 6) {
            let point = self.place(NodeId(0), at);
            let (at_line, anchor) = match self.layout {
                Layout::Wide => (
                    Point::new(point.x, size(self.layout).1 as f32 - 8.0),
                    Anchor::Middle,
                ),
                Layout::Narrow => (Point::new(38.0, point.y + 4.0), Anchor::End),
            };
            scale = scale.child(label(at_line, anchor, at.to_string()));
        }
        scale
    }

    fn draw_lanes(&self) -> Vec<Element> {
        let draw = |(index, lane): (usize, &Lane)| {
            let node = NodeId(index as u32);
            let (from, to) =
                (self.place(node, self.window.0), self.place(node, self.window.1));
            let (name, anchor) = match self.layout {
                Layout::Wide => (Point::new(8.0, from.y + 4.0), Anchor::Start),
                Layout::Narrow => (Point::new(from.x, 20.0), Anchor::Middle),
            };
            let stretches = lane.stretches.iter().map(|(start, end, role)| {
                let end = (*end).min(self.now);
                let (start, end) =
                    (self.place(node, *start), self.place(node, end));
                line(start, end).class("stretch").role(*role)
            });
            element("g")
                .class("lane")
                .child(line(from, to).class("axis"))
                .children(stretches)
                .child(label(name, anchor, lane.name.clone()).class("name"))
        };
        self.lanes.iter().enumerate().map(draw).collect()
    }

    fn draw_highlights(&self) -> Vec<Element> {
        let draw = |(from, to): &((NodeId, Micros), (NodeId, Micros))| {
            line(self.place(from.0, from.1), self.place(to.0, to.1))
                .class("highlight")
                .role(Role::Chosen)
        };
        self.highlights.iter().map(draw).collect()
    }

    fn draw_messages(&self) -> Vec<Element> {
        let mut sent: Vec<(MessageId, Micros, NodeId)> = Vec::new();
        let mut messages = Vec::new();
        let past =
            &self.records[..self.records.partition_point(|r| r.at <= self.now)];
        for record in past {
            match &record.event {
                Event::Sent { message, from, .. } => {
                    sent.push((*message, record.at, *from));
                }
                Event::Received { message, to, label: text, .. } => {
                    if let Some((start, from)) = take_out(&mut sent, *message) {
                        let end = (*to, record.at);
                        messages.extend(self.draw_message(
                            *message,
                            (from, start),
                            end,
                            text,
                        ));
                    }
                }
                Event::Lost { message, from, to, label: text, .. } => {
                    if let Some((start, _)) = take_out(&mut sent, *message) {
                        let ends = ((*from, start), (*to, record.at));
                        messages.extend(self.draw_lost(*message, ends, text));
                    }
                }
                Event::Expired { .. }
                | Event::Noted { .. }
                | Event::Stopped { .. }
                | Event::Restarted { .. }
                | Event::Faulted { .. } => {}
            }
        }
        messages
    }

    fn draw_message(
        &self,
        id: MessageId,
        from: (NodeId, Micros),
        to: (NodeId, Micros),
        text: &str,
    ) -> Option<Element> {
        let (start, end) = (self.place(from.0, from.1), self.place(to.0, to.1));
        self.shows(to.1).then(|| {
            element("g")
                .class("flight")
                .key(id.to_string())
                .role((self.role)(text))
                .child(element("title").text(text.to_string()))
                .child(line(start, end))
                .child(shape(end, 4.0, (self.role)(text)))
        })
    }

    fn draw_lost(
        &self,
        id: MessageId,
        (from, to): ((NodeId, Micros), (NodeId, Micros)),
        text: &str,
    ) -> Option<Element> {
        let (start, end) = (self.place(from.0, from.1), self.place(to.0, to.1));
        self.shows(to.1).then(|| {
            let middle = match self.layout {
                Layout::Wide => Point::new(end.x, (start.y + end.y) / 2.0),
                Layout::Narrow => Point::new((start.x + end.x) / 2.0, end.y),
            };
            element("g")
                .class("flight")
                .key(id.to_string())
                .role(Role::Lost)
                .child(element("title").text(format!("{text}, lost")))
                .child(line(start, middle))
                .child(cross(middle, 4.0))
        })
    }

    fn draw_stamps(&self) -> Vec<Element> {
        let draw = |stamp: &Stamp| {
            let at = self.place(stamp.node, stamp.at);
            let (beside, anchor) = match self.layout {
                Layout::Wide => (Point::new(at.x, at.y - 10.0), Anchor::Middle),
                Layout::Narrow => {
                    (Point::new(at.x + 9.0, at.y + 4.0), Anchor::Start)
                }
            };
            let mut group =
                element("g").class("stamp").key(stamp.key.clone()).role(stamp.role);
            if let Some((action, name)) = &stamp.action {
                group = group.pressable(action.clone(), name.clone());
            }
            group
                .child(shape(at, 6.0, stamp.role))
                .child(label(beside, anchor, stamp.text.clone()).class("state"))
        };
        let shown = |stamp: &&Stamp| self.shows(stamp.at) && stamp.at <= self.now;
        self.stamps.iter().filter(shown).map(draw).collect()
    }
}

/// When a message was sent and by whom, if it has been; it is not asked again.
fn take_out(
    sent: &mut Vec<(MessageId, Micros, NodeId)>,
    message: MessageId,
) -> Option<(Micros, NodeId)> {
    let place = sent.iter().position(|(id, ..)| *id == message)?;
    let (_, at, from) = sent.swap_remove(place);
    Some((at, from))
}
