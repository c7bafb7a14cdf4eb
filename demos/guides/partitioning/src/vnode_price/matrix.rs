//! All pairs of nodes as a triangle: those that break a quorum are filled; below it
//! the pairs that were tried.

use super::marks::words;
use super::scene::{Pressed, Scene, pair_id};
use crate::figures::{percent, ratio_ppm};
use models::partitioning::replica_sets::pairs_theory_ppm;
use sim::NodeId;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, line, path, picture};
use stage::{Element, Layout, Px, Role, element};

/// Where the triangle begins.
const TOP: f32 = 22.0;
/// Room below it.
const BELOW: f32 = 76.0;
/// Cells in a row of the strip, and how many trials it shows.
const PER_ROW: usize = 50;
const SHOWN: usize = 100;

struct Place {
    width: f32,
    corner: Point,
    side: f32,
    cell: f32,
}

impl Place {
    fn of(scene: &Scene) -> Place {
        let (width, side) = match scene.layout {
            Layout::Wide => (296.0, 218.0),
            Layout::Narrow => (340.0, 196.0),
        };
        let corner = Point::new(width - side - 8.0, TOP);
        Place { width, corner, side, cell: side / scene.nodes as f32 }
    }

    /// Where the cell of a pair begins.
    fn at(&self, (a, b): (NodeId, NodeId)) -> Point {
        let along = |node: NodeId| self.cell * (node.0 - 1) as f32;
        Point::new(self.corner.x + along(a), self.corner.y + along(b))
    }

    fn middle(&self, pair: (NodeId, NodeId)) -> Point {
        let Point { x, y } = self.at(pair);
        Point::new(x + self.cell / 2.0, y + self.cell / 2.0)
    }
}

/// Draws the triangle with its figures.
pub fn draw(scene: &Scene) -> Element {
    let place = Place::of(scene);
    let end = Point::new(place.corner.x + place.side, TOP + place.side);
    let outline =
        [place.corner, Point::new(place.corner.x, end.y), end, place.corner];
    let title = label(
        Point::new(4.0, 14.0),
        Anchor::Start,
        "which two must not fail together?",
    );
    let words = "Pairs of nodes, and which of them break a quorum";
    picture((place.width as u32, (end.y + BELOW) as u32), words)
        .child(title.class("state"))
        .child(path(outline).class("stem").role(Role::Quiet))
        .children(scene.is_known().then(|| filled(scene, &place)))
        .child(names(scene, &place))
        .child(tried(scene, &place))
        .child(lines_of(scene, &place))
        .child(texts(scene, &place))
        .child(strip(scene, &place))
}

/// The pairs that break a quorum; each can be pressed.
fn filled(scene: &Scene, place: &Place) -> Element {
    let pairs = scene.pairs().filter(|(a, b)| scene.ring.breaks(*a, *b));
    let size = (place.cell, place.cell);
    let cells = pairs.map(|pair| {
        let is_pressed = scene.pressed == Pressed::Pair(pair.0, pair.1);
        rectangle(place.at(pair), size)
            .class("level")
            .role(if is_pressed { Role::Chosen } else { Role::Lost })
            .mark(pair_id(pair), words(pair))
    });
    element("g").children(cells)
}

/// The names of some nodes, at the left.
fn names(scene: &Scene, place: &Place) -> Element {
    let name = |node: NodeId| {
        let y = place.middle((node, node)).y + 4.5;
        let at = Point::new(place.corner.x - 6.0, y);
        label(at, Anchor::End, super::name(node)).class("state")
    };
    let some = scene.all().filter(|node| node.0 % 5 == 0 || node.0 == 1);
    element("g").children(some.map(name))
}

/// The pairs that were tried: dots, and crosses where a quorum was lost.
fn tried(scene: &Scene, place: &Place) -> Element {
    let [mut held, mut broke] = [const { String::new() }; 2];
    for trial in scene.ring.trials() {
        let (x, y) = place.middle(trial.pair).px();
        let data = if trial.broken_ppm > 0 { &mut broke } else { &mut held };
        data.push_str(&format!("M{x} {y}h0"));
    }
    let dots = |data: String, role| {
        element("path").attr("d", data).class("keys").role(role)
    };
    element("g")
        .class("flights")
        .child(dots(held, Role::Follower))
        .child(dots(broke, Role::Lost))
}

/// The row and the column of each node that is down, or pressed.
fn lines_of(scene: &Scene, place: &Place) -> Element {
    let (a, b) = match scene.pressed {
        Pressed::Nothing => (None, None),
        Pressed::Node(node) => (Some(node), None),
        Pressed::Pair(a, b) => (Some(a), Some(b)),
    };
    let pressed = [a, b].into_iter().flatten();
    let down = scene.ring.down().filter(|_| a.is_none());
    let end = place.corner.y + place.side;
    let lines = down.chain(pressed).map(|node| {
        let at = place.middle((node, node));
        element("g")
            .child(line(Point::new(place.corner.x, at.y), at).class("now"))
            .child(line(at, Point::new(at.x, end)).class("now"))
    });
    element("g").class("flights").children(lines)
}

/// How many pairs break a quorum, and of those that were tried.
fn texts(scene: &Scene, place: &Place) -> Element {
    let (broken, pairs) = scene.ring.pairs();
    let (tried, broke) = scene.ring.tried();
    let theory = pairs_theory_ppm(scene.nodes, scene.vnodes, scene.replicas);
    let first = match scene.is_known() {
        true => format!("{broken} of {pairs} pairs break a quorum"),
        false => format!("{pairs} pairs of nodes"),
    };
    let second = match scene.is_known() {
        false => "which of them do harm is counted at the end".into(),
        true => {
            let share = percent(ratio_ppm(broken.into(), pairs.into()));
            format!("{share}, in theory {}", percent(theory))
        }
    };
    let third = match tried {
        0 => "none tried yet".into(),
        _ => format!("{broke} of {tried} tried broke one{}", lost(scene, broke)),
    };
    let end = place.corner.y + place.side;
    let texts = [(first, "name"), (second, "state"), (third, "inside")];
    let texts = texts.into_iter().zip([17.0, 34.0, 71.0]);
    element("g").children(texts.map(|((text, class), y)| {
        label(Point::new(4.0, end + y), Anchor::Start, text).class(class)
    }))
}

/// The keys that had no quorum, the mean of the pairs that broke one.
fn lost(scene: &Scene, broke: u32) -> String {
    let lost: u64 =
        (scene.ring.trials().iter()).map(|trial| u64::from(trial.broken_ppm)).sum();
    match broke {
        0 => String::new(),
        _ => format!(", mean loss {}", percent((lost / u64::from(broke)) as u32)),
    }
}

/// The last pairs that were tried, each a cell: red where a quorum was lost.
fn strip(scene: &Scene, place: &Place) -> Element {
    let trials = scene.ring.trials();
    let trials = &trials[trials.len().saturating_sub(SHOWN)..];
    let side = (place.width - 12.0) / PER_ROW as f32;
    let inner = Px::round(side - 1.0);
    let top = place.corner.y + place.side + 42.0;
    let data = |is_it: &dyn Fn(usize) -> bool| {
        let mut data = String::new();
        for cell in (0..SHOWN).filter(|cell| is_it(*cell)) {
            let (row, column) = (cell / PER_ROW, cell % PER_ROW);
            let x = 4.0 + side * column as f32;
            let (x, y) = Point::new(x, top + side * row as f32).px();
            data.push_str(&format!("M{x} {y}h{inner}v{inner}h-{inner}z"));
        }
        data
    };
    let broke = |cell: usize| trials.get(cell).map(|trial| trial.broken_ppm > 0);
    let cells = |data: String, class, role| {
        element("path").attr("d", data).class(class).role(role)
    };
    element("g")
        .class("strip")
        .child(cells(data(&|cell| broke(cell).is_none()), "shade", Role::Quiet))
        .child(cells(
            data(&|cell| broke(cell) == Some(false)),
            "level",
            Role::Follower,
        ))
        .child(cells(data(&|cell| broke(cell) == Some(true)), "cell", Role::Lost))
}
