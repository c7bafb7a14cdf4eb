//! All pairs of nodes as a triangle: a pair that has failed is a cell, the redder the
//! more keys it cost their quorum. Below it the nodes, to be pressed.

use super::losses;
use super::marks::words;
use super::name;
use super::scene::{Lit, Scene, mean_loss_ppm, pair_id};
use crate::figures::percent;
use sim::NodeId;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, line, lines, path, picture};
use stage::{Element, Layout, Px, Role, element};

/// Where the triangle begins.
const CORNER: Point = Point::new(34.0, 22.0);
/// Between triangle and nodes: room for the names of columns.
const COLUMNS: f32 = 22.0;
/// The height of a row of nodes, and how many are in one at least.
const ROW: f32 = 21.0;
const PER_ROW: u32 = 10;
/// Most nodes that have room for their names.
const NAMED_MAX: u32 = 30;

/// Where the columns of losses stand, beside the triangle.
const LOSSES: f32 = 146.0;
/// How much a pair costs, in millionths of the keys, from which on its cell is redder.
const HEAT: [(u32, &str); 3] = [(1, ".4"), (15_000, ".7"), (40_000, "1")];

struct Place {
    width: f32,
    side: f32,
    cell: f32,
    per_row: u32,
    rows: u32,
}

impl Place {
    fn of(scene: &Scene) -> Place {
        let (width, side) = match scene.layout {
            Layout::Wide => (334.0, 204.0),
            Layout::Narrow => (340.0, 168.0),
        };
        let per_row = scene.nodes.div_ceil(3).max(PER_ROW);
        let rows = scene.nodes.div_ceil(per_row);
        Place { width, side, cell: side / scene.nodes as f32, per_row, rows }
    }

    fn height(&self) -> f32 {
        CORNER.y + self.side + COLUMNS + ROW * self.rows as f32 + 4.0
    }

    /// Where a node's row or column begins, from the corner.
    fn along(&self, node: NodeId) -> f32 {
        self.cell * (node.0 - 1) as f32
    }

    /// The middle of a pair's cell.
    fn middle(&self, (a, b): (NodeId, NodeId)) -> Point {
        let half = self.cell / 2.0;
        let (x, y) = (self.along(a) + half, self.along(b) + half);
        Point::new(CORNER.x + x, CORNER.y + y)
    }
}

/// Draws the triangle with its figures.
pub fn draw(scene: &Scene) -> Element {
    let place = Place::of(scene);
    let bottom = Point::new(CORNER.x, CORNER.y + place.side);
    let end = Point::new(CORNER.x + place.side, bottom.y);
    let title =
        label(Point::new(4.0, 13.0), Anchor::Start, "a cell: a pair of nodes");
    let spoken = "Pairs of nodes, and which of them break a quorum";
    picture((place.width as u32, place.height() as u32), spoken)
        .child(title.class("state"))
        .child(path([CORNER, bottom, end, CORNER]).class("stem").role(Role::Quiet))
        .child(tried(scene, &place))
        .child(guides(scene, &place))
        .children(scene.is_known().then(|| pressable(scene, &place)))
        .child(texts(scene, &place))
        .child(losses::draw(scene, (place.width - 4.0, LOSSES)))
        .child(nodes(scene, &place))
}

/// The pairs that have failed.
fn tried(scene: &Scene, place: &Place) -> Element {
    let nodes = scene.nodes as usize;
    // None has failed; a quorum was left; or how much was lost.
    let mut levels = vec![0; nodes * nodes];
    for trial in scene.ring.trials() {
        let (a, b) = trial.pair;
        let level = HEAT.iter().filter(|(least, _)| trial.broken_ppm >= *least);
        levels[(b.index() - 1) * nodes + a.index() - 1] = 1 + level.count();
    }
    let cells = |level, role| {
        cells(place, nodes, &levels, level)
            .class("cells")
            .role(role)
            .attr("stroke-width", Px::round(place.cell))
    };
    element("g").child(cells(1, Role::Follower)).children((2..).zip(HEAT).map(
        |(level, (_, opacity))| {
            cells(level, Role::Lost).attr("stroke-opacity", opacity)
        },
    ))
}

/// The cells of one level; those beside each other are one stroke.
fn cells(place: &Place, nodes: usize, levels: &[usize], level: usize) -> Element {
    let mut strokes = Vec::new();
    for (row, levels) in levels.chunks(nodes).enumerate() {
        let y = CORNER.y + place.cell * (row as f32 + 0.5);
        let mut from = 0;
        for to in 1..=nodes {
            if to < nodes && levels[to] == levels[from] {
                continue;
            }
            if levels[from] == level {
                let x = |column: usize| CORNER.x + place.cell * column as f32;
                strokes.push((Point::new(x(from), y), Point::new(x(to), y)));
            }
            from = to;
        }
    }
    lines(strokes)
}

/// The pairs that break a quorum, to be pressed.
fn pressable(scene: &Scene, place: &Place) -> Element {
    let size = (place.cell, place.cell);
    let pairs = scene.pairs().filter(|(a, b)| scene.ring.breaks(*a, *b));
    element("g").children(pairs.map(|pair| {
        let Point { x, y } = place.middle(pair);
        let at = Point::new(x - place.cell / 2.0, y - place.cell / 2.0);
        let is_pressed = scene.lit == Lit::Pair(pair.0, pair.1);
        rectangle(at, size)
            .class(if is_pressed { "ring" } else { "hit" })
            .mark(pair_id(pair), words(pair))
    }))
}

/// The row and the column of those that are shown, and their names; or the names of the
/// first and the last node.
fn guides(scene: &Scene, place: &Place) -> Element {
    let shown = match scene.lit {
        Lit::Example(_) => Vec::new(),
        Lit::Down | Lit::Node(_) | Lit::Pair(..) | Lit::Last(..) => scene.shown(),
    };
    let shown: Vec<_> = shown.into_iter().flatten().collect();
    let bottom = CORNER.y + place.side;
    let row = |node: NodeId, from: f32| {
        let y = place.middle((node, node)).y;
        let at = Point::new(CORNER.x - 5.0, y + 4.5);
        let name = label(at, Anchor::End, name(node)).class("state");
        let end = Point::new(CORNER.x + from, y);
        let guide = line(Point::new(CORNER.x, y), end).class("now");
        element("g").child(guide).child(name)
    };
    let column = |node: NodeId, from: f32| {
        let x = place.middle((node, node)).x;
        let at = Point::new(x, bottom + 15.0);
        let name = label(at, Anchor::Middle, name(node)).class("state");
        let end = Point::new(x, CORNER.y + from);
        let guide = line(Point::new(x, bottom), end).class("now");
        element("g").child(guide).child(name)
    };
    let guides = element("g").class("flights");
    match shown[..] {
        [a, b] => guides
            .child(row(b, place.along(a)))
            .child(column(a, place.along(b) + place.cell)),
        [node] => {
            let whole = place.along(node);
            guides.child(row(node, whole)).child(column(node, whole + place.cell))
        }
        _ => {
            let (first, last) = (NodeId(1), NodeId(scene.nodes));
            let rows = guides.child(row(first, 0.0)).child(row(last, 0.0));
            let end = place.side;
            rows.child(column(first, end)).child(column(last, end))
        }
    }
}

/// How many pairs broke a quorum, and what a pair cost.
fn texts(scene: &Scene, place: &Place) -> Element {
    let (tried, broke) = scene.ring.tried();
    let texts = match tried {
        0 => ["none has failed yet".into(), String::new(), String::new()],
        _ => [
            format!("{broke} of {tried} pairs"),
            "broke a quorum".into(),
            format!("mean loss: {} of keys", percent(mean_loss_ppm(scene.ring))),
        ],
    };
    let x = place.width - 2.0;
    let texts = texts.into_iter().zip(["name", "state", "state"]).enumerate();
    element("g").children(texts.map(|(index, (text, class))| {
        let y = 13.0 + 19.0 * index as f32;
        label(Point::new(x, y), Anchor::End, text).class(class)
    }))
}

/// The nodes by name.
fn nodes(scene: &Scene, place: &Place) -> Element {
    let step = (place.width - 4.0) / place.per_row as f32;
    let top = CORNER.y + place.side + COLUMNS;
    let shown = scene.shown();
    element("g").children(scene.all().map(|node| {
        let (row, column) =
            ((node.0 - 1) / place.per_row, (node.0 - 1) % place.per_row);
        let x = 2.0 + step * column as f32;
        let at = Point::new(x + 1.5, top + ROW * row as f32 + 1.5);
        let size = (step - 3.0, ROW - 3.0);
        let is_down = scene.ring.is_down(node);
        let role = match shown.iter().position(|other| *other == Some(node)) {
            Some(index) => scene.role(index),
            None if is_down => Role::Lost,
            None if scene.shares_with_pressed(node) => Role::Candidate,
            None => Role::Quiet,
        };
        let text = name(node);
        let spoken = format!("{text}, {}", if is_down { "down" } else { "up" });
        let middle = Point::new(at.x + size.0 / 2.0, at.y + size.1 / 2.0);
        let name_at = Point::new(middle.x, middle.y + 4.5);
        let named = (scene.nodes <= NAMED_MAX)
            .then(|| label(name_at, Anchor::Middle, text.clone()).class("inside"));
        element("g")
            .class(if is_down { "chip proof" } else { "chip" })
            .key(text.clone())
            .role(role)
            .mark(text, spoken)
            .child(rectangle(at, size).class("mark"))
            .children(named)
    }))
}
