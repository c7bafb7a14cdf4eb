//! The ring with its nodes by name: where copies are missing, where a quorum is, and
//! what those that are pressed share.

use super::scene::{Pressed, Scene};
use super::without_quorum;
use super::{name, partners};
use crate::figures::percent;
use models::partitioning::replica_sets::Range;
use sim::NodeId;
use stage::parts::node::cross;
use stage::parts::svg::circle;
use stage::parts::{
    Anchor, Coverage, Point, draw_arcs, draw_strokes, keep_apart, label, on_circle,
    picture,
};
use stage::{Element, Layout, Role, element};

/// Most nodes that are named in the middle.
const NAMED_MAX: usize = 3;
/// The largest radius of a node beside the ring, and the least that has room for its
/// name.
const CHIP_MAX: f32 = 11.5;
const CHIP_NAMED: f32 = 9.0;
/// Most arcs whose ends are drawn.
const CUTS_MAX: usize = 240;

struct Place {
    size: (u32, u32),
    center: Point,
    radius: f32,
    /// To the middles of the nodes, and how large each is.
    chips: f32,
    chip: f32,
}

impl Place {
    fn of(scene: &Scene) -> Place {
        let (size, middle, chips) = match scene.layout {
            Layout::Wide => ((320, 316), 146.0, 132.0),
            Layout::Narrow => ((340, 298), 140.0, 126.0),
        };
        let center = Point::new(size.0 as f32 / 2.0, middle);
        let chip = core::f32::consts::PI * chips / scene.nodes as f32 - 1.5;
        Place {
            size,
            center,
            radius: chips - 30.0,
            chips,
            chip: chip.min(CHIP_MAX),
        }
    }
}

/// Draws the ring.
pub fn draw(scene: &Scene) -> Element {
    let place = Place::of(scene);
    let ring = scene.ring;
    let arcs = |is: &dyn Fn(&Range) -> bool, radius: f32| {
        let mut coverage = Coverage::default();
        for range in ring.ranges().iter().filter(|range| is(range)) {
            coverage.cover(range.after, range.end);
        }
        draw_arcs(place.center, radius, &coverage.arcs())
    };
    let whole = draw_arcs(place.center, place.radius, &[(0, 1_000_000)]);
    // What is pressed has the ring for itself.
    let is_free = scene.pressed == Pressed::Nothing;
    let missing = arcs(&|range| is_free && ring.missing(range) > 0, place.radius);
    let broken = arcs(&|range| ring.is_broken(range), place.radius - 14.0);
    let lit = arcs(&|range| scene.is_lit(range), place.radius);
    let below = Point::new(place.center.x, place.size.1 as f32 - 6.0);
    let legend = match scene.pressed {
        Pressed::Nothing => "orange: a copy is missing · red line: no quorum",
        Pressed::Node(_) => "blue: it has a copy; orange: who else has",
        Pressed::Pair(..) => "blue: arcs with a copy on both",
    };
    let words = format!("The ring: {} of it has no quorum", without_quorum(ring));
    picture(place.size, words)
        .child(whole.class("band").role(Role::Follower))
        .child(missing.class("band").role(Role::Candidate))
        .child(lit.class("band").role(Role::Chosen))
        .child(cuts(scene, &place))
        .child(broken.class("moved").role(Role::Lost))
        .child(middle(scene, place.center))
        .child(chips(scene, &place))
        .child(label(below, Anchor::Middle, legend).class("state"))
}

/// Where one arc ends and the next begins, as far as that can be seen.
fn cuts(scene: &Scene, place: &Place) -> Element {
    let ranges = scene.ring.ranges();
    let all = if ranges.len() > CUTS_MAX { 0 } else { CUTS_MAX };
    let places = ranges.iter().take(all).map(|range| millionths(range.end));
    let across = (place.radius - 8.5, place.radius + 8.5);
    draw_strokes(place.center, across, places).class("cut")
}

fn millionths(position: u64) -> u32 {
    ((u128::from(position) * 1_000_000) >> 64) as u32
}

/// Who is down or pressed, and what that costs or means.
fn middle(scene: &Scene, center: Point) -> Element {
    let ring = scene.ring;
    let (arcs, share) = scene.lit();
    let arcs = match arcs {
        1 => "1 arc".to_string(),
        many => format!("{many} arcs"),
    };
    let lines = match scene.pressed {
        Pressed::Pair(a, b) => [
            format!("{} and {}", name(a), name(b)),
            format!("share {arcs}"),
            format!("{} of keys", percent(share)),
        ],
        Pressed::Node(node) => [
            name(node),
            format!("copies of {arcs}"),
            format!("with {} others", partners(scene, node).len()),
        ],
        Pressed::Nothing => {
            let down: Vec<_> = ring.down().map(name).collect();
            let who = match down.len() {
                0 => "all nodes up".into(),
                1..=NAMED_MAX => format!("{} down", down.join(", ")),
                more => format!("{more} nodes down"),
            };
            let share = format!("{} of keys", without_quorum(ring));
            [who, share, "without a quorum".into()]
        }
    };
    let line = |(index, text): (usize, String)| {
        let at = Point::new(center.x, center.y - 14.0 + 20.0 * index as f32);
        label(at, Anchor::Middle, text).class(["name", "inside", "state"][index])
    };
    element("g").children(lines.into_iter().enumerate().map(line))
}

/// The nodes by name: each at its token, or evenly around the ring if they have
/// several.
fn chips(scene: &Scene, place: &Place) -> Element {
    let around = core::f32::consts::TAU * place.chips;
    let gap = ((place.chip * 2.0 + 2.0) / around * 1_000_000.0) as u32;
    let (nodes, places): (Vec<_>, Vec<_>) = match scene.vnodes {
        // A range ends at its owner's token.
        1 => scene
            .ring
            .ranges()
            .iter()
            .map(|range| (range.owner, millionths(range.end)))
            .unzip(),
        _ => {
            let step = 1_000_000 / scene.nodes;
            scene.all().map(|node| (node, (node.0 - 1) * step)).unzip()
        }
    };
    let apart = keep_apart(&places, gap);
    let chips = nodes.iter().zip(apart).map(|(node, at)| {
        chip(scene, place, *node, on_circle(place.center, place.chips, at))
    });
    element("g").children(chips)
}

fn chip(scene: &Scene, place: &Place, node: NodeId, at: Point) -> Element {
    let is_down = scene.ring.is_down(node);
    let role = match scene.pressed {
        _ if is_down => Role::Lost,
        Pressed::Node(pressed) if pressed == node => Role::Chosen,
        Pressed::Pair(a, b) if a == node || b == node => Role::Chosen,
        Pressed::Node(pressed) if scene.ring.share_a_key(pressed, node) => {
            Role::Candidate
        }
        Pressed::Nothing | Pressed::Node(_) | Pressed::Pair(..) => Role::Follower,
    };
    let text = name(node);
    let words = format!("{text}, {}", if is_down { "down" } else { "up" });
    let name_at = Point::new(at.x, at.y + 4.5);
    let named = (place.chip >= CHIP_NAMED)
        .then(|| label(name_at, Anchor::Middle, text.clone()).class("inside"));
    element("g")
        .class("chip")
        .key(text.clone())
        .role(role)
        .mark(text, words)
        .child(circle(at, place.chip).class("mark"))
        .children(is_down.then(|| cross(at, place.chip * 0.7)))
        .children(named)
}
