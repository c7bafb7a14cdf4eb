//! All pairs of nodes as a triangle: those that break a quorum are filled.

use super::{VnodePrice, theory};
use crate::figures::{percent, ratio_ppm};
use models::partitioning::ReplicatedRing;
use sim::NodeId;
use stage::parts::{Anchor, Point, label, line, path, picture};
use stage::{Element, Layout, Moment, Px, Role, element};

/// Draws the triangle with its figures.
pub fn draw(moment: &Moment<'_, VnodePrice>) -> Element {
    let ring = moment.model;
    let nodes = moment.settings.of_model().nodes;
    let (width, side) = match moment.layout {
        Layout::Wide => (306, 236.0),
        Layout::Narrow => (340, 208.0),
    };
    let corner = Point::new(width as f32 - side - 4.0, 22.0);
    let cell = side / nodes as f32;
    let end = corner.y + side;
    let (broken, pairs) = ring.pairs();
    let (tried, broke) = ring.tried();
    let measured = percent(ratio_ppm(broken.into(), pairs.into()));
    let tried = match tried {
        0 => "none tried yet".into(),
        _ => format!("{broke} of {tried} tried broke one"),
    };
    let lines = [
        (format!("{broken} of {pairs} pairs break a quorum"), "name"),
        (format!("{measured}, in theory {}", percent(theory(moment))), "state"),
        (tried, "state"),
    ];
    let lines =
        lines.into_iter().zip([22.0, 41.0, 59.0]).map(|((text, class), y)| {
            label(Point::new(4.0, end + y), Anchor::Start, text).class(class)
        });
    let words = format!("Pairs of nodes: {broken} of {pairs} break a quorum");
    let below =
        [corner, Point::new(corner.x, end), Point::new(corner.x + side, end)];
    picture((width, end as u32 + 66), words)
        .child(
            label(Point::new(4.0, 14.0), Anchor::Start, "which two may not fail?")
                .class("state"),
        )
        .child(
            path(below.into_iter().chain([corner])).class("stem").role(Role::Quiet),
        )
        .child(filled(ring, nodes, corner, cell).class("level").role(Role::Lost))
        .child(names(nodes, corner, cell))
        .child(down(ring, nodes, corner, cell))
        .children(lines)
}

/// The filled cells, those beside each other as one box.
fn filled(ring: &ReplicatedRing, nodes: u32, corner: Point, cell: f32) -> Element {
    let mut data = String::new();
    let breaks = |row: u32, column: u32| {
        column < row && ring.breaks(NodeId(row), NodeId(column))
    };
    let (height, back) = (Px::round(cell), Px::round(-cell));
    for row in 2..=nodes {
        let mut start = None;
        for column in 1..=row {
            match (start, breaks(row, column)) {
                (None, true) => start = Some(column),
                (Some(from), false) => {
                    let at = Point::new(
                        corner.x + cell * (from - 1) as f32,
                        corner.y + cell * (row - 1) as f32,
                    );
                    let ((x, y), width) =
                        (at.px(), Px::round(cell * (column - from) as f32));
                    data.push_str(&format!("M{x} {y}h{width}v{height}h-{width}"));
                    data.push_str(&format!("v{back}"));
                    start = None;
                }
                (None, false) | (Some(_), true) => {}
            }
        }
    }
    element("path").attr("d", data)
}

/// The names of some nodes, at the left.
fn names(nodes: u32, corner: Point, cell: f32) -> Element {
    let name = |node: u32| {
        let y = corner.y + cell * (node as f32 - 0.5) + 4.5;
        label(Point::new(corner.x - 6.0, y), Anchor::End, format!("n{node}"))
            .class("state")
    };
    element("g").children((1..=nodes).filter(|n| n % 5 == 0 || *n == 1).map(name))
}

/// The row and the column of each node that is down.
fn down(ring: &ReplicatedRing, nodes: u32, corner: Point, cell: f32) -> Element {
    let end = corner.y + cell * nodes as f32;
    let lines = ring.down().map(|node| {
        let middle = cell * (node.0 as f32 - 0.5);
        let at = Point::new(corner.x + middle, corner.y + middle);
        element("g")
            .child(line(Point::new(corner.x, at.y), at).class("now"))
            .child(line(at, Point::new(at.x, end)).class("now"))
    });
    element("g").children(lines)
}
