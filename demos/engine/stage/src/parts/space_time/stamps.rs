//! The marks of a space–time diagram, and the texts beside them.

use super::SpaceTime;
use super::spots::Spots;
use crate::demo::Layout;
use crate::element::{Element, Role, Text, element};
use crate::parts::geometry::Point;
use crate::parts::node::shape;
use crate::parts::room::{Area, Room, text_width};
use crate::parts::svg::{Anchor, circle, label};
use sim::run::in_order;
use sim::{MessageId, Micros, NodeId};

/// A mark on a node's line.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// Tells it from the others, and is what a selection and a grip name.
    pub key: Text,
    /// The node.
    pub node: NodeId,
    /// When.
    pub at: Micros,
    /// The message that it sends or receives, if it does.
    pub message: Option<MessageId>,
    /// What it is.
    pub role: Role,
    /// What stands beside it. It is left out where there is no room.
    pub text: Text,
    /// Its name, if the reader chose it, and as what: it gets a ring, and the name is
    /// printed.
    pub chosen: Option<(Text, Role)>,
    /// What happens when the reader presses it: the action and its name.
    pub action: Option<(Text, Text)>,
}

/// How far a text stays away from the middle of its mark.
const GAP: f32 = 11.0;
/// How far the name of a chosen one does, which has a ring.
const RING_GAP: f32 = 15.0;
/// The height of a text.
const HEIGHT: f32 = 14.0;
/// How many places next to a mark there are for a text.
const NEAR: usize = 8;

impl SpaceTime<'_> {
    /// The marks in order of time, so that what comes later in the run never
    /// moves the text of an earlier one.
    pub(super) fn draw_stamps(&self, spots: &Spots) -> Element {
        let is_shown =
            |stamp: &&Stamp| self.shows(stamp.at) && stamp.at <= self.now;
        let stamps = self.stamps.iter().filter(is_shown);
        let stamps = in_order(stamps.map(|stamp| (stamp.at, stamp)).collect());
        let stamps: Vec<&Stamp> =
            stamps.into_iter().map(|(_, stamp)| stamp).collect();
        if stamps.is_empty() {
            return element("g");
        }
        let mut room = self.room(spots);
        let spot = |stamp: &Stamp| {
            let moment = || self.place(stamp.node, stamp.at);
            spots.stamp(&stamp.key).unwrap_or_else(moment)
        };
        let marks = stamps
            .iter()
            .map(|stamp| self.draw_stamp(stamp, spot(stamp), &mut room));
        let marks: Vec<_> = marks.collect();
        let chosen = stamps.iter().filter_map(|stamp| {
            let name = stamp.chosen.clone()?;
            Some(self.draw_name(name, spot(stamp), &mut room))
        });
        let names: Vec<_> = chosen.collect();
        element("g")
            .child(element("g").children(marks))
            .child(element("g").children(names))
    }

    /// What all marks and messages of the whole run leave free: a text that
    /// kept out of the way of what was drawn so far only would jump.
    fn room(&self, spots: &Spots) -> Room {
        let (width, height) = (self.size.0 as f32, self.size.1 as f32);
        let field = self.field();
        let (at, end) = match self.layout {
            Layout::Wide => {
                (Point::new(field.at.x - 12.0, 0.0), (width, field.end().y + 6.0))
            }
            Layout::Narrow => {
                (Point::new(field.at.x - 2.0, field.at.y), (width, height))
            }
        };
        let bounds = Area { at, width: end.0 - at.x, height: end.1 - at.y };
        let marks = spots.all().map(|at| Area::around(at, (15.0, 15.0)));
        let lanes = NodeId::first(self.lanes.len() as u32).map(|node| {
            (self.place(node, self.window.0), self.place(node, self.window.1))
        });
        let journeys = self.journeys();
        let messages = journeys.iter().map(|journey| {
            let end = |end| self.end_of(spots, journey.id, end);
            (end(journey.from), end(journey.to))
        });
        Room {
            bounds,
            taken: marks.collect(),
            lines: lanes.chain(messages).collect(),
        }
    }

    fn draw_stamp(&self, stamp: &Stamp, at: Point, room: &mut Room) -> Element {
        let gap = if stamp.chosen.is_some() { RING_GAP } else { GAP };
        let places = self.places(at, gap, text_width(&stamp.text) + 3.0);
        let beside = room.take(places.into_iter().take(NEAR));
        let mut group =
            element("g").class("stamp").key(stamp.key.clone()).role(stamp.role);
        if let Some((action, name)) = &stamp.action {
            let is_chosen = if stamp.chosen.is_some() { "true" } else { "false" };
            group = group
                .pressable(action.clone(), name.clone())
                .attr("aria-pressed", is_chosen)
                .child(element("title").text(name.clone()))
                .child(circle(at, 14.0).class("grip"));
        }
        if self.has_grips {
            group = group.attr("data-grip", stamp.key.clone());
        }
        let ring = stamp.chosen.as_ref();
        let ring = ring.map(|(_, role)| circle(at, 10.0).class("ring").role(*role));
        let text = beside.map(|area| text_in(area, at, stamp.text.clone()));
        group
            .children(ring)
            .child(shape(at, 6.0, stamp.role))
            .children(text.map(|text| text.class("state")))
    }

    /// The name of a chosen mark; where nothing is free it lies on what is there.
    fn draw_name(
        &self,
        (name, role): (Text, Role),
        at: Point,
        room: &mut Room,
    ) -> Element {
        let width = 1.2 * text_width(&name);
        let places = self.places(at, RING_GAP, width);
        let area = room.take(places).unwrap_or(places[0]);
        text_in(area, at, name).class("chosen").role(role)
    }

    /// Where a text may stand beside a mark, the best place first; behind those
    /// next to it some that are further off.
    fn places(&self, at: Point, gap: f32, width: f32) -> [Area; NEAR + 6] {
        let (up, side) = (gap + HEIGHT / 2.0, gap + width / 2.0);
        let shift = width / 2.0 + 3.0;
        let far = up + HEIGHT;
        let places = match self.layout {
            Layout::Wide => [
                (0.0, -up),
                (0.0, up),
                (shift, -up),
                (-shift, -up),
                (shift, up),
                (-shift, up),
                (side, 0.0),
                (-side, 0.0),
                (0.0, -far),
                (0.0, far),
                (shift, far),
                (-shift, far),
                (shift, -far),
                (-shift, -far),
            ],
            Layout::Narrow => [
                (side, 0.0),
                (-side, 0.0),
                (side, HEIGHT),
                (-side, HEIGHT),
                (side, -HEIGHT),
                (-side, -HEIGHT),
                (0.0, -up),
                (0.0, up),
                (shift, up),
                (-shift, up),
                (shift, -up),
                (-shift, -up),
                (0.0, far),
                (0.0, -far),
            ],
        };
        places.map(|(x, y)| {
            Area::around(Point::new(at.x + x, at.y + y), (width, HEIGHT))
        })
    }
}

/// Text in its place beside a mark: next to the mark, also where the reader's
/// font is narrower than the place.
fn text_in(area: Area, mark: Point, text: Text) -> Element {
    let base = area.middle().y + 4.5;
    let (x, anchor) = match (area.at.x, area.end().x) {
        (start, _) if start > mark.x => (start, Anchor::Start),
        (_, end) if end < mark.x => (end, Anchor::End),
        (_, _) => (area.middle().x, Anchor::Middle),
    };
    label(Point::new(x, base), anchor, text)
}
