//! The ring: who owns which arc, where some of the keys lie, what moved last.

use super::marks::state;
use super::name;
use super::scene::{Scene, Stage};
use crate::figures::percent;
use models::partitioning::Token;
use models::partitioning::handover::Rule;
use models::partitioning::placement::{Change, Edit};
use sim::NodeId;
use stage::parts::node::cross;
use stage::parts::svg::circle;
use stage::parts::{
    Anchor, Coverage, Point, draw_arcs, draw_strokes, keep_apart, label, on_circle,
    path, picture,
};
use stage::{Element, Layout, Px, Role, element};

/// Most tokens that are drawn as nodes around the ring.
const LABELS_MAX: usize = 24;
/// Most tokens that are drawn as cuts through the band.
const CUTS_MAX: usize = 400;
/// Into how many parts the ring is cut to show where tokens lie: each is a tick.
const TICKS: u32 = 360;
/// How many keys are drawn: those with the lowest numbers.
const KEYS_DRAWN: u32 = 72;
/// The radius of a node beside the ring.
const CHIP: f32 = 13.5;

/// Where the ring lies in its picture, and how large its parts are.
struct Place {
    size: (u32, u32),
    center: Point,
    /// To the middle of the band.
    radius: f32,
    /// To the middles of the nodes around it.
    chips: f32,
}

impl Place {
    fn of(layout: Layout) -> Place {
        match layout {
            Layout::Wide => Place {
                size: (254, 318),
                center: Point::new(127.0, 146.0),
                radius: 86.0,
                chips: 113.0,
            },
            Layout::Narrow => Place {
                size: (340, 262),
                center: Point::new(170.0, 122.0),
                radius: 82.0,
                chips: 108.0,
            },
        }
    }
}

/// A place on the ring of 2⁶⁴ positions in millionths of a turn.
fn millionths(position: u64) -> u32 {
    ((u128::from(position) * 1_000_000) >> 64) as u32
}

/// Draws the ring.
pub fn draw(scene: &Scene) -> Element {
    let place = Place::of(scene.layout);
    let whole = draw_arcs(place.center, place.radius, &[(0, 1_000_000)]);
    let own = draw_arcs(place.center, place.radius, &arcs_in_focus(scene));
    let words = format!(
        "The ring. {} has {} of the keys.",
        name(scene.focus),
        percent(scene.owned_ppm(scene.focus))
    );
    let below = Point::new(place.center.x, place.size.1 as f32 - 8.0);
    let rule = match has_chips(scene) {
        true => "a key's owner: the next node clockwise".into(),
        false if has_left(scene) => {
            format!("ticks: tokens; red: those {} had", name(scene.focus))
        }
        false => format!("ticks: tokens; blue: those of {}", name(scene.focus)),
    };
    picture(place.size, words)
        .child(whole.class("band").role(Role::Follower))
        .child(own.class("band").role(Role::Chosen))
        .child(cuts(scene, &place))
        .children((!has_chips(scene)).then(|| ticks(scene, &place)))
        .child(moved_band(scene, &place))
        .child(keys(scene, &place))
        .child(middle(scene, &place))
        .child(chips(scene, &place))
        .child(label(below, Anchor::Middle, rule).class("state"))
}

/// What the node in focus has. While keys are on their way that is told by the keys
/// and not by the tokens.
fn arcs_in_focus(scene: &Scene) -> Vec<(u32, u32)> {
    let is_moving =
        scene.handover.done(Rule::Ring).is_some_and(|done| scene.now < done);
    let mut coverage = Coverage::default();
    if is_moving {
        let keys = scene.placement().keys();
        let mut before = keys.last().map_or(0, |key| key.position);
        let owners = scene.handover.owners(Rule::Ring, scene.now);
        for (key, owner) in keys.iter().zip(owners) {
            if owner == scene.focus {
                coverage.cover(before, key.position);
            }
            before = key.position;
        }
        return coverage.arcs();
    }
    let tokens = scene.placement().ring().tokens();
    let mut before = tokens.clone().next_back().map_or(0, |token| token.position);
    for token in tokens {
        if token.node == scene.focus {
            coverage.cover(before, token.position);
        }
        before = token.position;
    }
    coverage.arcs()
}

/// Where one arc ends and the next begins, as far as that can be seen.
fn cuts(scene: &Scene, place: &Place) -> Element {
    let tokens = scene.placement().ring().tokens();
    let all = if tokens.clone().count() > CUTS_MAX { 0 } else { CUTS_MAX };
    let places = tokens.take(all).map(|token| millionths(token.position));
    let across = (place.radius - 8.5, place.radius + 8.5);
    draw_strokes(place.center, across, places).class("cut")
}

/// Where tokens lie, outside the band: longer ticks where the node in focus has some,
/// so that tokens in heaps can be told from those that are spread.
fn ticks(scene: &Scene, place: &Place) -> Element {
    let mut has = [(false, false); TICKS as usize];
    for token in tokens(scene) {
        let part = u64::from(millionths(token.position)) * u64::from(TICKS);
        let (any, own) = &mut has[(part / 1_000_000) as usize];
        *any = true;
        *own |= token.node == scene.focus;
    }
    let strokes = |is_own: bool, length: f32, role| {
        let across = (place.radius + 10.0, place.radius + 10.0 + length);
        let parts = (0..TICKS).zip(&has).filter(|(_, (any, own))| match is_own {
            true => *own,
            false => *any && !*own,
        });
        let places =
            parts.map(|(part, _)| (part * 2 + 1) * (1_000_000 / TICKS / 2));
        draw_strokes(place.center, across, places).class("tokens").role(role)
    };
    let own = if has_left(scene) { Role::Lost } else { Role::Chosen };
    element("g")
        .child(strokes(false, 5.0, Role::Follower))
        .child(strokes(true, 11.0, own))
}

/// Whether the node in focus is no member any more.
fn has_left(scene: &Scene) -> bool {
    scene.nodes.iter().any(|load| load.node == scene.focus && load.weight == 0)
}

/// The parts of the ring whose keys the last change moves.
fn moved_band(scene: &Scene, place: &Place) -> Element {
    let mut coverage = Coverage::default();
    if let Some(change) = scene.change() {
        let keys = scene.placement().keys();
        let mut before = keys.last().map_or(0, |key| key.position);
        let owners =
            change.before.ring.iter().zip(&*scene.placement().owners().ring);
        for (key, (was, is)) in keys.iter().zip(owners) {
            if was != is {
                coverage.cover(before, key.position);
            }
            before = key.position;
        }
    }
    draw_arcs(place.center, place.radius - 13.0, &coverage.arcs())
        .class("moved")
        .role(Role::Candidate)
}

/// Some of the keys inside the band: dots, and diamonds where the last change moved
/// them.
fn keys(scene: &Scene, place: &Place) -> Element {
    let before = scene.change().map(|change| &change.before.ring);
    let owners = scene.handover.owners(Rule::Ring, scene.now);
    let [mut others, mut own, mut moved] = [const { String::new() }; 3];
    for (index, (key, owner)) in
        scene.placement().keys().iter().zip(owners).enumerate()
    {
        if key.number >= KEYS_DRAWN {
            continue;
        }
        let at =
            on_circle(place.center, place.radius - 20.0, millionths(key.position));
        let (x, y) = at.px();
        if before.is_some_and(|before| before[index] != owner) {
            let top = Px::round(at.y - 4.0);
            moved.push_str(&format!("M{x} {top}l4 4-4 4-4-4z"));
        } else if owner == scene.focus {
            own.push_str(&format!("M{x} {y}h0"));
        } else {
            others.push_str(&format!("M{x} {y}h0"));
        }
    }
    let dots = |data: String, role| {
        element("path").attr("d", data).class("keys").role(role)
    };
    element("g")
        .child(dots(others, Role::Follower))
        .child(dots(own, Role::Chosen))
        .child(element("path").attr("d", moved).class("mark").role(Role::Candidate))
}

/// Whose arcs are strong, and what the last change does to that node.
fn middle(scene: &Scene, place: &Place) -> Element {
    let node = name(scene.focus);
    let lines = match scene.change_in_focus() {
        Some(change) => words_of(scene, change),
        None => {
            let is_its = |token: &Token| token.node == scene.focus;
            let arcs = scene.placement().ring().tokens().filter(is_its).count();
            let arcs = match arcs {
                1 => "in 1 arc".into(),
                _ => format!("in {arcs} arcs"),
            };
            let owned =
                format!("{} of keys", percent(scene.owned_ppm(scene.focus)));
            [node, owned, arcs]
        }
    };
    let line = |(index, text): (usize, String)| {
        let at =
            Point::new(place.center.x, place.center.y - 13.0 + 18.0 * index as f32);
        let class = ["name", "inside", "state"][index];
        label(at, Anchor::Middle, text).class(class)
    };
    element("g").children(lines.into_iter().enumerate().map(line))
}

fn words_of(scene: &Scene, change: &Change) -> [String; 3] {
    let node = name(change.node);
    let partners = scene.partners();
    let partners = match &partners[..] {
        [only] => name(*only),
        many => format!("{} nodes", many.len()),
    };
    let arrived = percent(scene.handover.arrived_ppm(Rule::Ring, scene.now));
    match change.edit {
        Edit::Add => [
            format!("{node} joins"),
            format!("takes {arrived}"),
            format!("from {partners}"),
        ],
        Edit::Remove(_) => [
            format!("{node} leaves"),
            format!("{arrived} go"),
            format!("to {partners}"),
        ],
        Edit::Weigh(_, weight) => {
            let before = change.members_before.get(&change.node).copied();
            let from = if before < Some(weight) { "from" } else { "to" };
            [
                format!("{node}: weight {weight}"),
                format!("{arrived} move"),
                format!("{from} {partners}"),
            ]
        }
    }
}

/// The nodes at their tokens, kept apart, and what flies between them; where there
/// are too many tokens for that the bars name the nodes.
fn chips(scene: &Scene, place: &Place) -> Element {
    if !has_chips(scene) {
        return element("g");
    }
    let tokens = tokens(scene);
    let places: Vec<_> = tokens.iter().map(|t| millionths(t.position)).collect();
    let around = core::f32::consts::TAU * place.chips;
    let gap = ((CHIP * 2.0 + 3.0) / around * 1_000_000.0) as u32;
    let apart = keep_apart(&places, gap);
    let at: Vec<_> = apart
        .iter()
        .map(|chip| on_circle(place.center, place.chips, *chip))
        .collect();
    let stems = places.iter().zip(&at).map(|(token, chip)| {
        let outer = on_circle(place.center, place.radius + 9.0, *token);
        path([outer, chip.step(outer, CHIP)]).class("stem").role(Role::Follower)
    });
    let chips = tokens.iter().zip(&at).enumerate();
    let chips = chips.map(|(index, (token, at))| {
        chip(scene, token.node, *at).key(index.to_string())
    });
    element("g")
        .child(element("g").children(stems))
        .child(element("g").children(chips))
        .child(flights(scene, &tokens, &at))
}

/// Whether tokens are so few that each is a node beside the ring.
fn has_chips(scene: &Scene) -> bool {
    tokens(scene).len() <= LABELS_MAX
}

/// All tokens in ring order, those of a node that has left included: its place stays
/// to be seen.
fn tokens(scene: &Scene) -> Vec<Token> {
    let ring = scene.placement().ring();
    let mut tokens: Vec<_> = ring.tokens().collect();
    if let Some(change) = scene.change()
        && let Edit::Remove(node) = change.edit
    {
        let weight = change.members_before.get(&node).copied().unwrap_or(0);
        for token in ring.tokens_of(node, weight) {
            let place = tokens.partition_point(|other| *other < token);
            tokens.insert(place, token);
        }
    }
    tokens
}

/// Keys on their way from one node to another: a dot is a hundredth of all keys.
fn flights(scene: &Scene, tokens: &[Token], at: &[Point]) -> Element {
    let chip_of = |node, position| {
        let first = tokens.partition_point(|token| token.position < position);
        let clockwise = (first..tokens.len()).chain(0..first);
        clockwise.into_iter().find(|place| tokens[*place].node == node)
    };
    let mut flights = element("g").class("flights");
    for (index, moved) in scene.moves(Rule::Ring).iter().enumerate() {
        let Stage::Flies(thousandths) = moved.stage(scene.now) else { continue };
        let from = chip_of(moved.from, moved.position);
        let to = chip_of(moved.to, moved.position);
        let (Some(from), Some(to)) = (from, to) else { continue };
        let dot = circle(at[from].toward(at[to], thousandths), 4.0).class("dot");
        flights = flights.child(dot.role(Role::Candidate).key(index.to_string()));
    }
    flights
}

fn chip(scene: &Scene, node: NodeId, at: Point) -> Element {
    let load = scene.nodes.iter().find(|load| load.node == node);
    let Some(load) = load.filter(|load| load.weight > 0) else {
        return element("g")
            .class("chip")
            .role(Role::Lost)
            .child(circle(at, CHIP).class("mark"))
            .child(cross(at, CHIP * 0.6))
            .child(label(
                Point::new(at.x, at.y + 4.5),
                Anchor::Middle,
                name(node),
            ));
    };
    let is_focus = node == scene.focus;
    let name_at = Point::new(at.x, at.y + 4.5);
    element("g")
        .class("chip")
        .role(if is_focus { Role::Chosen } else { Role::Follower })
        .mark(name(node), format!("{}, {}", name(node), state(scene, load)))
        .child(circle(at, CHIP).class("mark"))
        .child(label(name_at, Anchor::Middle, name(node)).class("inside"))
}
