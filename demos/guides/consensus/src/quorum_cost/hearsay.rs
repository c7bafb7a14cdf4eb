//! PBFT: a row for each server, and in it what each other told it that S1 had said.
//! What differs from what it was told itself does not count. Above the rows of the
//! servers the rounds have their names.

use super::checks::{is_lying, is_over};
use super::frame::Frame;
use super::journeys::Journey;
use super::{QuorumCost, value_role};
use models::consensus::decision::{ASKED, Message, Server, Value};
use sim::{Model, NodeId};
use stage::parts::svg::{line, rectangle};
use stage::parts::{Anchor, Point, label, text_width};
use stage::{Element, Layout, Moment, Role, element};

/// How large a cell is at most.
const CELL: (f32, f32) = (28.0, 22.0);

const STRUCK: &str = "struck out: not what S1 told it,";

/// Where the table is: beside the rows of the servers, or below all.
struct Grid<'a> {
    frame: &'a Frame,
    /// Where the columns begin.
    left: f32,
    /// The size of a cell.
    cell: (f32, f32),
}

impl Grid<'_> {
    /// Where the words above it stand.
    fn top(&self) -> f32 {
        match self.frame.layout {
            Layout::Wide => 14.0,
            Layout::Narrow => self.frame.below() + 112.0,
        }
    }

    /// The middle of a server's row.
    fn y(&self, node: NodeId) -> f32 {
        match self.frame.layout {
            Layout::Wide => self.frame.y(node),
            Layout::Narrow => {
                self.top() + 24.0 + self.cell.1 * (node.0 as f32 - 0.5)
            }
        }
    }
}

/// The name of each round, where its first message was sent.
pub fn rounds(frame: &Frame, journeys: &[Journey]) -> Element {
    let mut least = frame.left;
    let names = [Message::Order, Message::Told, Message::Commit].map(|round| {
        let of = journeys.iter().filter(|journey| journey.message == round);
        let began = of.map(|journey| journey.from.1).min()?;
        let x = frame.x(began).max(least);
        least = x + text_width(round.words()) + 4.0;
        let at = Point::new(x, frame.head());
        Some(label(at, Anchor::Start, round.words()).class("state"))
    });
    element("g").children(names.into_iter().flatten())
}

/// Draws the table.
pub fn draw(moment: &Moment<'_, QuorumCost>, frame: &Frame) -> Element {
    let cluster = moment.model;
    let n = cluster.nodes().count() as f32;
    // Names have room beside few rows only.
    let is_small = n > 7.0;
    let (left, height) = match frame.layout {
        Layout::Wide => (frame.right + 16.0, frame.pitch()),
        Layout::Narrow => (34.0, 88.0 / (n - 1.0)),
    };
    let cell = (CELL.0.min(176.0 / n), CELL.1.min(height));
    let grid = Grid { frame, left, cell };
    let title = "What each is told that S1 said";
    let start = if frame.layout == Layout::Wide { left } else { 0.0 };
    let title = label(Point::new(start, grid.top()), Anchor::Start, title);
    let heads = cluster.nodes().filter(|_| !is_small).map(|node| {
        let x = left + cell.0 * (node.0 as f32 + 0.5);
        let at = Point::new(x, grid.top() + 17.0);
        label(at, Anchor::Middle, cluster.name(node)).class("state")
    });
    let rows = cluster.nodes().filter(|node| *node != ASKED);
    element("g")
        .child(title.class("state"))
        .child(element("g").children(heads))
        .child(element("g").children(rows.map(|node| grid.draw_row(moment, node))))
        .children(grid.legend(moment))
}

impl Grid<'_> {
    /// What it means that a value is struck: below the table, if there is room.
    fn legend(&self, moment: &Moment<'_, QuorumCost>) -> Option<Element> {
        let (left, last) = match self.frame.layout {
            Layout::Wide => (self.left, moment.settings.servers - 1),
            // Below more rows something else stands.
            Layout::Narrow if moment.settings.servers > 4 => return None,
            Layout::Narrow => (0.0, moment.settings.servers - 1),
        };
        let y = self.y(NodeId(last)) + self.cell.1 / 2.0 + 15.0;
        let text = |right, down, words| {
            let at = Point::new(left + right, y + down);
            label(at, Anchor::Start, words).class("state")
        };
        let (right, down) = match self.frame.layout {
            Layout::Wide => (0.0, 14.0),
            Layout::Narrow => (text_width(STRUCK) + 4.0, 0.0),
        };
        let drawn = element("g").child(text(0.0, 0.0, STRUCK));
        is_lying(moment)
            .then(|| drawn.child(text(right, down, "so it does not count")))
    }

    fn draw_row(&self, moment: &Moment<'_, QuorumCost>, node: NodeId) -> Element {
        let cluster = moment.model;
        let server = cluster.process(node);
        let n = cluster.nodes().count();
        let (left, cell, y) = (self.left, self.cell, self.y(node));
        let cells = cluster.nodes().map(|teller| {
            let x = left + cell.0 * teller.0 as f32;
            let corner = Point::new(x, y - cell.1 / 2.0);
            draw_cell(said_by(server, node, teller), server.told(), corner, cell)
        });
        let name = (self.frame.layout == Layout::Narrow).then(|| {
            let at = Point::new(0.0, y + 4.0);
            label(at, Anchor::Start, cluster.name(node)).class("state")
        });
        let row = element("g").children(name).children(cells);
        if n > 7 || server.told().is_none() {
            return row;
        }
        let same = same(server, node, cluster.nodes());
        let quorum = server.quorum();
        let (words, role) = match server.holds() {
            // Beside more cells there is less room.
            Some(_) if n > 4 => ("✓".into(), Role::Committed),
            Some(value) => (format!("takes {value}"), Role::Committed),
            None if n > 4 => (format!("{same}/{quorum}"), Role::Follower),
            None if is_over(moment) => {
                (format!("{same} of {quorum}: waits"), Role::Follower)
            }
            None => (format!("{same} of {quorum} needed"), Role::Follower),
        };
        let at = Point::new(left + cell.0 * n as f32 + 8.0, y + 4.0);
        let words = label(at, Anchor::Start, words).class("word");
        row.child(element("g").role(role).child(words))
    }
}

/// What one told a server that it had been told; the server's own, in its own place.
fn said_by(server: &Server, node: NodeId, teller: NodeId) -> Option<Value> {
    if teller == node {
        return server.told();
    }
    let heard = server.heard().iter().find(|(from, _)| *from == teller);
    heard.map(|(_, value)| *value)
}

/// How many tell it the same as it was told, itself included.
fn same(server: &Server, node: NodeId, all: impl Iterator<Item = NodeId>) -> usize {
    let said = all.map(|teller| said_by(server, node, teller));
    said.filter(|value| value.is_some() && *value == server.told()).count()
}

/// Colours are of values; what differs from what a server was told itself is struck, and
/// does not count.
fn draw_cell(
    said: Option<Value>,
    own: Option<Value>,
    corner: Point,
    size: (f32, f32),
) -> Element {
    let (width, height) = (size.0 - 2.0, size.1 - 2.0);
    let counts = own.is_none() || said == own;
    let role = match said {
        Some(value) if counts => value_role(value),
        Some(_) | None => Role::Quiet,
    };
    let cell = rectangle(corner, (width, height)).class("mark");
    let drawn = element("g").class("chip").role(role).child(cell);
    let Some(value) = said else { return drawn };
    let at = Point::new(corner.x + width / 2.0, corner.y + height / 2.0 + 4.0);
    let value = label(at, Anchor::Middle, value.to_string()).class("inside");
    let strike = (!counts).then(|| {
        let low = Point::new(corner.x, corner.y + height);
        line(low, Point::new(corner.x + width, corner.y)).class("cross")
    });
    let value = (width > 22.0).then_some(value);
    drawn.children(value).children(strike)
}
