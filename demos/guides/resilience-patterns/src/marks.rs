//! Requests as marks: squares and crosses, many in one path.

use stage::parts::Point;
use stage::{Element, Px, Role, element};

/// The path of marks of one kind.
pub fn requests(data: String, role: Role) -> Element {
    element("path").attr("d", data).class("requests").role(role)
}

/// Adds a square with its top left at `at` to the data of a path.
pub fn square(data: &mut String, at: Point, unit: f32) {
    let (x, y) = Point::new(at.x + 0.5, at.y + 0.5).px();
    let side = Px::round(unit - 1.0);
    data.push_str(&format!("M{x} {y}h{side}v{side}h-{side}z"));
}

/// Adds a cross.
pub fn cross(data: &mut String, at: Point, unit: f32) {
    let (x, y) = Point::new(at.x + 0.8, at.y + 0.8).px();
    let side = Px::round(unit - 1.6);
    data.push_str(&format!("M{x} {y}l{side} {side}m-{side} 0l{side}-{side}"));
}
