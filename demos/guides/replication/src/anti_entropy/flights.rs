//! What is on its way: each hash from its node to the same node of the other tree, and
//! rows from column to column.

use super::AntiEntropy;
use super::picture::Place;
use models::replication::merkle::{A, Message, Node, Row, Tree, replica};
use sim::cluster::InFlight;
use sim::{MessageId, Model};
use stage::parts::flow::note;
use stage::parts::geometry::Point;
use stage::parts::node::cross;
use stage::parts::svg::circle;
use stage::parts::{Anchor, Dots, lines, text_width};
use stage::{Element, Layout, Moment, Role, element};

/// All that is on its way.
pub fn draw(moment: &Moment<'_, AntiEntropy>, place: &Place) -> Element {
    let flights = moment.model.in_flight();
    element("g").children(flights.map(|(id, f)| draw_flight(moment, place, id, f)))
}

/// A message with the ways of what is in it.
struct Flight<'a> {
    place: &'a Place,
    tree: &'a Tree,
    message: &'a InFlight<Message>,
    progress: u32,
}

impl Flight<'_> {
    fn between(&self, of: impl Fn(sim::NodeId) -> Point) -> Point {
        of(self.message.from).toward(of(self.message.to), self.progress)
    }

    fn node(&self, node: Node) -> Point {
        self.between(|of| self.place.node(of, self.tree, node))
    }

    fn key(&self, key: u32) -> Point {
        self.between(|of| self.place.key(of, self.tree, key))
    }

    fn nodes(&self, nodes: impl Iterator<Item = Node>, role: Role) -> Element {
        let mut dots = Dots::new(7.5);
        for node in nodes {
            dots.put(role, self.node(node));
        }
        dots.draw()
    }

    /// Whole leaves as columns.
    fn leaves(&self, rows: &[Row]) -> Element {
        let mut places: Vec<u32> = Vec::new();
        for row in rows {
            let place = self.tree.leaf_of(row.key);
            if places.last() != Some(&place) {
                places.push(place);
            }
        }
        let ends = places.into_iter().map(|place| {
            let end = |is_end: bool| {
                self.between(|of| {
                    let area = self.place.leaf(of, self.tree, place);
                    let x = area.middle().x;
                    Point::new(x, if is_end { area.end().y } else { area.at.y })
                })
            };
            (end(false), end(true))
        });
        element("g").role(Role::Leader).child(lines(ends).class("heavy"))
    }

    fn keys(&self, rows: &[Row]) -> Element {
        let mut dots = Dots::new(6.0);
        for row in rows {
            dots.put(Role::Leader, self.key(row.key));
        }
        dots.draw()
    }

    /// What is in it, and where its first part is.
    fn drawn(&self) -> (Element, Option<Point>) {
        match &self.message.message {
            Message::Hashes(_, _, hashes) => {
                let nodes = hashes.iter().map(|hash| hash.node);
                let first = hashes.first().map(|hash| self.node(hash.node));
                (self.nodes(nodes, Role::Leader), first)
            }
            Message::Differ(_, level, nodes, _) => {
                let first = nodes.first().copied();
                let start = Node { level: *level, place: 0 };
                let first = first.unwrap_or(start);
                let all = nodes.iter().copied();
                (self.nodes(all, Role::Candidate), Some(self.node(first)))
            }
            Message::Rows(_, rows) => {
                let first = rows.first().map(|row| self.key(row.key));
                (self.leaves(rows), first)
            }
            Message::Newer(_, rows) => {
                let at = rows.first().map_or(0, |row| row.key);
                (self.keys(rows), Some(self.key(at)))
            }
        }
    }
}

fn draw_flight(
    moment: &Moment<'_, AntiEntropy>,
    place: &Place,
    id: MessageId,
    message: &InFlight<Message>,
) -> Element {
    let progress = message.progress(moment.now);
    let tree = replica(moment.model, A).tree();
    let (drawn, first) = Flight { place, tree, message, progress }.drawn();
    let at = first.unwrap_or_default();
    let is_lost = message.loss.is_some() && progress > 400;
    let words = message.message.to_string();
    let short = short(&message.message);
    let said = note(said_at(place, at, &short), Anchor::Middle, short);
    let [from, to] = [message.from, message.to].map(|n| moment.model.name(n));
    let key = id.to_string();
    let group = element("g").class("message no").key(key.clone());
    let group = match is_lost {
        true => group.role(Role::Lost).child(cross(at, 6.0)),
        false => group.child(drawn),
    };
    group
        .child(said)
        .child(circle(at, 12.0).class("hit"))
        .mark(key, format!("{words}, {from} to {to}"))
}

/// What is in it, in two words.
fn short(message: &Message) -> String {
    let (count, what) = match message {
        Message::Hashes(_, _, hashes) => (hashes.len(), "hash"),
        Message::Differ(_, _, nodes, _) => (nodes.len(), "differing"),
        Message::Rows(_, rows) | Message::Newer(_, rows) => (rows.len(), "row"),
    };
    let plural = match (count, message) {
        (1, _) | (_, Message::Differ(..)) => "",
        (_, Message::Hashes(..)) => "es",
        (_, Message::Rows(..) | Message::Newer(..)) => "s",
    };
    format!("{count} {what}{plural}")
}

/// Where a message is named: in the gap between the trees.
fn said_at(place: &Place, at: Point, words: &str) -> Point {
    let half = text_width(words) / 2.0 + 4.0;
    let right = place.size.0 as f32 - half;
    match place.layout {
        Layout::Wide => Point::new(310.0, at.y.min(205.0) - 9.0),
        // Beside the title of the lower tree.
        Layout::Narrow => Point::new(at.x.clamp(half + 122.0, right), 182.0),
    }
}
