//! Space–time diagrams: a line for each node, time along it, messages between.

mod messages;
mod spots;
mod stamps;

use super::geometry::{Point, round_moments};
use super::room::{Area, text_width};
use super::svg::{Anchor, label, line, picture, rectangle};
use crate::demo::{Grip, Layout};
use crate::element::{Element, IntoText, Role, Text, element};
use sim::cluster::InFlight;
use sim::record::downtimes;
use sim::{
    Cluster, MessageId, MessageKind, Micros, Model, NodeId, Process, Record,
};

use spots::Spots;

pub use messages::Flight;
pub use stamps::Stamp;

/// A node's line.
#[derive(Clone, Debug)]
pub struct Lane {
    /// The node's name.
    pub name: Text,
    /// Stretches of time in which it was something special, such as stopped.
    pub stretches: Vec<(Micros, Micros, Role)>,
}

/// A space–time diagram of part of a run. Time goes right where there is room
/// and down where there is not.
pub struct SpaceTime<'a> {
    /// How much room there is.
    pub layout: Layout,
    /// Width and height; [`SpaceTime::alone`] where nothing stands beside it.
    pub size: (u32, u32),
    /// The first and the last moment shown.
    pub window: (Micros, Micros),
    /// Where the run stands: a line across.
    pub now: Micros,
    /// A line for each node, in order.
    pub lanes: Vec<Lane>,
    /// What happens; what lies after `now` is not drawn.
    pub records: &'a [Record],
    /// The role of a message, by its kind.
    pub role: fn(MessageKind) -> Role,
    /// Messages on their way.
    pub in_flight: Vec<Flight>,
    /// Marks on the lines.
    pub stamps: Vec<Stamp>,
    /// Messages and steps to highlight, as the keys of the marks at their ends, and
    /// what they are.
    pub highlights: Vec<(Text, Text, Role)>,
    /// Whether the reader may drag from line to line, or from mark to mark: see
    /// [`SpaceTime::held`]. Each name of a line is a mark then, called `line-0` and
    /// so on, as its grip is.
    pub has_grips: bool,
}

impl<'a> SpaceTime<'a> {
    /// What the nodes of a cluster say to one another, up to where it stands now. On
    /// the line of a node are the stretches in which it was stopped.
    pub fn of_cluster<P: Process>(
        cluster: &Cluster<P>,
        records: &'a [Record],
        window: (Micros, Micros),
        layout: Layout,
        role: fn(MessageKind) -> Role,
    ) -> SpaceTime<'a> {
        let now = cluster.now();
        let lane = |node| Lane {
            name: cluster.name(node).into(),
            stretches: downtimes(records, node, now)
                .into_iter()
                .map(|(start, end)| (start, end, Role::Lost))
                .collect(),
        };
        let flight =
            |(message, flight): (MessageId, &InFlight<P::Message>)| Flight {
                message,
                from: (flight.from, flight.sent),
                to: flight.to,
                progress: flight.progress(now),
                role: role(P::kind(&flight.message)),
            };
        SpaceTime {
            layout,
            size: SpaceTime::alone(layout),
            window,
            now,
            lanes: cluster.nodes().map(lane).collect(),
            records,
            role,
            in_flight: cluster.in_flight().map(flight).collect(),
            stamps: Vec::new(),
            highlights: Vec::new(),
            has_grips: false,
        }
    }

    /// The size of a diagram beside which nothing stands.
    pub const fn alone(layout: Layout) -> (u32, u32) {
        match layout {
            Layout::Wide => (860, 340),
            Layout::Narrow => (340, 520),
        }
    }

    /// The box of the lines.
    fn field(&self) -> Area {
        let (width, height) = (self.size.0 as f32, self.size.1 as f32);
        let names = self.lanes.iter().map(|lane| 1.15 * text_width(&lane.name));
        let (at, width, height) = match self.layout {
            Layout::Wide => {
                let left = 20.0 + names.fold(16.0, f32::max);
                (Point::new(left, 18.0), width - left - 24.0, height - 44.0)
            }
            Layout::Narrow => (Point::new(50.0, 34.0), width - 54.0, height - 46.0),
        };
        Area { at, width, height }
    }

    /// How far the lines are from each other.
    fn pitch(&self) -> f32 {
        let field = self.field();
        let room = match self.layout {
            Layout::Wide => field.height,
            Layout::Narrow => field.width,
        };
        room / self.lanes.len().max(1) as f32
    }

    /// Where a moment on a node's line lies in the picture.
    pub fn place(&self, node: NodeId, at: Micros) -> Point {
        let field = self.field();
        let (start, end) = self.window;
        let whole = end.since(start).get().max(1) as f32;
        let along = (at.since(start).get() as f32 / whole).min(1.0);
        let across = (node.0 as f32 + 0.5) * self.pitch();
        match self.layout {
            Layout::Wide => {
                Point::new(field.at.x + along * field.width, field.at.y + across)
            }
            Layout::Narrow => {
                Point::new(field.at.x + across, field.at.y + along * field.height)
            }
        }
    }

    /// Which line the reader holds and at what moment, or which mark.
    pub fn held(&self, grip: &Grip) -> Option<Held<'_>> {
        if let Some(lane) = grip.mark.strip_prefix("line-") {
            let (start, end) = self.window;
            let thousandths = match self.layout {
                Layout::Wide => grip.at.0,
                Layout::Narrow => grip.at.1,
            };
            let past = end.since(start).get() * u64::from(thousandths) / 1_000;
            let node = NodeId(lane.parse().ok()?);
            return Some(Held::Line(node, start + Micros::new(past)));
        }
        self.stamps.iter().find(|stamp| stamp.key == grip.mark).map(Held::Stamp)
    }

    fn shows(&self, at: Micros) -> bool {
        self.window.0 <= at && at <= self.window.1
    }

    /// Draws a diagram without stamps, in which nothing can be pressed or held.
    pub fn draw(&self, words: impl IntoText) -> Element {
        let nothing = || element("g");
        self.layers(words.into_text(), &Spots::default(), nothing(), nothing())
    }

    /// Draws the diagram with its stamps and highlights. An engine whose demos
    /// call only [`SpaceTime::draw`] does without the code that finds room for
    /// them.
    pub fn draw_stamped(&self, words: impl IntoText) -> Element {
        let spots = self.spots();
        let below = element("g")
            .child(element("g").children(self.draw_grips()))
            .child(element("g").children(self.draw_highlights(&spots)));
        let above = self.draw_stamps(&spots);
        self.layers(words.into_text(), &spots, below, above)
    }

    fn layers(
        &self,
        words: Text,
        spots: &Spots,
        below: Element,
        above: Element,
    ) -> Element {
        picture(self.size, words)
            .class(if self.has_grips {
                "space-time drawn-on"
            } else {
                "space-time"
            })
            .child(self.draw_scale())
            .child(below)
            .child(element("g").children(self.draw_lanes()))
            .child(self.draw_now())
            .child(element("g").children(self.draw_messages(spots)))
            .child(element("g").children(self.draw_flights(spots)))
            .child(above)
    }

    fn draw_now(&self) -> Element {
        let (field, at) = (self.field(), self.place(NodeId(0), self.now));
        let (from, to) = match self.layout {
            Layout::Wide => (
                Point::new(at.x, field.at.y - 4.0),
                Point::new(at.x, field.end().y + 4.0),
            ),
            Layout::Narrow => {
                (Point::new(field.at.x, at.y), Point::new(field.end().x, at.y))
            }
        };
        line(from, to).class("now")
    }

    /// Moments along the diagram, about six of them, at round numbers.
    fn draw_scale(&self) -> Element {
        let field = self.field();
        let marks = round_moments(self.window, 6).into_iter().map(|at| {
            let point = self.place(NodeId(0), at);
            let (at_line, anchor) = match self.layout {
                Layout::Wide => {
                    (Point::new(point.x, field.end().y + 20.0), Anchor::Middle)
                }
                Layout::Narrow => {
                    (Point::new(field.at.x - 2.0, point.y + 4.0), Anchor::End)
                }
            };
            label(at_line, anchor, format!("{at:#}"))
        });
        element("g").class("axes").role(Role::Quiet).children(marks)
    }

    /// What may be grabbed of a line: all of it, as far out as there is room.
    fn draw_grips(&self) -> Vec<Element> {
        let count = if self.has_grips { self.lanes.len() as u32 } else { 0 };
        let draw = |node: NodeId| {
            let (from, to) =
                (self.place(node, self.window.0), self.place(node, self.window.1));
            let (corner, size) = match self.layout {
                Layout::Wide => {
                    let height = self.pitch();
                    let corner = Point::new(from.x, from.y - height / 2.0);
                    (corner, (to.x - from.x, height))
                }
                Layout::Narrow => {
                    let width = self.pitch().min(48.0);
                    let corner = Point::new(from.x - width / 2.0, from.y);
                    (corner, (width, to.y - from.y))
                }
            };
            let grip = format!("line-{}", node.0);
            rectangle(corner, size).class("grip").attr("data-grip", grip)
        };
        NodeId::first(count).map(draw).collect()
    }

    fn draw_lanes(&self) -> Vec<Element> {
        let draw = |(index, lane): (usize, &Lane)| {
            let node = NodeId(index as u32);
            let (from, to) =
                (self.place(node, self.window.0), self.place(node, self.window.1));
            let (name, anchor) = match self.layout {
                Layout::Wide => (Point::new(8.0, from.y + 4.5), Anchor::Start),
                Layout::Narrow => (Point::new(from.x, 18.0), Anchor::Middle),
            };
            let stretches = lane.stretches.iter().map(|(start, end, role)| {
                let end = (*end).min(self.now);
                let (start, end) =
                    (self.place(node, *start), self.place(node, end));
                line(start, end).class("stretch").role(*role)
            });
            let hit = match self.layout {
                Layout::Wide => {
                    let corner = Point::new(0.0, from.y - 16.0);
                    rectangle(corner, (from.x - 14.0, 32.0))
                }
                Layout::Narrow => {
                    rectangle(Point::new(from.x - 24.0, 0.0), (48.0, 30.0))
                }
            };
            let name = label(name, anchor, lane.name.clone()).class("name");
            let name = match self.has_grips {
                false => name,
                true => element("g")
                    .child(hit.class("hit"))
                    .child(name)
                    .mark(format!("line-{index}"), lane.name.clone()),
            };
            element("g")
                .class("lane")
                .child(line(from, to).class("axis"))
                .children(stretches)
                .child(name)
        };
        self.lanes.iter().enumerate().map(draw).collect()
    }

    fn draw_highlights(&self, spots: &Spots) -> Vec<Element> {
        let draw = |(from, to, role): &(Text, Text, Role)| {
            let line = line(spots.stamp(from)?, spots.stamp(to)?);
            Some(line.class("highlight").role(*role))
        };
        self.highlights.iter().filter_map(draw).collect()
    }
}

/// What the reader holds of a diagram.
#[derive(Clone, Copy, Debug)]
pub enum Held<'a> {
    /// A node's line, at a moment.
    Line(NodeId, Micros),
    /// A mark.
    Stamp(&'a Stamp),
}
