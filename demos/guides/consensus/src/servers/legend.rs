//! What the signs in the pictures mean, each drawn as it looks there.

use stage::parts::node::{arc, cross, shape};
use stage::parts::svg::{circle, line, rectangle};
use stage::parts::{Anchor, Point, label, text_width};
use stage::{Element, Role, element};

/// Something that is drawn and says nothing by itself.
#[derive(Clone, Copy)]
pub enum Sign {
    /// The arc around a server.
    Timer,
    /// The end of a link at which nothing arrives.
    Deaf,
    /// An answer that refuses.
    No,
    /// A message that does not arrive.
    Lost,
    /// The cell of an entry.
    Cell(Role),
}

/// Signs in a row, each with its meaning.
pub fn legend(start: Point, signs: &[(Sign, &'static str)]) -> Element {
    let mut left = start.x;
    let drawn = signs.iter().map(|(sign, word)| {
        let middle = Point::new(left + 8.0, start.y - 4.0);
        let text = Point::new(left + 20.0, start.y);
        left = text.x + text_width(word) + 3.0;
        let word = label(text, Anchor::Start, *word).class("state");
        draw(*sign, middle).child(word)
    });
    element("g").children(drawn.collect::<Vec<_>>())
}

fn draw(sign: Sign, at: Point) -> Element {
    match sign {
        Sign::Timer => element("g").role(Role::Follower).child(arc(at, 6.0, 300)),
        Sign::Deaf => {
            let ends = (Point::new(at.x - 9.0, at.y), Point::new(at.x + 5.0, at.y));
            let link = line(ends.0, ends.1).class("link").role(Role::Lost);
            element("g").child(link).child(stop(ends.1, ends.0, 5.0))
        }
        Sign::No => element("g").child(no(at)),
        Sign::Lost => {
            let message = shape(at, 5.0, Role::Quiet);
            element("g").role(Role::Quiet).child(message).child(lost(at))
        }
        Sign::Cell(role) => {
            let corner = Point::new(at.x - 8.0, at.y - 6.0);
            let cell = rectangle(corner, (16.0, 12.0)).class("mark");
            element("g").role(role).child(cell.attr("rx", 3u32))
        }
    }
}

/// A bar across the end of a link at which nothing arrives from the other one.
pub fn stop(end: Point, other: Point, arm: f32) -> Element {
    let length = end.distance(other).max(0.001);
    let (dx, dy) = ((end.x - other.x) / length, (end.y - other.y) / length);
    let side = |arm: f32| Point::new(end.x - dy * arm, end.y + dx * arm);
    line(side(-arm), side(arm)).class("stop")
}

/// On a message that says no.
pub fn no(at: Point) -> Element {
    let side = |arm: f32| Point::new(at.x + arm, at.y);
    element("g")
        .class("no")
        .role(Role::Lost)
        .child(circle(at, 6.5).class("mark"))
        .child(line(side(-3.5), side(3.5)).class("cross"))
}

/// On a message that is lost.
pub fn lost(at: Point) -> Element {
    element("g").role(Role::Lost).child(cross(at, 6.0))
}
