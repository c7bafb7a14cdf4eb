//! The ring: a band for the copies of each node that is down or pressed, and where
//! too many copies of a key are in them.

use super::name;
use super::scene::{Lit, Scene};
use super::without_quorum;
use crate::circle::{Band, millionths, words};
use crate::figures::percent;
use models::partitioning::replica_sets::Range;
use sim::NodeId;
use stage::parts::{Anchor, Point, draw_strokes, keep_apart, label, picture};
use stage::{Element, Layout, Role, element};

/// From the middle of a band to that of the next.
const STEP: f32 = 19.0;

/// Where the ring lies: the size of its picture, and its outermost band.
fn place(layout: Layout) -> ((u32, u32), Band) {
    let (size, middle, radius) = match layout {
        Layout::Wide => ((280, 316), 146.0, 100.0),
        Layout::Narrow => ((340, 274), 126.0, 100.0),
    };
    let center = Point::new(size.0 as f32 / 2.0, middle);
    (size, Band { center, radius })
}

/// Draws the ring.
pub fn draw(scene: &Scene) -> Element {
    let (size, band) = place(scene.layout);
    let shown = scene.shown();
    let count = shown.len().max(2);
    let bands = (0..count).map(|index| band.wider(-STEP * index as f32));
    let bands: Vec<_> = bands.collect();
    let copies = shown.iter().zip(&bands).enumerate();
    let copies = copies.map(|(index, (node, band))| {
        let has = |range: &&Range| node.is_none_or(|node| range.is_on(node));
        let any = |range: &&Range| node.is_some() || scene.ring.missing(range) > 0;
        arcs(*band, scene.ring.ranges().iter().filter(|r| has(r) && any(r)))
            .class("copies")
            .role(scene.role(index))
    });
    let is_named = scene.vnodes == 1 && shown.len() < 4;
    let below = Point::new(band.center.x, size.1 as f32 - 6.0);
    let legend = match shown[..] {
        [Some(node)] => {
            format!("the band: all arcs of which {} has a copy", name(node))
        }
        [Some(a), Some(b)] => {
            format!("outer: {}'s copies · inner: {}'s", name(a), name(b))
        }
        [_, _, _, ..] => "a band: one node's copies · red: no quorum".into(),
        [] | [None] | [_, _] => "the band: a copy is down · red: no quorum".into(),
    };
    let spoken =
        format!("The ring: {} of it has no quorum", without_quorum(scene.ring));
    picture(size, spoken)
        .children(bands.iter().map(Band::whole))
        .children(copies)
        .child(cuts(scene, band, count))
        .child(lost(scene, band, count))
        .children(is_named.then(|| names(scene, band)))
        .child(band.middle(middle(scene)))
        .child(label(below, Anchor::Middle, legend).class("state"))
}

fn arcs<'a>(band: Band, ranges: impl Iterator<Item = &'a Range>) -> Element {
    band.arcs(ranges.map(|range| (range.after, range.end)))
}

/// The ends of arcs, across all bands.
fn cuts(scene: &Scene, band: Band, bands: usize) -> Element {
    let ranges = scene.ring.ranges();
    let inward = STEP * bands as f32 - 2.0;
    band.cuts(ranges.len(), inward, ranges.iter().map(|range| range.end))
}

/// The arcs whose keys have no quorum, across all bands and a bit further in. A stroke
/// shows the shortest of them.
fn lost(scene: &Scene, band: Band, bands: usize) -> Element {
    let across = STEP * bands as f32 + 3.0;
    let band = band.wider(9.0 - across / 2.0);
    let lost = || scene.ring.ranges().iter().filter(|range| scene.is_lost(range));
    let ends = lost().map(|range| range.end);
    let half = across / 2.0;
    let (inner, outer) = (band.radius - half, band.radius + half);
    let strokes = draw_strokes(band.center, (inner, outer), ends.map(millionths));
    element("g")
        .class("wedge")
        .role(Role::Lost)
        .child(arcs(band, lost()).attr("stroke-width", across as u32))
        .child(strokes)
}

/// The names of those that are shown, at their tokens.
fn names(scene: &Scene, band: Band) -> Element {
    let shown = scene.shown();
    let mut named = Vec::new();
    // A range ends at its owner's token.
    for range in scene.ring.ranges() {
        let index = shown.iter().position(|node| *node == Some(range.owner));
        named.extend(index.map(|index| (range, index)));
    }
    let places: Vec<_> =
        named.iter().map(|(range, _)| millionths(range.end)).collect();
    let around = keep_apart(&places, 36_000).into_iter();
    let outside = band.wider(25.0);
    element("g").children(named.iter().zip(around).map(
        |((range, index), place)| {
            let Point { x, y } = outside.at(place);
            label(Point::new(x, y + 4.5), Anchor::Middle, name(range.owner))
                .class("loud")
                .role(scene.role(*index))
        },
    ))
}

/// Who is down or pressed, what they share, and what that costs.
fn middle(scene: &Scene) -> Vec<Element> {
    let shown = scene.shown();
    let [Some(a), Some(b)] = shown[..] else { return alone(scene, &shown) };
    let tspan = |node: NodeId, index| {
        element("tspan").class("loud").role(scene.role(index)).text(name(node))
    };
    let who = words("name", "").child(tspan(a, 0)).text(" and ").child(tspan(b, 1));
    let shared = places(scene, a, b);
    let share = match shared {
        0 => "share no key".into(),
        1 => "meet in 1 place".into(),
        many => format!("meet in {many} places"),
    };
    let lost = scene.lost_ppm();
    let last = matches!(scene.lit, Lit::Last(..));
    let last = last.then(|| {
        words("state", if lost > 0 { "last harm:" } else { "last pair:" })
    });
    let mut lines: Vec<_> = last.into_iter().collect();
    lines.extend([who, words("inside", share)]);
    if scene.ring.breaks(a, b) {
        let share = match lost {
            0..500 => "< 0.1 % of keys".into(),
            _ => format!("{} of keys", percent(lost.max(1_000))),
        };
        lines.push(words("loud", share).role(Role::Lost));
        if !matches!(scene.lit, Lit::Last(..)) {
            lines.push(words("state", "without a quorum"));
        }
    } else if shared > 0 {
        lines.push(words("state", "a quorum is left"));
    }
    lines
}

/// In how many places of the ring two nodes have copies of the same keys: ranges that
/// follow each other are one.
fn places(scene: &Scene, a: NodeId, b: NodeId) -> usize {
    let ranges = scene.ring.ranges();
    let are_on = |range: &Range| range.is_on(a) && range.is_on(b);
    let mut before = ranges.last().is_some_and(are_on);
    let starts = ranges.iter().filter(|range| {
        let was = core::mem::replace(&mut before, are_on(range));
        before && !was
    });
    let starts = starts.count();
    if starts == 0 && before { 1 } else { starts }
}

/// The same of fewer than two, or of more.
fn alone(scene: &Scene, shown: &[Option<NodeId>]) -> Vec<Element> {
    if let [Some(node)] = shown {
        let has = scene.ring.ranges().iter().filter(|range| range.is_on(*node));
        let has = match has.count() {
            1 => "copies of 1 arc".into(),
            many => format!("copies of {many} arcs"),
        };
        return vec![words("name", name(*node)), words("state", has)];
    }
    let down = scene.ring.down().count();
    vec![
        words("name", format!("{down} nodes down")),
        words("inside", format!("{} of keys", without_quorum(scene.ring))),
        words("state", "without a quorum"),
    ]
}
