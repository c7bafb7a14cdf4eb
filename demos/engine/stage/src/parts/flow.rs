//! Requests on their way: clients who wait, dots that travel and stand in a queue,
//! and boxes in which they are held.
//!
//! A request keeps its look from its client to its end: ● sent once, ◆ sent again,
//! ▪ answered in time, ✕ given up or too late. Where there are many, one of several
//! is drawn: see [`Sample`].

use super::geometry::Point;
use super::node::{arc, cross};
use super::room::{Area, text_width};
use super::svg::{Anchor, circle, label, rectangle};
use crate::element::{Element, IntoText, Px, Role, element};
use sim::Micros;

/// The size of a client: from its middle to its edge.
const CLIENT_RADIUS: f32 = 8.0;

/// Which of many requests are drawn: one of so many. They are told apart by their
/// number, so that the same ones are drawn at each moment, and each has a place of
/// its own for as long as there are places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// One of so many is drawn.
    pub each: u64,
}

impl Sample {
    /// So that `most` requests have a mark each in so many places.
    ///
    /// ```
    /// # use stage::parts::Sample;
    /// let sample = Sample::of(108, 18);
    /// assert_eq!(sample.each, 6);
    /// assert_eq!(sample.place(12, 18), Some(2));
    /// assert_eq!(sample.place(13, 18), None);
    /// ```
    pub fn of(most: u64, places: usize) -> Sample {
        Sample { each: most.div_ceil(places.max(1) as u64).max(1) }
    }

    /// Whether the request of this number is drawn.
    pub fn takes(self, number: u64) -> bool {
        number.is_multiple_of(self.each)
    }

    /// Which of `places` the request of this number has, if it is drawn.
    pub fn place(self, number: u64, places: usize) -> Option<usize> {
        let turn = number / self.each % places.max(1) as u64;
        self.takes(number).then_some(turn as usize)
    }

    /// "a mark for 8 requests", or what else they are called, and nothing where all are
    /// drawn.
    pub fn words(self, requests: &str) -> String {
        match self.each {
            1 => String::new(),
            each => format!("a mark for {each} {requests}"),
        }
    }
}

/// Marks in columns and rows, in a box.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    /// The box.
    pub area: Area,
    /// How far it is from one mark to the next.
    pub pitch: f32,
    /// Where the first marks are.
    pub from: Side,
}

/// A side of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Row below row.
    Top,
    /// Row upon row.
    Bottom,
    /// Column beside column.
    Left,
    /// Column beside column, to the left.
    Right,
}

impl Grid {
    /// How many marks are beside each other.
    pub fn columns(&self) -> usize {
        (self.area.width / self.pitch) as usize
    }

    /// How many marks are below each other.
    pub fn rows(&self) -> usize {
        (self.area.height / self.pitch) as usize
    }

    /// How many marks there is room for.
    pub fn places(&self) -> usize {
        self.columns() * self.rows()
    }

    /// The middle of a mark, by its number.
    pub fn place(&self, mark: usize) -> Point {
        let (columns, rows) = (self.columns().max(1), self.rows().max(1));
        let (column, row) = match self.from {
            Side::Top => (mark % columns, mark / columns),
            Side::Bottom => {
                (mark % columns, rows.saturating_sub(1 + mark / columns))
            }
            Side::Left => (mark / rows, mark % rows),
            Side::Right => (columns.saturating_sub(1 + mark / rows), mark % rows),
        };
        let middle = |place: usize| self.pitch * (place as f32 + 0.5);
        // What room is left lies at the side where the last ones are.
        let spare = match self.from {
            Side::Right => self.area.width - self.pitch * columns as f32,
            Side::Top | Side::Bottom | Side::Left => 0.0,
        };
        let (left, top) = (self.area.at.x + spare, self.area.at.y);
        Point::new(left + middle(column), top + middle(row))
    }

    /// How far from the side of the first marks so many of them reach, in parts of
    /// a column: where a line between the first and the others lies.
    pub fn depth(&self, marks: f32) -> f32 {
        self.pitch * (marks / self.rows().max(1) as f32)
    }
}

/// Where something is now that left at `since` and takes `span`; `None` before it
/// has left, and once it is there.
pub fn travel(
    (from, to): (Point, Point),
    (since, span): (Micros, Micros),
    now: Micros,
) -> Option<Point> {
    let gone = now.get().checked_sub(since.get())?;
    let thousandths = gone * 1_000 / span.get().max(1);
    (thousandths < 1_000).then(|| from.toward(to, thousandths as u32))
}

/// Many small marks, as one path for each role.
pub struct Dots {
    size: f32,
    paths: Vec<(Role, String)>,
}

impl Dots {
    /// No marks yet, of this size.
    pub fn new(size: f32) -> Dots {
        Dots { size, paths: Vec::new() }
    }

    /// One more, in the shape of its role: ◆ for a candidate, ▪ for what is done, ✕
    /// for what is lost, ○ for what is in doubt, ● for all others.
    pub fn put(&mut self, role: Role, at: Point) {
        let known = self.paths.iter().position(|(known, _)| *known == role);
        let place = known.unwrap_or_else(|| {
            self.paths.push((role, String::new()));
            self.paths.len() - 1
        });
        draw_dot(&mut self.paths[place].1, role, at, self.size / 2.0);
    }

    /// Draws them.
    pub fn draw(self) -> Element {
        let size = Px::round(self.size);
        let paths = self.paths.into_iter().map(|(role, data)| {
            let path = element("path").attr("d", data).role(role).key(role.name());
            match role {
                Role::Lost | Role::Doubt => path.class("dots crosses"),
                Role::Candidate | Role::Committed => path.class("dots solid"),
                _ => path.class("dots").attr("stroke-width", size),
            }
        });
        element("g").children(paths)
    }
}

fn draw_dot(data: &mut String, role: Role, at: Point, half: f32) {
    let arm = match role {
        Role::Candidate => half * 1.15,
        Role::Lost | Role::Committed | Role::Doubt => half * 0.86,
        _ => 0.0,
    };
    let (x, y) = match role {
        Role::Candidate => Point::new(at.x, at.y - arm),
        Role::Doubt => Point::new(at.x - arm, at.y),
        _ => Point::new(at.x - arm, at.y - arm),
    }
    .px();
    let (one, both) = (Px::round(arm), Px::round(arm * 2.0));
    data.push_str(&match role {
        Role::Candidate => {
            format!("M{x} {y}l{one} {one}-{one} {one}-{one}-{one}z")
        }
        Role::Committed => format!("M{x} {y}h{both}v{both}h-{both}z"),
        Role::Lost => {
            format!("M{x} {y}l{both} {both}m-{both} 0l{both}-{both}")
        }
        Role::Doubt => {
            let half = format!("a{one} {one} 0 1 1 ");
            format!("M{x} {y}{half}{both} 0{half}-{both} 0")
        }
        _ => format!("M{x} {y}h0"),
    });
}

/// What a client is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// It wants nothing.
    Idle,
    /// It waits for an answer.
    Waits {
        /// Which try this is.
        number: u32,
        /// How much of its patience is used up, in thousandths.
        used: u32,
    },
    /// It was answered in time.
    Answered,
    /// It has given up for good.
    GaveUp,
}

/// Draws a client: what is left of its patience is a ring, and in it ◆ says that it
/// has asked again.
pub fn draw_client(at: Point, patience: Patience) -> Element {
    let role = match patience {
        Patience::Idle => Role::Quiet,
        Patience::Waits { number: 1, .. } => Role::Follower,
        Patience::Waits { .. } => Role::Candidate,
        Patience::Answered => Role::Committed,
        Patience::GaveUp => Role::Lost,
    };
    let body = circle(at, CLIENT_RADIUS).class("mark");
    let client = element("g").class("client").role(role).child(body);
    match patience {
        Patience::Waits { number, used } => {
            let ring = arc(at, CLIENT_RADIUS + 2.8, used);
            let mut again = Dots::new(9.0);
            if number > 1 {
                again.put(Role::Candidate, at);
            }
            client.child(ring).child(again.draw())
        }
        Patience::Answered => {
            let corner = Point::new(at.x - 3.0, at.y - 3.0);
            client.child(rectangle(corner, (6.0, 6.0)).class("done"))
        }
        Patience::GaveUp => client.child(cross(at, 3.6)),
        Patience::Idle => client,
    }
}

/// Draws what requests wait in: a box with round ends.
pub fn draw_tube(area: Area) -> Element {
    let size = (area.width, area.height);
    rectangle(area.at, size).attr("rx", Px::round(14.0)).class("tube")
}

/// Draws a box that does something, a server or a shard, in its role.
pub fn draw_box(area: Area, role: Role) -> Element {
    let frame = rectangle(area.at, (area.width, area.height)).attr("rx", 6_u32);
    element("g").class("box").role(role).child(frame.class("mark"))
}

/// Draws a place that one request at a time is in, held so far, in thousandths.
pub fn draw_slot(area: Area, role: Role, held: u32) -> Element {
    let size = (area.width, area.height);
    let full = area.height * held.min(1_000) as f32 / 1_000.0;
    let top = Point::new(area.at.x, area.at.y + area.height - full);
    element("g")
        .class("slot")
        .role(role)
        .child(rectangle(area.at, size).attr("rx", 3_u32).class("mark"))
        .child(rectangle(top, (area.width, full)).attr("rx", 3_u32).class("full"))
}

/// The name of a part of the picture, above it or beside it.
pub fn title(at: Point, anchor: Anchor, text: impl IntoText) -> Element {
    label(at, anchor, text).class("name halo")
}

/// A line of words about a part of the picture.
pub fn note(at: Point, anchor: Anchor, text: impl IntoText) -> Element {
    label(at, anchor, text).class("state halo")
}

/// How far the lines of a sentence are from each other.
const LINE: u32 = 17;

/// A sentence that matters, in as many lines as it takes so that none is wider than
/// `room`: the last one begins at `last`, the others stand above it.
///
/// ```
/// use stage::parts::{Point, flow::sentence};
/// let at = Point::new(4.0, 99.0);
/// assert_eq!(sentence(at, 340.0, "✕ One line").children.len(), 1);
/// let words = "✕ This one is wider than the picture of a phone, so it has two";
/// let drawn = sentence(at, 340.0, words);
/// assert_eq!((drawn.children.len(), drawn.words().as_str()), (2, words));
/// ```
pub fn sentence(last: Point, room: f32, words: &str) -> Element {
    let mut lines = vec![String::new()];
    let mut width = 0.0;
    for word in words.split_inclusive(' ') {
        // Bold letters are wider.
        let more = 1.15 * text_width(word);
        if width + more > room {
            lines.push(String::new());
            width = 0.0;
        }
        width += more;
        if let Some(line) = lines.last_mut() {
            line.push_str(word);
        }
    }
    let above = (lines.len() as u32 - 1) * LINE;
    let first = Point::new(last.x, last.y - above as f32);
    let (x, _) = last.px();
    let mut text = label(first, Anchor::Start, "").class("matter");
    for (place, line) in lines.into_iter().enumerate() {
        text = match place {
            0 => text.text(line),
            _ => {
                let part = element("tspan").attr("x", x).attr("dy", LINE);
                text.child(part.text(line))
            }
        };
    }
    text
}

/// What of a picture can be pressed where the mark itself is full of others.
pub fn press_area(area: Area) -> Element {
    rectangle(area.at, (area.width, area.height)).class("hit")
}

/// What each sign means, in a line, and a few words after that.
pub fn legend(
    at: Point,
    signs: &[(Role, &'static str)],
    rest: impl IntoText,
) -> Element {
    let mut dots = Dots::new(8.0);
    let mut words = Vec::new();
    let mut x = at.x;
    for (role, word) in signs {
        dots.put(*role, Point::new(x + 4.0, at.y - 4.5));
        words.push(note(Point::new(x + 13.0, at.y), Anchor::Start, *word));
        x += 13.0 + text_width(word) + 14.0;
    }
    let rest = note(Point::new(x, at.y), Anchor::Start, rest);
    element("g").child(dots.draw()).children(words).child(rest)
}

/// The same where the signs are cells or parts of bars, of this class.
pub fn legend_of_cells(
    at: Point,
    class: &'static str,
    signs: &[(Role, &'static str)],
    rest: impl IntoText,
) -> Element {
    let mut drawn = element("g");
    let mut x = at.x;
    for (role, word) in signs {
        let cell = rectangle(Point::new(x, at.y - 9.0), (9.0, 9.0)).class(class);
        let word_at = Point::new(x + 13.0, at.y);
        drawn = drawn.child(element("g").role(*role).child(cell)).child(note(
            word_at,
            Anchor::Start,
            *word,
        ));
        x += 13.0 + text_width(word) + 14.0;
    }
    drawn.child(note(Point::new(x, at.y), Anchor::Start, rest))
}
