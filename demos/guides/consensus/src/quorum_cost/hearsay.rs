//! PBFT: a row for each server, and in it what each other told it that S1 had said.
//! What differs from what it was told itself does not count.

use super::QuorumCost;
use super::tally::MIDDLE;
use models::consensus::decision::{ASKED, Server, Value};
use sim::{Model, NodeId};
use stage::parts::svg::{line, rectangle};
use stage::parts::{Anchor, Point, label};
use stage::{Element, Moment, Role, element};

/// Where the columns begin, and how much room rows have together.
const LEFT: f32 = 38.0;
const HEIGHT: f32 = 80.0;
/// How large a cell is at most.
const CELL: (f32, f32) = (34.0, 22.0);

/// Draws the table.
pub fn draw(moment: &Moment<'_, QuorumCost>) -> Element {
    let cluster = moment.model;
    let servers: Vec<NodeId> = cluster.nodes().collect();
    let n = servers.len() as f32;
    let size = (CELL.0.min(190.0 / n), CELL.1.min(HEIGHT / (n - 1.0)));
    let title = "What each server is told that S1 said";
    let title = label(Point::new(0.0, MIDDLE), Anchor::Start, title).class("state");
    // Names have room beside few rows only.
    let is_small = servers.len() > 7;
    let heads = servers.iter().enumerate().filter(|_| !is_small);
    let heads = heads.map(|(column, node)| {
        let x = LEFT + size.0 * (column as f32 + 0.5);
        let at = Point::new(x, MIDDLE + 17.0);
        label(at, Anchor::Middle, cluster.name(*node)).class("state")
    });
    let rows = servers.iter().filter(|node| **node != ASKED).enumerate();
    let rows = rows.map(|(row, node)| {
        let y = MIDDLE + 22.0 + size.1 * row as f32;
        draw_row(moment, *node, y, size)
    });
    element("g")
        .child(title)
        .child(element("g").children(heads))
        .child(element("g").children(rows))
}

fn draw_row(
    moment: &Moment<'_, QuorumCost>,
    node: NodeId,
    y: f32,
    size: (f32, f32),
) -> Element {
    let cluster = moment.model;
    let server = cluster.process(node);
    let is_small = cluster.nodes().count() > 7;
    let cells = cluster.nodes().map(|teller| {
        let corner = Point::new(LEFT + size.0 * teller.0 as f32, y);
        draw_cell(
            said_by(server, node, teller),
            server.told(),
            corner,
            size,
            is_small,
        )
    });
    let base = y + size.1 / 2.0 + 4.0;
    let name = label(Point::new(0.0, base), Anchor::Start, cluster.name(node));
    let same = same(server, node, cluster.nodes());
    let quorum = server.quorum();
    let end = LEFT + size.0 * cluster.nodes().count() as f32 + 8.0;
    let (words, role) = match server.holds() {
        Some(value) => (format!("takes {value}"), Role::Committed),
        None if cluster.nodes().count() > 4 => {
            (format!("{same} of {quorum}"), Role::Follower)
        }
        None => (format!("{same} of {quorum} needed"), Role::Follower),
    };
    let words = label(Point::new(end, base), Anchor::Start, words).class("word");
    let row = element("g").child(name.class("state")).children(cells);
    match is_small || server.told().is_none() {
        true => row,
        false => row.child(element("g").role(role).child(words)),
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

fn draw_cell(
    said: Option<Value>,
    own: Option<Value>,
    corner: Point,
    size: (f32, f32),
    is_small: bool,
) -> Element {
    let (width, height) = (size.0 - 2.0, size.1 - 2.0);
    let is_same = said.is_some() && said == own;
    let role = match said {
        None => Role::Quiet,
        Some(_) if own.is_none() => Role::Follower,
        Some(_) if is_same => Role::Committed,
        Some(_) => Role::Lost,
    };
    let cell = rectangle(corner, (width, height)).class("mark");
    let drawn = element("g").class("chip").role(role).child(cell);
    let Some(value) = said else { return drawn };
    let at = Point::new(corner.x + width / 2.0, corner.y + height / 2.0 + 4.0);
    let value = label(at, Anchor::Middle, value.to_string()).class("inside");
    let strike = (role == Role::Lost).then(|| {
        let low = Point::new(corner.x, corner.y + height);
        line(low, Point::new(corner.x + width, corner.y)).class("cross")
    });
    let value = (!is_small).then_some(value);
    drawn.children(value).children(strike)
}
