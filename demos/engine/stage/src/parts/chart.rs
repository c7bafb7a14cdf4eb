//! Line charts, with the curve of theory behind what was measured.

use super::geometry::Point;
use super::svg::{Anchor, circle, label, lines, path, tick_label};
use crate::element::{Element, IntoText, Role, Text, element};

/// An axis: which values it spans, and which of them are written on it.
#[derive(Clone, Debug)]
pub struct Axis {
    /// What it measures, with its unit.
    pub name: Text,
    /// The value at its start.
    pub min: f32,
    /// The value at its end.
    pub max: f32,
    /// Whether equal steps are equal factors.
    pub scale: Scale,
    /// Values to mark, and their text.
    pub ticks: Vec<(f32, Text)>,
}

/// How values lie along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Equal steps are equal differences.
    Linear,
    /// Equal steps are equal factors; all values are above zero.
    Logarithmic,
}

impl Axis {
    /// An axis of equal differences.
    pub fn linear(name: impl IntoText, (min, max): (f32, f32)) -> Axis {
        let name = name.into_text();
        Axis { name, min, max, scale: Scale::Linear, ticks: Vec::new() }
    }

    /// An axis of equal factors.
    pub fn logarithmic(name: impl IntoText, (min, max): (f32, f32)) -> Axis {
        let name = name.into_text();
        Axis { name, min, max, scale: Scale::Logarithmic, ticks: Vec::new() }
    }

    /// With a value marked.
    pub fn tick(mut self, value: f32, text: impl IntoText) -> Axis {
        self.ticks.push((value, text.into_text()));
        self
    }

    /// Where a value lies, from 0 at the start to 1 at the end.
    pub fn place(&self, value: f32) -> f32 {
        let place = match self.scale {
            Scale::Linear => (value - self.min) / (self.max - self.min),
            Scale::Logarithmic => {
                libm::logf(value.max(f32::MIN_POSITIVE) / self.min)
                    / libm::logf(self.max / self.min)
            }
        };
        place.clamp(0.0, 1.0)
    }
}

/// A line of a chart.
#[derive(Clone, Debug)]
pub struct Series {
    /// Tells it from its siblings.
    pub key: Text,
    /// What it is: a role for what was measured, [`Role::Theory`] for a curve.
    pub role: Role,
    /// How it is drawn.
    pub style: Style,
    /// Its points.
    pub points: Vec<(f32, f32)>,
}

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A line through the points.
    Line,
    /// A line that keeps each value until the next.
    Steps,
    /// The points alone.
    Points,
}

/// A chart in a box: axes at the left and below, series between.
#[derive(Clone, Debug)]
pub struct Chart {
    /// The top left of the box, axes and their text included.
    pub at: Point,
    /// Its width and height.
    pub size: (f32, f32),
    /// The axis below.
    pub x: Axis,
    /// The axis at the left.
    pub y: Axis,
    /// What is drawn, the first behind the others.
    pub series: Vec<Series>,
}

/// Room at the left of a chart for the text of the axis.
pub const LEFT: f32 = 48.0;
/// Room below for the text of the other axis.
const BELOW: f32 = 36.0;

impl Chart {
    /// Where a pair of values lies in the picture.
    pub fn place(&self, x: f32, y: f32) -> Point {
        let (width, height) =
            (self.size.0 - LEFT - 8.0, self.size.1 - BELOW - 18.0);
        Point::new(
            self.at.x + LEFT + self.x.place(x) * width,
            self.at.y + 18.0 + (1.0 - self.y.place(y)) * height,
        )
    }

    /// Draws the chart.
    pub fn draw(&self) -> Element {
        let (x, y) = (&self.x, &self.y);
        let (corner, end) = (self.place(x.min, y.min), self.place(x.max, y.min));
        let mut solid = vec![(corner, end), (corner, self.place(x.min, y.max))];
        let mut grid = Vec::new();
        let (below, above) = (
            Point::new(end.x, end.y + 32.0),
            Point::new(self.at.x, self.at.y + 9.0),
        );
        let names = [(below, Anchor::End, x), (above, Anchor::Start, y)];
        let mut texts = Vec::new();
        for (at, anchor, axis) in names {
            if !axis.name.is_empty() {
                texts.push(label(at, anchor, axis.name.clone()).class("state"));
            }
        }
        for (value, text) in &x.ticks {
            let at = self.place(*value, y.min);
            solid.push((at, Point::new(at.x, at.y + 4.0)));
            let below = Point::new(at.x, at.y + 17.0);
            texts.push(tick_label(below, end.x, text.clone()));
        }
        for (value, text) in &y.ticks {
            let at = self.place(x.min, *value);
            solid.push((Point::new(at.x - 4.0, at.y), at));
            grid.push((at, self.place(x.max, *value)));
            let beside = Point::new(at.x - 7.0, at.y + 4.0);
            texts.push(label(beside, Anchor::End, text.clone()));
        }
        let axes = element("g")
            .class("axes")
            .role(Role::Quiet)
            .child(lines(grid).class("grid"))
            .child(lines(solid))
            .children(texts);
        let series = self.series.iter().map(|series| self.draw_series(series));
        element("g")
            .class("chart")
            .child(axes)
            .child(element("g").class("series").children(series))
    }

    fn draw_series(&self, series: &Series) -> Element {
        let group = element("g").key(series.key.clone()).role(series.role);
        let place = |(x, y): &(f32, f32)| self.place(*x, *y);
        match series.style {
            Style::Line => {
                group.child(path(series.points.iter().map(place)).class("curve"))
            }
            Style::Steps => {
                let mut points = Vec::new();
                for (index, point) in series.points.iter().enumerate() {
                    if let Some(before) = index.checked_sub(1) {
                        points.push(self.place(point.0, series.points[before].1));
                    }
                    points.push(place(point));
                }
                group.child(path(points).class("curve"))
            }
            Style::Points => {
                let dots =
                    series.points.iter().map(|point| circle(place(point), 3.5));
                group.children(dots.map(|dot| dot.class("mark")))
            }
        }
    }
}
