//! The ring: who owns which arc, where some of the keys lie, what moved last.

use super::marks::state;
use super::name;
use super::scene::Move;
use super::scene::{Scene, Stage};
use crate::circle::{Band, millionths, words};
use crate::figures::percent;
use models::partitioning::Token;
use models::partitioning::handover::Rule;
use models::partitioning::placement::{Change, Edit};
use sim::NodeId;
use stage::parts::node::cross;
use stage::parts::svg::circle;
use stage::parts::{
    Anchor, Point, keep_apart, label, lines, on_circle, path, picture,
};
use stage::{Element, Layout, Px, Role, element};

/// Most tokens that are drawn as nodes around the ring.
const LABELS_MAX: usize = 24;
/// Into how many parts the ring is cut to show where tokens lie: each is a tick.
const TICKS: u32 = 360;
/// How many keys are drawn, evenly picked from all.
const KEYS_DRAWN: usize = 50;
/// From line to line of what is said below the ring.
const LINE: f32 = 15.0;
/// The height of a token that is by itself.
const TOKEN: f32 = 3.0;
/// The numbers of tokens of which it is said where they lie: names that are alike, two
/// in a line.
const EXAMPLES: [(u32, u32); 2] = [(0, 9), (10, 99)];
/// The radius of a node beside the ring.
const CHIP: f32 = 13.5;

/// Where the ring lies in its picture, and how large its parts are.
struct Place {
    size: (u32, u32),
    band: Band,
    /// To the middles of the nodes around it.
    chips: f32,
    /// The height of the tallest heap of tokens.
    heap: f32,
}

impl Place {
    fn of(layout: Layout, has_chips: bool) -> Place {
        let (size, middle, radius, chips, heap) = match (layout, has_chips) {
            (Layout::Wide, true) => ((254, 306), 142.0, 86.0, 113.0, 0.0),
            (Layout::Wide, false) => ((254, 306), 126.0, 86.0, 0.0, 26.0),
            (Layout::Narrow, true) => ((340, 246), 114.0, 74.0, 98.0, 0.0),
            (Layout::Narrow, false) => ((340, 246), 98.0, 70.0, 0.0, 14.0),
        };
        let center = Point::new(size.0 as f32 / 2.0, middle);
        Place { size, band: Band { center, radius }, chips, heap }
    }
}

/// Draws the ring; `moves` is what the last change moves on it.
pub fn draw(scene: &Scene, moves: &[Move]) -> Element {
    let has_chips = has_chips(scene);
    let place = Place::of(scene.layout, has_chips);
    let Place { size, band, .. } = place;
    let spoken = format!(
        "The ring. {} has {} of the keys.",
        name(scene.focus),
        percent(scene.owned_ppm(scene.focus))
    );
    let rule = match has_chips {
        true => "a key's owner: the next node clockwise".into(),
        false if has_left(scene) => {
            format!("outside: tokens; red: those {} had", name(scene.focus))
        }
        false => format!("outside: tokens; blue: those of {}", name(scene.focus)),
    };
    let ring = scene.placement().ring();
    let cuts = ring.tokens().map(|token| token.position);
    picture(size, spoken)
        .child(band.whole())
        .child(arcs_in_focus(scene, band).class("band").role(Role::Chosen))
        .child(band.cuts(ring.len(), 17.0, cuts))
        .children((!has_chips).then(|| heaps(scene, &place)))
        .child(moved_band(scene, band))
        .children(has_chips.then(|| keys(scene, band)))
        .child(band.middle(middle(scene)))
        .children(has_chips.then(|| chips(scene, &place, moves)))
        .child(below(scene, &place, rule))
}

/// What is said below the ring: how it is to be read and, where tokens are too many to
/// have names, where some of them lie.
fn below(scene: &Scene, place: &Place, rule: String) -> Element {
    let ring = scene.placement().ring();
    let at = |number| {
        let Token { position, node } = ring.token_of(scene.focus, number);
        let place = percent(millionths(position));
        (format!("{}-{number}", name(node)), place)
    };
    let mut lines = vec![rule];
    for (first, last) in EXAMPLES {
        let last = last.min(ring.vnodes() - 1);
        if place.heap > 0.0 && first < last {
            let [(a, at_a), (b, at_b)] = [first, last].map(at);
            lines.push(format!("{a} lies at {at_a}, {b} at {at_b}"));
        }
    }
    let bottom = place.size.1 as f32 - 8.0;
    let first = bottom - LINE * (lines.len() - 1) as f32;
    element("g").children(lines.into_iter().enumerate().map(|(index, text)| {
        let y = first + LINE * index as f32;
        let at = Point::new(place.band.center.x, y);
        label(at, Anchor::Middle, text).class("state")
    }))
}

/// What the node in focus has. While keys are on their way that is told by the keys
/// and not by the tokens.
fn arcs_in_focus(scene: &Scene, band: Band) -> Element {
    let is_moving =
        scene.handover.done(Rule::Ring).is_some_and(|done| scene.now < done);
    if is_moving {
        let keys = scene.placement().keys();
        let mut before = keys.last().map_or(0, |key| key.position);
        let owners = scene.handover.owners(Rule::Ring, scene.now);
        return band.arcs(keys.iter().zip(owners).filter_map(|(key, owner)| {
            let from = core::mem::replace(&mut before, key.position);
            (owner == scene.focus).then_some((from, key.position))
        }));
    }
    let tokens = scene.placement().ring().tokens();
    let mut before = tokens.clone().next_back().map_or(0, |token| token.position);
    band.arcs(tokens.filter_map(|token| {
        let from = core::mem::replace(&mut before, token.position);
        (token.node == scene.focus).then_some((from, token.position))
    }))
}

/// Where tokens lie, outside the band: the more of them in a part of the ring, the
/// higher. Those of the node in focus have a colour.
fn heaps(scene: &Scene, place: &Place) -> Element {
    let mut heaps = [(0_u32, false); TICKS as usize];
    for token in tokens(scene) {
        let part = u64::from(millionths(token.position)) * u64::from(TICKS);
        let (count, is_own) = &mut heaps[(part / 1_000_000) as usize];
        *count += 1;
        *is_own |= token.node == scene.focus;
    }
    let tallest = heaps.iter().map(|(count, _)| *count).max().unwrap_or(1).max(2);
    let more = ((place.heap - TOKEN) / (tallest - 1) as f32).min(TOKEN);
    let center = place.band.center;
    let inner = place.band.radius + 10.0;
    let strokes = |own: bool, role| {
        let heaps = (0..TICKS).zip(&heaps);
        let heaps =
            heaps.filter(|(_, (count, is_own))| *count > 0 && *is_own == own);
        let ends = heaps.map(|(part, (count, _))| {
            let middle = (part * 2 + 1) * (1_000_000 / TICKS / 2);
            let height = TOKEN + more * (count - 1) as f32;
            let at = |radius| on_circle(center, radius, middle);
            (at(inner), at(inner + height))
        });
        lines(ends).class("tokens").role(role)
    };
    let own = if has_left(scene) { Role::Lost } else { Role::Chosen };
    element("g").child(strokes(false, Role::Follower)).child(strokes(true, own))
}

/// Whether the node in focus is no member any more.
fn has_left(scene: &Scene) -> bool {
    scene.nodes.iter().any(|load| load.node == scene.focus && load.weight == 0)
}

/// The parts of the ring whose keys the last change moves.
fn moved_band(scene: &Scene, band: Band) -> Element {
    let keys = scene.placement().keys();
    let moved = scene.handover.moved(Rule::Ring).iter();
    let arcs = moved.map(|key| {
        let key = *key as usize;
        let before = key.checked_sub(1).unwrap_or(keys.len() - 1);
        (keys[before].position, keys[key].position)
    });
    band.wider(-13.0).arcs(arcs).class("moved").role(Role::Candidate)
}

/// Some of the keys inside the band: dots, and diamonds where the last change moved
/// them.
fn keys(scene: &Scene, band: Band) -> Element {
    let [mut others, mut own, mut moved] = [const { String::new() }; 3];
    let all = scene.placement().keys();
    let inside = band.wider(-20.0);
    let step = (all.len() / KEYS_DRAWN).max(1);
    for place in 0..all.len() / step {
        // One of each part, not always the same: keys do not lie at equal distances.
        let index = place * step + place * place * 37 % step;
        let (was, _) = scene.handover.from_and_to(Rule::Ring, index);
        let owner = scene.handover.owner(Rule::Ring, index, scene.now);
        let at = inside.at(millionths(all[index].position));
        let (x, y) = at.px();
        if was != owner {
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
fn middle(scene: &Scene) -> Vec<Element> {
    let lines = match scene.change_in_focus() {
        Some(change) => words_of(scene, change),
        None => {
            let owned =
                format!("{} of keys", percent(scene.owned_ppm(scene.focus)));
            [name(scene.focus), owned, tokens_and_arcs(scene)]
        }
    };
    let classes = ["name", "inside", "state"].into_iter();
    classes.zip(lines).map(|(class, line)| words(class, line)).collect()
}

/// How many tokens the node in focus has, and how many arcs they make: two that follow
/// each other make one.
fn tokens_and_arcs(scene: &Scene) -> String {
    let all = scene.placement().ring().tokens();
    let (mut tokens, mut arcs) = (0, 0);
    let mut before = all.clone().next_back().map(|token| token.node);
    for token in all {
        let is_own = token.node == scene.focus;
        tokens += u32::from(is_own);
        arcs += u32::from(is_own && before != Some(token.node));
        before = Some(token.node);
    }
    match (tokens, arcs) {
        (1, _) => "1 token, 1 arc".into(),
        (_, 0 | 1) => format!("{tokens} tokens, 1 arc"),
        _ => format!("{tokens} tokens, {arcs} arcs"),
    }
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
fn chips(scene: &Scene, place: &Place, moves: &[Move]) -> Element {
    let center = place.band.center;
    let tokens = tokens(scene);
    let places: Vec<_> = tokens.iter().map(|t| millionths(t.position)).collect();
    let around = core::f32::consts::TAU * place.chips;
    let gap = ((CHIP * 2.0 + 3.0) / around * 1_000_000.0) as u32;
    let apart = keep_apart(&places, gap);
    let at: Vec<_> =
        apart.iter().map(|chip| on_circle(center, place.chips, *chip)).collect();
    let stems = places.iter().zip(&at).map(|(token, chip)| {
        let outer = place.band.wider(9.0).at(*token);
        path([outer, chip.step(outer, CHIP)]).class("stem").role(Role::Follower)
    });
    let chips = tokens.iter().zip(&at).enumerate();
    let chips = chips.map(|(index, (token, at))| {
        chip(scene, token.node, *at).key(index.to_string())
    });
    element("g")
        .child(element("g").children(stems))
        .child(element("g").children(chips))
        .child(flights(scene, &tokens, &at, moves))
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
fn flights(
    scene: &Scene,
    tokens: &[Token],
    at: &[Point],
    moves: &[Move],
) -> Element {
    let chip_of = |node, position| {
        let first = tokens.partition_point(|token| token.position < position);
        let clockwise = (first..tokens.len()).chain(0..first);
        clockwise.into_iter().find(|place| tokens[*place].node == node)
    };
    let mut flights = element("g").class("flights");
    for (index, moved) in moves.iter().enumerate() {
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
