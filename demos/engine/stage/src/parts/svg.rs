//! The few SVG elements that all pictures use.

use super::geometry::Point;
use super::room::text_width;
use crate::element::{Element, IntoText, Px, Text, element};

/// A picture of this size, in CSS pixels. `words` is what it shows, for those
/// who do not see it.
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
pub fn line(from: Point, to: Point) -> Element {
    lines([(from, to)])
}

/// Straight lines, each from one point to another, as one element.
///
/// ```
/// use stage::parts::{Point, lines};
/// let rows = [0.0, 4.5].map(|y| (Point::new(1.0, y), Point::new(3.0, y)));
/// let html = stage::html::render(&lines(rows));
/// assert!(html.contains("d=\"M1 0h2m-2 4.5h2\""), "{html}");
/// ```
pub fn lines(ends: impl IntoIterator<Item = (Point, Point)>) -> Element {
    let mut pen = Pen::default();
    for (from, to) in ends {
        pen.begin(from);
        pen.go_to(to);
    }
    pen.path()
}

/// Lines, each through three points, as one element.
pub fn angles(lines: impl IntoIterator<Item = [Point; 3]>) -> Element {
    let mut pen = Pen::default();
    for [from, by, to] in lines {
        pen.begin(from);
        pen.go_to(by);
        pen.go_to(to);
    }
    pen.path()
}

/// A line through all points.
///
/// ```
/// use stage::parts::{Point, path};
/// let points = [(0.0, 9.0), (2.0, 8.5), (2.5, 8.0), (4.0, 8.0), (4.0, 9.5)];
/// let line = path(points.map(|(x, y)| Point::new(x, y)));
/// let html = stage::html::render(&line);
/// assert!(html.contains("d=\"M0 9l2-.5 .5-.5h1.5v1.5\""), "{html}");
/// ```
pub fn path(points: impl IntoIterator<Item = Point>) -> Element {
    let mut pen = Pen::default();
    let mut points = points.into_iter();
    if let Some(first) = points.next() {
        pen.begin(first);
    }
    for point in points {
        pen.go_to(point);
    }
    pen.path()
}

/// Writes the data of a path, short: every page has hundreds of them. From point to
/// point it says how far it is, in tenths of a pixel that add up exactly.
#[derive(Default)]
struct Pen {
    data: String,
    at: (Px, Px),
    /// The last command in `data`, which need not be said again.
    command: &'static str,
}

impl Pen {
    /// Begins a line. Like [`Pen::go_to`] apart from [`path`], which is compiled for
    /// every kind of iterator.
    fn begin(&mut self, point: Point) {
        let (x, y) = point.px();
        self.command = ""; // lengths that follow those of an `m` draw a line
        match self.data.is_empty() {
            true => self.put("M", &[x, y]),
            false => self.put("m", &[x - self.at.0, y - self.at.1]),
        }
        self.at = (x, y);
    }

    /// Goes on to a point.
    fn go_to(&mut self, point: Point) {
        let (x, y) = point.px();
        let (right, down) = (x - self.at.0, y - self.at.1);
        self.at = (x, y);
        match (right == Px::ZERO, down == Px::ZERO) {
            (true, true) => {}
            (true, false) => self.put("v", &[down]),
            (false, true) => self.put("h", &[right]),
            (false, false) => self.put("l", &[right, down]),
        }
    }

    fn put(&mut self, command: &'static str, lengths: &[Px]) {
        let mut follows = self.command == command;
        if !follows {
            self.command = command;
            self.data.push_str(command);
        }
        for length in lengths {
            if follows && *length >= Px::ZERO {
                self.data.push(' ');
            }
            follows = true;
            self.data.push_str(&length.to_string());
        }
    }

    fn path(self) -> Element {
        element("path").attr("d", self.data)
    }
}

/// A circle.
pub fn circle(center: Point, radius: f32) -> Element {
    let (x, y) = center.px();
    element("circle").attr("cx", x).attr("cy", y).attr("r", Px::round(radius))
}

/// A rectangle.
pub fn rectangle(at: Point, (width, height): (f32, f32)) -> Element {
    let (x, y) = at.px();
    element("rect")
        .attr("x", x)
        .attr("y", y)
        .attr("width", Px::round(width.max(0.0)))
        .attr("height", Px::round(height.max(0.0)))
}
