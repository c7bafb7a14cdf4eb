//! The few SVG elements that all pictures use.

use super::geometry::Point;
use super::room::text_width;
use crate::element::{Element, IntoText, Px, Text, element};

/// A picture of this size, in CSS pixels. `words` is what it shows, for those
/// who do not see it.
#[inline(never)]
pub fn picture((width, height): (u32, u32), words: impl IntoText) -> Element {
    element("svg")
        .attr("viewBox", format!("0 0 {width} {height}"))
        .attr("width", width)
        .attr("height", height)
        .attr("role", "group")
        .attr("aria-label", words)
}

/// Pictures beside each other, or below each other where there is no room.
pub fn row(pictures: impl IntoIterator<Item = Element>) -> Element {
    element("div").class("demo-row").children(pictures)
}

/// What a mark is called where it is not seen: first the words that others see
/// on it, so that whoever speaks to the page may say those, then what it does.
pub fn spoken(seen: &[&Text], does: &Text) -> String {
    let mut words = String::new();
    for text in seen.iter().filter(|text| !text.is_empty()) {
        words.push_str(text);
        words.push_str(", ");
    }
    words + does
}

/// Text at a point.
#[inline(never)]
pub fn label(at: Point, anchor: Anchor, text: impl IntoText) -> Element {
    let (x, y) = at.px();
    let label = element("text").attr("x", x).attr("y", y);
    match anchor {
        Anchor::Start => label,
        Anchor::Middle => label.attr("text-anchor", "middle"),
        Anchor::End => label.attr("text-anchor", "end"),
    }
    .text(text)
}

/// The label of a tick: in the middle below it, or ending at `right` where it
/// would stick out of the picture.
pub fn tick_label(at: Point, right: f32, text: impl IntoText) -> Element {
    let text = text.into_text();
    match at.x + text_width(&text) / 2.0 > right {
        true => label(Point::new(right, at.y), Anchor::End, text),
        false => label(at, Anchor::Middle, text),
    }
}

/// Which part of a text lies at its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its start.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// A straight line.
#[inline(never)]
pub fn line(from: Point, to: Point) -> Element {
    let ((x1, y1), (x2, y2)) = (from.px(), to.px());
    element("line").attr("x1", x1).attr("y1", y1).attr("x2", x2).attr("y2", y2)
}

/// A line through all points.
///
/// ```
/// use stage::parts::{Point, path};
/// let points = [(0.0, 10.0), (2.5, 9.5), (2.75, 9.5), (12.75, 19.5)];
/// let line = path(points.map(|(x, y)| Point::new(x, y)));
/// let html = stage::html::render(&line);
/// assert!(html.contains("d=\"M0 10l2.5-0.5 .3 0 10 10\""), "{html}");
/// ```
pub fn path(points: impl IntoIterator<Item = Point>) -> Element {
    let mut pen = Pen::default();
    for point in points {
        pen.go_to(point);
    }
    element("path").attr("d", pen.data).attr("fill", "none")
}

/// Writes the data of a path. From point to point it says how far it is, in tenths
/// of a pixel that add up exactly: half as long as saying where each point is.
#[derive(Default)]
struct Pen {
    data: String,
    at: Option<(Px, Px)>,
    /// Whether a number comes after another.
    goes_on: bool,
}

impl Pen {
    /// Goes on to a point, or begins there. Apart from [`path`], which is compiled
    /// for every kind of iterator.
    #[inline(never)]
    fn go_to(&mut self, point: Point) {
        let (x, y) = point.px();
        match self.at {
            None => self.data.push_str(&format!("M{x} {y}")),
            Some((from_x, from_y)) => {
                self.put(x - from_x);
                self.put(y - from_y);
            }
        }
        self.at = Some((x, y));
    }

    fn put(&mut self, length: Px) {
        let text = length.to_string();
        let separator = match self.goes_on {
            false => "l",
            true if text.starts_with('-') => "",
            true => " ",
        };
        self.goes_on = true;
        self.data.push_str(separator);
        match text.strip_prefix("0.") {
            Some(tenth) => self.data.extend([".", tenth]),
            None => self.data.push_str(&text),
        }
    }
}

/// A circle.
#[inline(never)]
pub fn circle(center: Point, radius: f32) -> Element {
    let (x, y) = center.px();
    element("circle").attr("cx", x).attr("cy", y).attr("r", Px::round(radius))
}

/// A rectangle.
#[inline(never)]
pub fn rectangle(at: Point, (width, height): (f32, f32)) -> Element {
    let (x, y) = at.px();
    element("rect")
        .attr("x", x)
        .attr("y", y)
        .attr("width", Px::round(width.max(0.0)))
        .attr("height", Px::round(height.max(0.0)))
}
