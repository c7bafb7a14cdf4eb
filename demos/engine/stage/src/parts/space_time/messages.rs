//! The messages of a space–time diagram: those that came and those on their way.

use super::SpaceTime;
use super::spots::Spots;
use crate::demo::Layout;
use crate::element::{Element, Role, element};
use crate::parts::geometry::Point;
use crate::parts::node::{cross, shape};
use crate::parts::svg::{line, path};
use sim::{Event, Loss, MessageId, MessageKind, Micros, NodeId};

/// A message on its way.
#[derive(Clone, Debug)]
pub struct Flight {
    /// The message.
    pub message: MessageId,
    /// Its sender, and when it was sent.
    pub from: (NodeId, Micros),
    /// Its receiver.
    pub to: NodeId,
    /// How much of its way it has behind it, in thousandths.
    pub progress: u32,
    /// What it is.
    pub role: Role,
}

/// A message that came to its end.
pub(super) struct Journey<'a> {
    pub id: MessageId,
    pub from: (NodeId, Micros),
    pub to: (NodeId, Micros),
    kind: MessageKind,
    text: &'a str,
    fate: Fate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Received,
    /// It came all the way, and nobody was up to take it in.
    Refused,
    Lost,
}

/// How far the head of an arrow stays away from the middle of a mark.
const GAP: f32 = 8.0;

impl SpaceTime<'_> {
    /// Every message that comes to its end in the whole run.
    pub(super) fn journeys(&self) -> Vec<Journey<'_>> {
        let mut sent: Vec<(MessageId, Micros)> = Vec::new();
        let mut journeys = Vec::new();
        for record in self.records {
            let (id, from, to, kind, text, fate) = match &record.event {
                Event::Sent { message, .. } => {
                    sent.push((*message, record.at));
                    continue;
                }
                Event::Received { message, from, to, kind, label } => {
                    (message, from, to, kind, label, Fate::Received)
                }
                Event::Lost { message, from, to, kind, label, loss } => {
                    let fate = match loss {
                        Loss::Stopped => Fate::Refused,
                        Loss::Chance | Loss::Cut | Loss::Dropped => Fate::Lost,
                    };
                    (message, from, to, kind, label, fate)
                }
                Event::Expired { .. }
                | Event::Noted { .. }
                | Event::Stopped { .. }
                | Event::Restarted { .. }
                | Event::Faulted { .. } => continue,
            };
            if let Some(place) = sent.iter().position(|(sent, _)| sent == id) {
                let (_, start) = sent.swap_remove(place);
                let (from, to) = ((*from, start), (*to, record.at));
                let (id, kind) = (*id, *kind);
                journeys.push(Journey { id, from, to, kind, text, fate });
            }
        }
        journeys.retain(|journey| self.shows(journey.to.1));
        journeys
    }

    pub(super) fn draw_messages(&self, spots: &Spots) -> Vec<Element> {
        let has_ended = |journey: &&Journey<'_>| journey.to.1 <= self.now;
        let journeys = self.journeys();
        let ended = journeys.iter().filter(has_ended);
        ended.map(|journey| self.draw_journey(journey, spots)).collect()
    }

    fn draw_journey(&self, journey: &Journey<'_>, spots: &Spots) -> Element {
        let start = self.end_of(spots, journey.id, journey.from);
        let end = self.end_of(spots, journey.id, journey.to);
        let flight = element("g").class("flight").key(journey.id.to_string());
        let text = journey.text.to_string();
        match journey.fate {
            Fate::Received => {
                let role = (self.role)(journey.kind);
                flight
                    .role(role)
                    .child(element("title").text(text))
                    .child(line(start, end))
                    .child(self.draw_end(start, end, role))
            }
            Fate::Refused => draw_lost(flight, text, start, end),
            Fate::Lost => {
                let middle = match self.layout {
                    Layout::Wide => Point::new(end.x, (start.y + end.y) / 2.0),
                    Layout::Narrow => Point::new((start.x + end.x) / 2.0, end.y),
                };
                draw_lost(flight, text, start, middle)
            }
        }
    }

    /// Where a message ends: the shape of its role, or the head of an arrow
    /// where a mark stands there.
    fn draw_end(&self, start: Point, end: Point, role: Role) -> Element {
        if self.stamps.is_empty() {
            return shape(end, 4.0, role);
        }
        let tip = end.step(start, GAP);
        let base = end.step(start, GAP + 9.0);
        let (dx, dy) = ((tip.x - base.x) * 0.4, (tip.y - base.y) * 0.4);
        let side = |turn: f32| Point::new(base.x + dy * turn, base.y - dx * turn);
        path([tip, side(1.0), side(-1.0), tip]).class("head")
    }

    pub(super) fn draw_flights(&self, spots: &Spots) -> Vec<Element> {
        let draw = |flight: &Flight| {
            let start = self.end_of(spots, flight.message, flight.from);
            let end = self.place(flight.to, self.now);
            let sender = self.place(flight.from.0, self.now);
            let at = sender.toward(end, flight.progress);
            element("g")
                .class("message")
                .key(flight.message.to_string())
                .role(flight.role)
                .child(line(start, at).class("trail"))
                .child(shape(at, 5.0, flight.role))
        };
        let is_shown = |flight: &&Flight| self.shows(flight.from.1);
        self.in_flight.iter().filter(is_shown).map(draw).collect()
    }
}

/// A message that came no further than `end`.
fn draw_lost(flight: Element, text: String, start: Point, end: Point) -> Element {
    flight
        .role(Role::Lost)
        .child(element("title").text(format!("{text}, lost")))
        .child(line(start, end))
        .child(cross(end, 4.0))
}
