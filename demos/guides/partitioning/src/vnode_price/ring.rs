//! The ring with its failures: where copies are missing, and where a quorum is.

use super::{VnodePrice, without_quorum};
use models::partitioning::ReplicatedRing;
use models::partitioning::replica_sets::Range;
use sim::text::join;
use stage::parts::{Anchor, Coverage, Point, draw_arcs, label, picture};
use stage::{Element, Layout, Moment, Role, element};

/// Most nodes that are named in the middle.
const NAMED_MAX: usize = 3;

/// Draws the ring.
pub fn draw(moment: &Moment<'_, VnodePrice>) -> Element {
    let ring = moment.model;
    let (size, center, radius) = match moment.layout {
        Layout::Wide => ((300, 322), Point::new(150.0, 150.0), 126.0),
        Layout::Narrow => ((340, 226), Point::new(170.0, 98.0), 86.0),
    };
    let arcs = |is: &dyn Fn(&Range) -> bool, radius: f32| {
        let mut coverage = Coverage::default();
        for range in ring.ranges().iter().filter(|range| is(range)) {
            coverage.cover(range.after, range.end);
        }
        draw_arcs(center, radius, &coverage.arcs())
    };
    let missing = arcs(&|range| ring.missing(range) > 0, radius);
    let broken = arcs(&|range| ring.is_broken(range), radius - 15.0);
    let legend = ["shaded: a copy is missing", "inner line: no quorum"];
    let below = size.1 as f32 - 22.0;
    let legend = legend.into_iter().zip([below, below + 17.0]).map(|(text, y)| {
        label(Point::new(center.x, y), Anchor::Middle, text).class("state")
    });
    let words = format!("The ring: {} of it has no quorum", without_quorum(ring));
    picture(size, words)
        .child(
            draw_arcs(center, radius, &[(0, 1_000_000)])
                .class("band")
                .role(Role::Follower),
        )
        .child(missing.class("band").role(Role::Chosen))
        .child(broken.class("moved").role(Role::Lost))
        .child(middle(ring, center))
        .children(legend)
}

/// Who is down, and what that costs.
fn middle(ring: &ReplicatedRing, center: Point) -> Element {
    let down: Vec<_> = ring.down().map(|node| format!("n{}", node.0)).collect();
    let who = match down.len() {
        0 => "all nodes up".into(),
        1..=NAMED_MAX => format!("{} down", join(&down, ", ")),
        more => format!("{more} nodes down"),
    };
    let lines = [
        (who, "name"),
        (format!("{} of keys", without_quorum(ring)), "inside"),
        ("without a quorum".into(), "state"),
    ];
    let line = |(index, (text, class)): (usize, (String, &'static str))| {
        let at = Point::new(center.x, center.y - 14.0 + 20.0 * index as f32);
        label(at, Anchor::Middle, text).class(class)
    };
    element("g").children(lines.into_iter().enumerate().map(line))
}
