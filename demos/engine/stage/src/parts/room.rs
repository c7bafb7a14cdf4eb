//! Room for texts beside marks: no text lies on another one or on a mark.

use super::geometry::Point;

/// A box of a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Its top left.
    pub at: Point,
    /// Its width.
    pub width: f32,
    /// Its height.
    pub height: f32,
}

impl Area {
    /// The box with its middle at a point.
    pub fn around(middle: Point, (width, height): (f32, f32)) -> Area {
        let at = Point::new(middle.x - width / 2.0, middle.y - height / 2.0);
        Area { at, width, height }
    }

    /// Its bottom right.
    pub fn end(self) -> Point {
        Point::new(self.at.x + self.width, self.at.y + self.height)
    }

    /// Its middle.
    pub fn middle(self) -> Point {
        self.at.toward(self.end(), 500)
    }

    /// Whether it and another one have a point in common.
    pub fn meets(self, other: Area) -> bool {
        let (end, others) = (self.end(), other.end());
        self.at.x < others.x
            && other.at.x < end.x
            && self.at.y < others.y
            && other.at.y < end.y
    }

    /// Whether a straight line passes through it.
    ///
    /// ```
    /// # use stage::parts::{Area, Point};
    /// let area = Area::around(Point::new(10.0, 10.0), (4.0, 4.0));
    /// assert!(area.is_crossed(Point::new(0.0, 0.0), Point::new(20.0, 20.0)));
    /// assert!(!area.is_crossed(Point::new(0.0, 0.0), Point::new(20.0, 0.0)));
    /// assert!(!area.is_crossed(Point::new(0.0, 0.0), Point::new(7.0, 7.0)));
    /// ```
    pub fn is_crossed(self, from: Point, to: Point) -> bool {
        let across = within((from.x, to.x), (self.at.x, self.end().x));
        let down = within((from.y, to.y), (self.at.y, self.end().y));
        across.0.max(down.0).max(0.0) < across.1.min(down.1).min(1.0)
    }

    /// The box moved as little as it takes to lie inside another one.
    fn moved_into(self, bounds: Area) -> Area {
        let inside = |at: f32, size: f32, start: f32, room: f32| {
            at.min(start + room - size).max(start)
        };
        let (start, room) = (bounds.at, (bounds.width, bounds.height));
        let x = inside(self.at.x, self.width, start.x, room.0);
        let y = inside(self.at.y, self.height, start.y, room.1);
        Area { at: Point::new(x, y), ..self }
    }
}

/// Which part of a line, from 0 at its start to 1 at its end, lies between two
/// bounds along one axis; empty if the first is not below the second.
fn within((start, end): (f32, f32), (low, high): (f32, f32)) -> (f32, f32) {
    let length = end - start;
    if length.abs() < 0.001 {
        let is_inside = low < start && start < high;
        return if is_inside { (0.0, 1.0) } else { (1.0, 0.0) };
    }
    let (a, b) = ((low - start) / length, (high - start) / length);
    (a.min(b), a.max(b))
}

/// What is taken of the room of a picture.
#[derive(Clone, Debug)]
pub struct Room {
    /// Where texts may stand.
    pub bounds: Area,
    /// Where no text may stand.
    pub taken: Vec<Area>,
    /// Lines: a text had better not lie on one.
    pub lines: Vec<(Point, Point)>,
}

impl Room {
    /// Takes one of some places: a free one, of the free ones the one that the
    /// fewest lines cross, of those the first. `None` if none is free.
    pub fn take(&mut self, places: impl IntoIterator<Item = Area>) -> Option<Area> {
        let place = places
            .into_iter()
            .map(|place| place.moved_into(self.bounds))
            .filter(|place| !self.taken.iter().any(|taken| taken.meets(*place)))
            .min_by_key(|place| self.crossings(*place))?;
        self.taken.push(place);
        Some(place)
    }

    fn crossings(&self, place: Area) -> usize {
        let is_crossed =
            |(from, to): &&(Point, Point)| place.is_crossed(*from, *to);
        self.lines.iter().filter(is_crossed).count()
    }
}

/// How wide a text of a picture is at most, at 12.5 units: system fonts differ,
/// this is one of the widest.
pub fn text_width(text: &str) -> f32 {
    let width = |letter: char| match letter {
        ' ' | ',' | '.' | ':' | 'i' | 'l' => 4.0,
        '[' | ']' | '(' | ')' | 'r' | 't' | 'f' | 'j' => 5.0,
        'm' | 'w' | 'M' | 'W' => 12.5,
        _ => 8.0,
    };
    text.chars().map(width).sum()
}
