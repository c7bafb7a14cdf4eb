//! Where things are in the picture: lanes along time, of which the latest stretch is
//! seen.

use sim::Micros;
use stage::parts::svg::{rectangle, tick_label};
use stage::parts::{Anchor, Point, label, lines, text_width};
use stage::{Element, Layout, Role, element};

/// The middle of each lane, from above.
pub const DISK_1: f32 = 64.0;
pub const LINK: f32 = 88.0;
pub const LEAVE: f32 = 104.0;
pub const ARRIVE: f32 = 158.0;
pub const DISK_2: f32 = 172.0;
pub const COMMIT: f32 = 198.0;
/// The foot of what waits, and how high it may be.
pub const WAIT: (f32, f32) = (44.0, 38.0);
/// The axis of time.
const AXIS: f32 = 210.0;
/// Where what is measured begins.
pub const BELOW: f32 = 236.0;

/// The lanes of a layout.
pub struct Lanes {
    pub layout: Layout,
    pub size: (u32, u32),
    /// Where time begins and ends.
    pub ends: (f32, f32),
    /// The first and the last moment shown.
    pub window: (Micros, Micros),
}

impl Lanes {
    /// The lanes up to `now`.
    pub fn new(layout: Layout, now: Micros) -> Lanes {
        let (size, ends, span) = match layout {
            Layout::Wide => ((620, 286), (82.0, 552.0), Micros::from_millis(24)),
            Layout::Narrow => ((340, 328), (82.0, 280.0), Micros::from_millis(11)),
        };
        let end = now.max(span);
        let window = (Micros::ZERO + end.since(span), end);
        Lanes { layout, size, ends, window }
    }

    /// Where a moment is; what is outside is at the edge.
    pub fn x(&self, at: Micros) -> f32 {
        let (start, end) = self.window;
        let past = at.since(start).get() as f32 / end.since(start).get() as f32;
        self.ends.0 + (self.ends.1 - self.ends.0) * past.min(1.0)
    }

    /// A stretch of a lane in which so much was in hand.
    pub fn stretch(
        &self,
        (y, height): (f32, f32),
        (from, to): (Micros, Micros),
        count: u32,
    ) -> Element {
        let (from, to) = (self.x(from), self.x(to));
        let corner = Point::new(from, y - height / 2.0);
        let bar = rectangle(corner, (to - from, height)).class("mark");
        let words = if count == 0 { String::new() } else { count.to_string() };
        let has_room = to - from > text_width(&words) + 3.0;
        let middle = Point::new((from + to) / 2.0, y + 4.5);
        let words =
            has_room.then(|| label(middle, Anchor::Middle, words).class("inside"));
        element("g").child(bar).children(words)
    }

    /// The name of a lane at its left, and what is so of it at its right.
    pub fn head(&self, y: f32, name: &'static str, says: String) -> Element {
        let at = |x| Point::new(x, y + 4.5);
        let says = label(at(self.size.0 as f32), Anchor::End, says);
        element("g")
            .child(label(at(0.0), Anchor::Start, name).class("state"))
            .child(says.class("state"))
    }

    /// The lines on which messages leave and arrive, and the axis of time.
    pub fn draw_axes(&self) -> Element {
        let (start, end) = self.window;
        let across = |y| {
            let (left, right) = self.ends;
            (Point::new(left, y), Point::new(right, y))
        };
        let mut all: Vec<_> = [LEAVE, ARRIVE, AXIS].map(across).into();
        let mut words = Vec::new();
        let mut millis = start.get().div_ceil(1_000);
        while Micros::from_millis(millis) <= end {
            let x = self.x(Micros::from_millis(millis));
            if millis.is_multiple_of(4) && x < self.ends.1 - 8.0 {
                all.push((Point::new(x, AXIS), Point::new(x, AXIS + 4.0)));
                let at = Point::new(x, AXIS + 16.0);
                words.push(tick_label(at, self.ends.1, millis.to_string()));
            }
            millis += 1;
        }
        let unit = Point::new(self.size.0 as f32, AXIS + 16.0);
        element("g")
            .class("axes")
            .role(Role::Quiet)
            .child(lines(all))
            .children(words)
            .child(label(unit, Anchor::End, "ms"))
    }
}
