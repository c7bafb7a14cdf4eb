//! Points, and where things lie on a circle.

use crate::element::Px;
use sim::Micros;

/// A point of a picture, in CSS pixels from its top left.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f32,
    /// From the top.
    pub y: f32,
}

impl Point {
    /// The point (x, y).
    pub const fn new(x: f32, y: f32) -> Point {
        Point { x, y }
    }

    /// The point so many thousandths of the way from here to `end`.
    pub fn toward(self, end: Point, thousandths: u32) -> Point {
        let share = thousandths as f32 / 1_000.0;
        Point::new(
            self.x + (end.x - self.x) * share,
            self.y + (end.y - self.y) * share,
        )
    }

    /// The point `distance` from here on the way to `end`.
    pub fn step(self, end: Point, distance: f32) -> Point {
        let length = self.distance(end).max(0.001);
        let share = distance / length;
        Point::new(
            self.x + (end.x - self.x) * share,
            self.y + (end.y - self.y) * share,
        )
    }

    /// How far it is to `other`.
    pub fn distance(self, other: Point) -> f32 {
        libm::hypotf(other.x - self.x, other.y - self.y)
    }

    /// The coordinates, to a tenth.
    #[inline(never)]
    pub fn px(self) -> (Px, Px) {
        (Px::round(self.x), Px::round(self.y))
    }
}

/// The point at this part of a turn, in millionths, clockwise from the top.
#[inline(never)]
pub fn on_circle(center: Point, radius: f32, millionths: u32) -> Point {
    let angle = millionths as f32 / 1_000_000.0 * core::f32::consts::TAU;
    Point::new(
        center.x + radius * libm::sinf(angle),
        center.y - radius * libm::cosf(angle),
    )
}

/// About so many moments of a window, at round numbers.
pub fn round_moments((start, end): (Micros, Micros), count: u64) -> Vec<Micros> {
    let rough = (end.since(start).get() / count.max(1)).max(1);
    let mut unit = 1;
    while unit * 10 <= rough {
        unit *= 10;
    }
    let steps = [1, 2, 5, 10].map(|factor| factor * unit);
    let step = steps.into_iter().find(|step| *step >= rough).unwrap_or(unit * 10);
    let first = start.get().div_ceil(step) * step;
    (first..=end.get()).step_by(step as usize).map(Micros::new).collect()
}
