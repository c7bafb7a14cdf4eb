//! A ring: arcs, places on it, and labels around it that keep apart.
//!
//! Places are parts of a turn in millionths, clockwise from the top, as in
//! [`on_circle`].

use super::geometry::{Point, on_circle};
use super::svg::lines;
use crate::element::{Element, Px, element};

/// A turn, in millionths.
const TURN: u32 = 1_000_000;
/// Slots into which [`Coverage`] divides a ring: each about as long as a unit of
/// a ring that fills a picture.
const SLOTS: u32 = 720;
/// How finely a slot is measured.
const FINE: u32 = 1_000;

/// Which parts of a ring belong to something, to the resolution of a picture.
///
/// A ring may be cut into thousands of arcs, far finer than can be drawn. Where
/// an arc is shorter than a slot, slots are filled as often as the arcs cover
/// them on average (error diffusion), so that the filled part of the drawn ring
/// is the covered part of the true one.
///
/// ```
/// # use stage::parts::Coverage;
/// let mut ring = Coverage::default();
/// ring.cover(1 << 63, 0);
/// assert_eq!(ring.arcs(), [(500_000, 1_000_000)]);
/// ```
pub struct Coverage {
    /// How much of each slot is covered.
    covered: Vec<u32>,
}

impl Default for Coverage {
    fn default() -> Coverage {
        Coverage { covered: vec![0; SLOTS as usize] }
    }
}

impl Coverage {
    /// Covers the arc from one place to another, clockwise; places are parts of
    /// a turn of 2⁶⁴. Where both are the same it is the whole ring.
    pub fn cover(&mut self, from: u64, to: u64) {
        let place =
            |at: u64| ((u128::from(at) * u128::from(SLOTS * FINE)) >> 64) as u32;
        match from < to {
            true => self.fill(place(from), place(to)),
            false => {
                self.fill(place(from), SLOTS * FINE);
                self.fill(0, place(to));
            }
        }
    }

    fn fill(&mut self, from: u32, to: u32) {
        for slot in from / FINE..to.div_ceil(FINE) {
            let (start, end) = (slot * FINE, (slot + 1) * FINE);
            self.covered[slot as usize] += to.min(end) - from.max(start);
        }
    }

    /// The arcs to draw, as places from and to.
    pub fn arcs(&self) -> Vec<(u32, u32)> {
        let edge = |slot: u32| {
            (u64::from(slot) * u64::from(TURN) / u64::from(SLOTS)) as u32
        };
        let mut arcs: Vec<(u32, u32)> = Vec::new();
        let (mut owed, mut was_filled) = (0, false);
        for (slot, covered) in (0..).zip(&self.covered) {
            owed += *covered as i32;
            let is_filled = owed * 2 >= FINE as i32;
            if is_filled {
                owed -= FINE as i32;
                match arcs.last_mut() {
                    Some((_, to)) if was_filled => *to = edge(slot + 1),
                    _ => arcs.push((edge(slot), edge(slot + 1))),
                }
            }
            was_filled = is_filled;
        }
        arcs
    }
}

/// Arcs of a circle, as one path.
pub fn draw_arcs(center: Point, radius: f32, arcs: &[(u32, u32)]) -> Element {
    let mut data = String::new();
    let r = Px::round(radius);
    for (from, to) in arcs {
        // An arc that ends where it begins would not be drawn.
        let middle = from + (to - from) / 2;
        let (x, y) = on_circle(center, radius, *from).px();
        data.push_str(&format!("M{x} {y}"));
        let stops =
            if to - from > TURN / 2 { [middle, *to].to_vec() } else { vec![*to] };
        for stop in stops {
            let (x, y) = on_circle(center, radius, stop).px();
            data.push_str(&format!("A{r} {r} 0 0 1 {x} {y}"));
        }
    }
    element("path").attr("d", data).attr("fill", "none")
}

/// Strokes across the ring at some places, from one radius to another, as one
/// path.
pub fn draw_strokes(
    center: Point,
    (inner, outer): (f32, f32),
    places: impl IntoIterator<Item = u32>,
) -> Element {
    let at = |place, radius| on_circle(center, radius, place);
    lines(places.into_iter().map(|place| (at(place, inner), at(place, outer))))
}

/// Places at least `gap` from one another, each as near to where it was as the
/// others let it be. `places` are in ring order, and so is the result.
///
/// ```
/// # use stage::parts::keep_apart;
/// assert_eq!(keep_apart(&[0, 10_000], 40_000), [985_000, 25_000]);
/// ```
pub fn keep_apart(places: &[u32], gap: u32) -> Vec<u32> {
    let turn = i64::from(TURN);
    let count = places.len();
    let gap = i64::from(gap).min(turn / count.max(1) as i64);
    let mut apart: Vec<i64> =
        places.iter().map(|place| i64::from(*place)).collect();
    let mut are_apart = false;
    for _ in 0..200 {
        if are_apart {
            break;
        }
        are_apart = true;
        for index in 0..count {
            let next = (index + 1) % count;
            let lap = if next == 0 { turn } else { 0 };
            let lacking = gap - (apart[next] + lap - apart[index]);
            if lacking > 0 && next != index {
                are_apart = false;
                apart[index] -= lacking / 2;
                apart[next] += lacking - lacking / 2;
            }
        }
    }
    apart.into_iter().map(|place| place.rem_euclid(turn) as u32).collect()
}
