//! Logs beside their servers: cells, and the crown of whoever leads.

use super::geometry::Point;
use super::room::Area;
use super::svg::{Anchor, label, path, rectangle};
use crate::element::{Element, IntoText, Role, element};

/// An entry of a log: green where it is safe, dashed where it is not known to be, red
/// where it is lost.
pub fn draw_cell(area: Area, role: Role, text: impl IntoText) -> Element {
    let frame = rectangle(area.at, (area.width, area.height)).attr("rx", 3_u32);
    let group = element("g").role(role).child(frame.class("mark"));
    let text = text.into_text();
    let middle = Point::new(area.middle().x, area.middle().y + 4.5);
    let inside = label(middle, Anchor::Middle, text).class("inside");
    group.child(inside)
}

/// An entry that has gone, struck out, and what is there now, in a role of its own, if
/// there is something and the cell is high enough. The role says whether anybody misses it.
pub fn draw_ghost(
    (area, role): (Area, Role),
    gone: impl IntoText,
    now: Option<(Role, String)>,
) -> Element {
    let frame = rectangle(area.at, (area.width, area.height)).attr("rx", 3_u32);
    let (x, y) = (area.middle().x, area.middle().y);
    let now = now.filter(|_| area.height > 24.0);
    let at = Point::new(x, if now.is_some() { y - 2.0 } else { y + 4.5 });
    let gone = label(at, Anchor::Middle, gone).class("inside struck");
    let frame = frame.class("mark");
    let ghost = element("g").role(role).class("ghost");
    match now {
        None => ghost.child(frame),
        Some((role, now)) => {
            let below = Point::new(x, y + 11.0);
            let now = label(below, Anchor::Middle, now).class("inside");
            ghost.child(element("g").role(role).child(frame).child(now))
        }
    }
    .child(gone)
}

/// A crown whose middle is at a point: whoever is under it would acknowledge a write.
pub fn draw_crown(at: Point) -> Element {
    let corners = [
        (-9.0, 5.0),
        (-9.0, -5.0),
        (-4.5, 0.0),
        (0.0, -6.0),
        (4.5, 0.0),
        (9.0, -5.0),
        (9.0, 5.0),
        (-9.0, 5.0),
    ];
    let corner = |(x, y)| Point::new(at.x + x, at.y + y);
    let crown = path(corners.map(corner)).class("dots solid");
    element("g").role(Role::Leader).child(crown.role(Role::Leader))
}
