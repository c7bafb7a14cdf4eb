//! The same keys on the ring and by modulo, beside each other: a strip that changes
//! colour as keys move, and a bar for each node, between which they fly.

use super::marks::state;
use super::scene::{CELLS, Load, Move, Scene, Stage};
use super::{TOO_HOT_PPM, name, needless};
use crate::figures::{percent, ratio_ppm, tenths};
use models::partitioning::handover::Rule;
use models::partitioning::placement::Edit;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, line, lines, picture, text_width};
use stage::{Element, Layout, Px, Role, element};

/// Both rules, as the columns stand.
const RULES: [Rule; 2] = [Rule::Ring, Rule::Modulo];
/// Most nodes that get a bar.
const BARS_MAX: usize = 24;
/// Where the first bar begins, and room below the last.
const TOP: f32 = 80.0;
const BELOW: f32 = 16.0;
/// Room for the names at the left.
const NAMES: f32 = 36.0;
/// Room behind a bar for what it has got and for its value.
const VALUES: f32 = 66.0;
/// The width of a value.
const VALUE: f32 = 36.0;
/// Cells in a row of a strip.
const PER_ROW: usize = 25;
/// How far the next cell to change is from the last, so that they lie scattered, as
/// keys do. It has no divisor in common with the number of cells.
const SCATTER: usize = 37;

/// Where things lie.
struct Place {
    width: f32,
    /// The left of each column, and how wide it is.
    columns: [f32; 2],
    column: f32,
    row: f32,
    height: f32,
    /// The keys that the whole room for bars stands for.
    scale: u64,
}

impl Place {
    fn of(scene: &Scene, shown: &[Load]) -> Place {
        let (width, room) = match scene.layout {
            Layout::Wide => (366.0, 210.0),
            Layout::Narrow => (340.0, 164.0),
        };
        let column = (width - NAMES - 14.0) / 2.0;
        let row = (room / shown.len() as f32).clamp(13.0, 24.0);
        // The scale ends at a multiple of 5 % of all keys, so that it seldom changes.
        let all = scene.placement().keys().len() as u64;
        let most = scene.placement().members().iter().map(|m| m.ring_keys);
        let was = shown.iter().map(|load| load.ring.max(load.modulo));
        let most = most.chain(was).chain([scene.heir_max()]).max().unwrap_or(0);
        let parts = (u64::from(most) * 20).div_ceil(all.max(1)).clamp(4, 20);
        Place {
            width,
            columns: [NAMES, NAMES + column + 14.0],
            column,
            row,
            height: TOP + (row * shown.len() as f32).max(room) + BELOW,
            scale: (all * parts / 20).max(1),
        }
    }

    fn length(&self, keys: u32) -> f32 {
        let share = ratio_ppm(keys.into(), self.scale).min(1_000_000);
        (self.column - VALUES) * share as f32 / 1_000_000.0
    }

    fn middle(&self, index: usize) -> f32 {
        TOP + self.row * (index as f32 + 0.5)
    }
}

/// Draws both; `moves` is what the last change moves by each rule.
pub fn draw(scene: &Scene, moves: &[Vec<Move>; 2]) -> Element {
    let shown = shown(scene);
    let place = Place::of(scene, &shown);
    let words = "The keys of each node, on the ring and by modulo";
    let below = Point::new(4.0, place.height - 4.0);
    let nodes = shown.iter().enumerate();
    let nodes = nodes.map(|(index, load)| node(scene, &place, index, load));
    let columns = RULES.into_iter().zip(place.columns).zip(moves);
    let columns = columns.map(|((rule, left), moves)| {
        element("g")
            .child(head(scene, &place, rule, left))
            .child(strip(scene, left, moves))
            .child(gains(scene, &place, (rule, left), &shown))
            .child(fair_shares(scene, &place, left, &shown))
            .child(flights(scene, &place, (rule, left), &shown, moves))
    });
    picture((place.width as u32, place.height as u32), words)
        .child(element("g").children(nodes))
        .children(columns)
        .child(label(below, Anchor::Start, LEGEND).class("state"))
}

const LEGEND: &str = "bar: % of all keys · dashed: fair share · coloured: got";

/// The nodes with the most keys, by name; whoever was changed last is among them.
fn shown(scene: &Scene) -> Vec<Load> {
    let mut shown = scene.nodes.clone();
    let changed = scene.change().map(|change| change.node);
    while shown.len() > BARS_MAX {
        let keys = |index: &usize| match Some(shown[*index].node) == changed {
            true => u32::MAX,
            false => shown[*index].ring,
        };
        let coolest = (0..shown.len()).min_by_key(keys).unwrap_or(0);
        shown.remove(coolest);
    }
    shown
}

/// What a rule is called, and how much it moves.
fn head(scene: &Scene, place: &Place, rule: Rule, left: f32) -> Element {
    let at = |y: f32| Point::new(left, y);
    let title = match rule {
        Rule::Ring => "Hash ring",
        Rule::Modulo => "Modulo",
    };
    let title = label(at(16.0), Anchor::Start, title).class("name");
    let right = Point::new(left + place.column, 16.0);
    let (words, moved) = match scene.change() {
        None => ("each cell: 1 % of keys".to_string(), None),
        Some(_) => {
            let arrived = scene.handover.arrived_ppm(rule, scene.now);
            (destination(scene, rule, arrived), Some(arrived))
        }
    };
    let moved = moved.map(|ppm| {
        let is_idle = scene.idle_ppm(rule) > 0;
        let role = if is_idle { Role::Lost } else { Role::Candidate };
        label(right, Anchor::End, percent(ppm)).class("loud").role(role)
    });
    element("g")
        .child(title)
        .text(" ")
        .children(moved)
        .text(" ")
        .child(label(at(67.0), Anchor::Start, words).class("state"))
}

/// Where the keys go that move by a rule, and the colour of the cells that have.
fn destination(scene: &Scene, rule: Rule, arrived: u32) -> String {
    let Some(change) = scene.change() else { return String::new() };
    let node = name(change.node);
    match (change.edit, scene.idle_ppm(rule)) {
        (Edit::Weigh(..), _) if rule == Rule::Modulo => {
            "it knows no weights".into()
        }
        _ if change.moved_ppm(rule) == 0 => "no key moves".into(),
        _ if arrived == 0 => "on their way".into(),
        (_, idle @ 1..) => format!("red: {} for nothing", needless(idle)),
        (Edit::Add, 0) => format!("orange: all to {node}"),
        (Edit::Remove(_), 0) => format!("orange: all from {node}"),
        (Edit::Weigh(..), 0) => format!("orange: to or from {node}"),
    }
}

/// All keys as cells: those that have moved have another colour, those of them that
/// moved for nothing are struck.
fn strip(scene: &Scene, left: f32, moves: &[Move]) -> Element {
    // A whole number of tenths: dashes of that length stay where the cells are.
    let side = match scene.layout {
        Layout::Wide => 6.3,
        Layout::Narrow => 5.8,
    };
    let corner = |cell: usize| {
        let (row, column) = (cell / PER_ROW, cell % PER_ROW);
        Point::new(left + side * column as f32, 24.0 + side * row as f32)
    };
    let mut roles = [Role::Follower; CELLS];
    for (place, moved) in moves.iter().enumerate().take(CELLS) {
        if matches!(moved.stage(scene.now), Stage::Landed) {
            let role = if moved.is_idle { Role::Lost } else { Role::Candidate };
            roles[(place * SCATTER) % CELLS] = role;
        }
    }
    // Cells beside each other are one dashed stroke.
    let of = |role: Role| {
        let mut strokes = Vec::new();
        let mut cell = 0;
        while cell < CELLS {
            let from = cell;
            while cell < CELLS
                && roles[cell] == role
                && cell / PER_ROW == from / PER_ROW
            {
                cell += 1;
            }
            if cell > from {
                let Point { x, y } = corner(from);
                let (y, across) = (y + side / 2.0, side * (cell - from) as f32);
                strokes.push((Point::new(x, y), Point::new(x + across - 1.0, y)));
            } else {
                cell += 1;
            }
        }
        lines(strokes)
    };
    let inner = Px::round(side - 1.0);
    let cells = |role| {
        of(role)
            .attr("stroke-width", inner)
            .attr("stroke-dasharray", format!("{inner} 1"))
            .class("cells")
            .role(role)
    };
    element("g")
        .class("strip")
        .children([Role::Follower, Role::Candidate, Role::Lost].map(cells))
        .child(of(Role::Lost).class("cut"))
}

/// A node's name, and its bar under both rules. One that has left keeps its place.
fn node(scene: &Scene, place: &Place, index: usize, load: &Load) -> Element {
    let middle = place.middle(index);
    let is_gone = load.weight == 0;
    let role = match load.node {
        _ if is_gone => Role::Lost,
        node if node == scene.focus => Role::Chosen,
        _ => Role::Follower,
    };
    let top = Point::new(0.0, middle - place.row / 2.0);
    let text = name(load.node);
    let at = Point::new(NAMES - 7.0, middle + 4.5);
    let bars = RULES.into_iter().zip(place.columns);
    let bars =
        bars.map(|(rule, left)| bar(scene, place, (rule, left), middle, load));
    let drawn = element("g")
        .class("bar")
        .key(text.clone())
        .role(role)
        .child(rectangle(top, (place.width, place.row)).class("hit"))
        .child(label(at, Anchor::End, text.clone()).class("name"))
        .text(" ")
        .children(bars);
    match is_gone {
        true => {
            let (start, end) =
                (Point::new(4.0, middle), Point::new(at.x + 2.0, middle));
            drawn.child(line(start, end).class("cross"))
        }
        false => {
            drawn.mark(text.clone(), format!("{text}, {}", state(scene, load)))
        }
    }
}

fn bar(
    scene: &Scene,
    place: &Place,
    (rule, left): (Rule, f32),
    middle: f32,
    load: &Load,
) -> Element {
    let thick = place.row * 0.62;
    let corner = Point::new(left, middle - thick / 2.0);
    let keys = load.keys(rule);
    let mark = rectangle(corner, (place.length(keys), thick)).class("mark");
    let ppm = scene.load_ppm(load, rule);
    let all = scene.placement().keys().len() as u64;
    let value = match (load.weight, keys) {
        (0, 0) => "left".into(),
        (0, _) => "leaves".into(),
        _ => tenths(ratio_ppm(keys.into(), all)),
    };
    // What it had is what the others get.
    let had = (load.weight == 0).then(|| {
        let had = place.length(scene.had(rule, load.node));
        rectangle(corner, (had, thick)).class("rival")
    });
    let value_at = Point::new(left + place.column, middle + 4.5);
    let value = label(value_at, Anchor::End, value);
    let is_hot = ppm > TOO_HOT_PPM && load.weight > 0;
    let value = match is_hot && load.node == scene.hottest(rule) {
        true => value.class("loud").role(Role::Lost),
        false => value.class("state"),
    };
    element("g")
        .role(mark_role(scene, load))
        .children(had)
        .child(mark)
        .text(" ")
        .child(value)
}

/// The ends of the bars: what the last change has given each node; on the ring, where
/// few get something, also as a number.
fn gains(
    scene: &Scene,
    place: &Place,
    (rule, left): (Rule, f32),
    shown: &[Load],
) -> Element {
    let all = scene.placement().keys().len() as u64;
    let [mut needed, mut idle] = [const { Vec::new() }; 2];
    let mut numbers = Vec::new();
    for (index, load) in shown.iter().enumerate() {
        let (got, keys) = (load.got(rule), load.keys(rule));
        let middle = place.middle(index);
        let at = |keys| Point::new(left + place.length(keys), middle);
        let (end, first) = (at(keys), at(keys - got.idle));
        if got.idle > 0 {
            idle.push((first, end));
        }
        if got.needed > 0 {
            needed.push((at(keys - got.idle - got.needed), first));
        }
        let text = format!("+{}", tenths(ratio_ppm(got.needed.into(), all)));
        let ends = end.x + 5.0 + text_width(&text);
        let is_told = rule == Rule::Ring && got.needed > 0;
        if is_told && ends <= left + place.column - VALUE {
            let at = Point::new(end.x + 5.0, middle + 4.5);
            numbers.push(label(at, Anchor::Start, text).class("loud"));
        }
    }
    let thick = Px::round(place.row * 0.62);
    let ends = |ends, role| {
        lines(ends).class("cells").role(role).attr("stroke-width", thick)
    };
    element("g")
        .class("flights")
        .child(ends(needed, Role::Candidate))
        .child(ends(idle, Role::Lost))
        .child(element("g").role(Role::Candidate).children(numbers))
}

fn mark_role(scene: &Scene, load: &Load) -> Role {
    match load.node == scene.focus && load.weight > 0 {
        true => Role::Chosen,
        false if load.weight == 0 => Role::Lost,
        false => Role::Follower,
    }
}

/// What each node's weight calls for, across its bar.
fn fair_shares(scene: &Scene, place: &Place, left: f32, shown: &[Load]) -> Element {
    let members = shown.iter().enumerate().filter(|(_, load)| load.weight > 0);
    let marks = members.map(|(index, load)| {
        let x = left + place.length(fair(scene, load));
        let (middle, half) = (place.middle(index), place.row / 2.0);
        (Point::new(x, middle - half), Point::new(x, middle + half))
    });
    lines(marks).class("expected")
}

/// The keys that a node's weight calls for.
fn fair(scene: &Scene, load: &Load) -> u32 {
    let weights: u64 = scene.nodes.iter().map(|l| u64::from(l.weight)).sum();
    let keys = scene.placement().keys().len() as u64;
    (keys * u64::from(load.weight) / weights.max(1)) as u32
}

/// What is on its way from one node's bar to another's: a dot is a hundredth of all
/// keys.
fn flights(
    scene: &Scene,
    place: &Place,
    (rule, left): (Rule, f32),
    shown: &[Load],
    moves: &[Move],
) -> Element {
    let end = |node| {
        let index = shown.iter().position(|load| load.node == node)?;
        let x = left + place.length(shown[index].keys(rule));
        Some(Point::new(x, place.middle(index)))
    };
    // All of one kind are one path: the page has less to change in each frame.
    let of = |is_idle: bool, role| {
        let (mut dots, mut tails) = (String::new(), Vec::new());
        for moved in moves.iter().filter(|moved| moved.is_idle == is_idle) {
            let Stage::Flies(thousandths) = moved.stage(scene.now) else {
                continue;
            };
            let (Some(from), Some(to)) = (end(moved.from), end(moved.to)) else {
                continue;
            };
            let at = bow(from, to, thousandths);
            let (x, y) = at.px();
            dots.push_str(&format!("M{x} {y}h0"));
            tails.push((bow(from, to, thousandths.saturating_sub(150)), at));
        }
        element("g")
            .role(role)
            .child(lines(tails).class("tail"))
            .child(element("path").attr("d", dots).class("crowd"))
    };
    element("g")
        .class("flights")
        .child(of(false, Role::Candidate))
        .child(of(true, Role::Lost))
}

/// A point on the way between two bars, which bows to the right where there is room.
fn bow(from: Point, to: Point, thousandths: u32) -> Point {
    let height = (to.y - from.y).abs();
    let x = from.x.max(to.x) + 10.0 + height * 0.3;
    let over = Point::new(x, (from.y + to.y) / 2.0);
    let (start, end) =
        (from.toward(over, thousandths), over.toward(to, thousandths));
    start.toward(end, thousandths)
}
