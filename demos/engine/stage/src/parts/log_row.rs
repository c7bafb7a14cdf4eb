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

/// An entry that has gone, struck out, and what is there now, if there is something.
/// The role says whether anybody misses it.
pub fn draw_ghost(
    (area, role): (Area, Role),
    gone: impl IntoText,
    now: Option<String>,
) -> Element {
    let frame = rectangle(area.at, (area.width, area.height)).attr("rx", 3_u32);
    let (x, y) = (area.middle().x, area.middle().y);
    let is_high = area.height > 27.0 && now.is_some();
    let at = Point::new(x, if is_high { y - 2.5 } else { y + 4.5 });
    let gone = label(at, Anchor::Middle, gone).class("inside struck");
    let now = now.filter(|_| is_high).map(|now| {
        label(Point::new(x, y + 12.0), Anchor::Middle, now).class("inside")
    });
    element("g")
        .role(role)
        .class("ghost")
        .child(frame.class("mark"))
        .child(gone)
        .children(now)
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
