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
        let (x, y) = (other.x - self.x, other.y - self.y);
        (x * x + y * y).sqrt()
    }

    /// The coordinates, to a tenth.
    pub fn px(self) -> (Px, Px) {
        (Px::round(self.x), Px::round(self.y))
    }
}

/// The point at this part of a turn, in millionths, clockwise from the top.
pub fn on_circle(center: Point, radius: f32, millionths: u32) -> Point {
    Point::new(
        center.x + radius * sine(millionths),
        center.y - radius * sine(millionths + 250_000),
    )
}

/// The sine of a part of a turn, in millionths. As a turn is an integer here,
/// finding the quadrant is exact and a short series is good to five places:
/// libm's, which must find it in floating point, is 3 KB of WASM.
fn sine(millionths: u32) -> f32 {
    let turn = millionths % 1_000_000;
    let (half, sign) =
        if turn < 500_000 { (turn, 1.0) } else { (turn - 500_000, -1.0) };
    let quarter = half.min(500_000 - half);
    let x = quarter as f32 / 1_000_000.0 * core::f32::consts::TAU;
    let square = x * x;
    let series = |n: f32, rest: f32| 1.0 - square / (n * (n + 1.0)) * rest;
    sign * x * series(2.0, series(4.0, series(6.0, series(8.0, 1.0))))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_series_is_good_to_five_places() {
        for millionths in (0..1_000_000).step_by(997) {
            let turn = f64::from(millionths) / 1e6 * core::f64::consts::TAU;
            let error = f64::from(sine(millionths)) - libm::sin(turn);
            assert!(error.abs() < 1e-5, "{millionths}: {error}");
        }
    }
}
