//! What each pair has cost, the most first: columns whose area is the sum. Behind them
//! those of another cluster, dashed.

use super::scene::Scene;
use models::partitioning::replica_sets::{Beside, pairs};
use stage::parts::{Anchor, Point, label, lines, path};
use stage::{Element, Px, Role, element};

/// How wide and how high the columns are together.
const SIZE: (f32, f32) = (144.0, 70.0);
/// How many there are: each is some pairs, and as high as the loss of the first.
const COLUMNS: usize = 72;

/// Where they stand, and on what scale.
struct Place {
    /// The bottom left of the first.
    corner: Point,
    /// The loss of the highest, in millionths of the keys.
    top: u32,
    /// How many pairs there are.
    pairs: usize,
}

impl Place {
    fn at(&self, column: usize, ppm: u32) -> Point {
        let x = SIZE.0 * column as f32 / COLUMNS as f32;
        // However little is lost, it is something.
        let least = if ppm > 0 { 1.2 } else { 0.0 };
        let high = (SIZE.1 * ppm as f32 / self.top as f32).max(least);
        Point::new(self.corner.x + x, self.corner.y - high)
    }

    /// The losses of the pairs with which each column begins, as far as there are any.
    fn heights(&self, losses: &[u32]) -> Vec<u32> {
        let first = |column| losses.get(column * self.pairs / COLUMNS).copied();
        (0..COLUMNS).map_while(first).collect()
    }
}

/// Draws them; they end at `right`, and stand at `bottom`.
pub fn draw(scene: &Scene, (right, bottom): (f32, f32)) -> Element {
    // A round number of per cents.
    let step = if scene.ring.largest_loss() > 50_000 { 50_000 } else { 10_000 };
    let top = scene.ring.largest_loss().div_ceil(step).max(1) * step;
    let corner = Point::new(right - SIZE.0, bottom);
    let place = Place { corner, top, pairs: pairs(scene.nodes) as usize };
    let heights = place.heights(scene.ring.losses());
    let columns = heights.iter().enumerate().map(|(column, ppm)| {
        let half = SIZE.0 / COLUMNS as f32 / 2.0;
        let [foot, head] = [0, *ppm].map(|ppm| place.at(column, ppm));
        (Point::new(foot.x + half, foot.y), Point::new(head.x + half, head.y))
    });
    let tick = Point::new(corner.x - 5.0, bottom - SIZE.1 + 9.0);
    let title = Point::new(right, bottom - SIZE.1 - 9.0);
    let ends = [(0, top), (0, 0), (COLUMNS, 0)];
    let axes = path(ends.map(|(column, ppm)| place.at(column, ppm)));
    let axes = element("g").class("axes").role(Role::Quiet).child(axes);
    element("g")
        .child(label(title, Anchor::End, TITLE).class("state"))
        .child(axes.child(label(tick, Anchor::End, format!("{} %", top / 10_000))))
        .child(
            lines(columns)
                .class("cells")
                .role(Role::Lost)
                .attr("stroke-width", Px::round(SIZE.0 / COLUMNS as f32)),
        )
        .children(scene.ring.beside().map(|other| beside(scene, &place, other)))
}

const TITLE: &str = "pairs by loss, largest first";

/// The outline of another cluster's columns, and what that is.
fn beside(scene: &Scene, place: &Place, other: &Beside) -> Element {
    let heights = place.heights(&other.losses);
    let mut points = Vec::new();
    for (column, ppm) in heights.iter().enumerate() {
        points.extend([place.at(column, *ppm), place.at(column + 1, *ppm)]);
    }
    points.push(place.at(heights.len(), 0));
    let pairs = other.losses.len();
    let words = match other.vnodes == scene.vnodes {
        true => format!("dashed: {pairs}, 3 copies"),
        false => format!("dashed: {pairs}, one token"),
    };
    let below = Point::new(place.corner.x + SIZE.0, place.corner.y + 14.0);
    element("g")
        .child(path(points).class("expected"))
        .child(label(below, Anchor::End, words).class("state"))
}
