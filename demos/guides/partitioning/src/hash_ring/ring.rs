//! The ring: who owns which arc, where some of the keys lie, what moved last.

use super::{HashRing, chosen, name, owned_ppm};
use crate::figures::percent;
use models::partitioning::placement::Edit;
use models::partitioning::{Placement, Token};
use sim::NodeId;
use stage::parts::svg::circle;
use stage::parts::{
    Anchor, Coverage, Point, draw_arcs, draw_strokes, keep_apart, label, on_circle,
    path, picture,
};
use stage::{Element, Layout, Moment, Px, Role, element};

/// Most tokens that are drawn as nodes around the ring.
const LABELS_MAX: usize = 24;
/// Most tokens that are drawn as cuts through the band.
const CUTS_MAX: usize = 400;
/// How many keys are drawn: those with the lowest numbers.
const KEYS_DRAWN: u32 = 72;
/// The radius of a node beside the ring.
const CHIP: f32 = 12.0;

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
                size: (300, 344),
                center: Point::new(150.0, 160.0),
                radius: 104.0,
                chips: 138.0,
            },
            Layout::Narrow => Place {
                size: (340, 292),
                center: Point::new(170.0, 134.0),
                radius: 88.0,
                chips: 120.0,
            },
        }
    }
}

/// A place on the ring of 2⁶⁴ positions in millionths of a turn.
fn millionths(position: u64) -> u32 {
    ((u128::from(position) * 1_000_000) >> 64) as u32
}

/// Draws the ring.
pub fn draw(moment: &Moment<'_, HashRing>) -> Element {
    let place = Place::of(moment.layout);
    let placement = moment.model;
    let chosen = chosen(moment);
    let whole = draw_arcs(place.center, place.radius, &[(0, 1_000_000)]);
    let own = draw_arcs(place.center, place.radius, &arcs_of(placement, chosen));
    let words = format!(
        "The ring. {} owns {} of the keys.",
        name(chosen),
        percent(owned_ppm(placement, chosen))
    );
    let hint = Point::new(place.center.x, place.size.1 as f32 - 6.0);
    let tokens = placement.ring().tokens().count();
    let hint = match tokens > LABELS_MAX {
        true => label(hint, Anchor::Middle, "Press a bar to see its node's arcs"),
        false => label(hint, Anchor::Middle, "Press a node to see what it owns"),
    };
    picture(place.size, words)
        .child(whole.class("band").role(Role::Follower))
        .child(own.class("band").role(Role::Chosen))
        .child(cuts(placement, &place))
        .child(moved_band(placement, &place))
        .child(keys(placement, chosen, &place))
        .child(middle(placement, chosen, &place))
        .child(chips(placement, chosen, &place))
        .child(hint.class("state"))
}

/// What a node owns: the arcs that end in its tokens.
fn arcs_of(placement: &Placement, node: NodeId) -> Vec<(u32, u32)> {
    let mut coverage = Coverage::default();
    let tokens = placement.ring().tokens();
    let mut before = tokens.clone().next_back().map_or(0, |token| token.position);
    for token in tokens {
        if token.node == node {
            coverage.cover(before, token.position);
        }
        before = token.position;
    }
    coverage.arcs()
}

/// Where one arc ends and the next begins, as far as that can be seen.
fn cuts(placement: &Placement, place: &Place) -> Element {
    let tokens = placement.ring().tokens();
    let all = if tokens.clone().count() > CUTS_MAX { 0 } else { CUTS_MAX };
    let places = tokens.take(all).map(|token| millionths(token.position));
    let across = (place.radius - 8.5, place.radius + 8.5);
    draw_strokes(place.center, across, places).class("cut")
}

/// The parts of the ring whose keys the last edit moved.
fn moved_band(placement: &Placement, place: &Place) -> Element {
    let mut coverage = Coverage::default();
    if let Some(change) = placement.change() {
        let keys = placement.keys();
        let mut before = keys.last().map_or(0, |key| key.position);
        let owners = change.before.ring.iter().zip(&*placement.owners().ring);
        for (key, (was, is)) in keys.iter().zip(owners) {
            if was != is {
                coverage.cover(before, key.position);
            }
            before = key.position;
        }
    }
    draw_arcs(place.center, place.radius - 24.0, &coverage.arcs())
        .class("moved")
        .role(Role::Candidate)
}

/// Some of the keys on the inner edge of the band: dots, and diamonds where the
/// last edit moved them.
fn keys(placement: &Placement, chosen: NodeId, place: &Place) -> Element {
    let owners = &placement.owners().ring;
    let before = placement.change().map(|change| &change.before.ring);
    let [mut others, mut own, mut moved] = [const { String::new() }; 3];
    for (index, key) in placement.keys().iter().enumerate() {
        if key.number >= KEYS_DRAWN {
            continue;
        }
        let at =
            on_circle(place.center, place.radius - 15.0, millionths(key.position));
        let (x, y) = at.px();
        if before.is_some_and(|before| before[index] != owners[index]) {
            let top = Px::round(at.y - 4.0);
            moved.push_str(&format!("M{x} {top}l4 4-4 4-4-4z"));
        } else if owners[index] == chosen {
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

/// Whose arcs are strong, and what the last edit moved.
fn middle(placement: &Placement, chosen: NodeId, place: &Place) -> Element {
    let is_chosen = |token: &Token| token.node == chosen;
    let arcs = placement.ring().tokens().filter(is_chosen).count();
    let arcs =
        if arcs == 1 { "in 1 arc".into() } else { format!("in {arcs} arcs") };
    let owned = format!("{} of keys", percent(owned_ppm(placement, chosen)));
    let mut lines =
        vec![(name(chosen), "name"), (owned, "inside"), (arcs, "state")];
    if let Some(change) = placement.change() {
        let what = match change.edit {
            Edit::Add => "joined",
            Edit::Remove(_) => "left",
            Edit::Weigh(..) => "was weighed",
        };
        lines.push((format!("{} {what}:", name(change.node)), "state"));
        lines.push((
            format!("◇ {} moved", percent(change.ring_moved_ppm)),
            "inside",
        ));
    }
    let top = place.center.y - 9.0 * lines.len() as f32 + 13.0;
    let line = |(index, (text, class)): (usize, (String, &'static str))| {
        let at = Point::new(place.center.x, top + 18.0 * index as f32);
        label(at, Anchor::Middle, text).class(class)
    };
    element("g").children(lines.into_iter().enumerate().map(line))
}

/// The nodes at their tokens, kept apart; where there are too many tokens for
/// that the bars name the nodes.
fn chips(placement: &Placement, chosen: NodeId, place: &Place) -> Element {
    let tokens: Vec<_> = placement.ring().tokens().collect();
    if tokens.len() > LABELS_MAX {
        return element("g");
    }
    let places: Vec<_> = tokens.iter().map(|t| millionths(t.position)).collect();
    let around = core::f32::consts::TAU * place.chips;
    let gap = ((CHIP * 2.0 + 3.0) / around * 1_000_000.0) as u32;
    let apart = keep_apart(&places, gap);
    let lines = places.iter().zip(&apart).map(|(token, chip)| {
        let outer = on_circle(place.center, place.radius + 9.0, *token);
        let chip = on_circle(place.center, place.chips, *chip);
        path([outer, chip.step(outer, CHIP)]).class("stem").role(Role::Follower)
    });
    let chips =
        tokens.iter().zip(&apart).enumerate().map(|(index, (token, at))| {
            let at = on_circle(place.center, place.chips, *at);
            chip(chosen, token.node, at).key(index.to_string())
        });
    element("g")
        .child(element("g").children(lines))
        .child(element("g").children(chips))
}

fn chip(chosen: NodeId, node: NodeId, at: Point) -> Element {
    let is_chosen = node == chosen;
    let name_at = Point::new(at.x, at.y + 4.5);
    element("g")
        .class("chip")
        .role(if is_chosen { Role::Chosen } else { Role::Follower })
        .pressable(
            format!("pick:{}", name(node)),
            format!("Show what {} owns", name(node)),
        )
        .attr("aria-pressed", if is_chosen { "true" } else { "false" })
        .child(circle(at, CHIP).class("mark"))
        .child(label(name_at, Anchor::Middle, name(node)).class("inside"))
}
