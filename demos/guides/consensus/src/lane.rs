//! The lane of a server along time: its sign and its name at the left, what it can be
//! pressed for.

use sim::NodeId;
use stage::cluster::node_id;
use stage::parts::node::{cross, shape};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, line};
use stage::{Element, Role, element};

/// Where a lane is, and whose it is.
pub struct Lane {
    pub server: NodeId,
    pub role: Role,
    pub name: String,
    /// Its middle.
    pub y: f32,
    /// Where time begins and ends.
    pub ends: (f32, f32),
    /// The size of its sign.
    pub sign: f32,
    /// Where the name begins.
    pub name_at: Point,
    /// How wide and how high that is which can be pressed.
    pub hit: (f32, f32),
}

impl Lane {
    /// Draws the lane with what is on it and the words beside its name; the state is
    /// for whoever presses it, or hears of it.
    pub fn draw(
        self,
        on_it: Vec<Element>,
        beside: Element,
        state: &str,
    ) -> Element {
        let (at, size) = (Point::new(9.0, self.y), self.sign);
        let sign = match self.role {
            Role::Lost => element("g").child(cross(at, 6.0)),
            role => shape(at, size, role),
        };
        let end = |x| Point::new(x, self.y);
        let axis = line(end(self.ends.0), end(self.ends.1)).class("axis");
        let corner = Point::new(0.0, self.y - self.hit.1 / 2.0);
        let name = label(self.name_at, Anchor::Start, self.name.clone());
        element("g")
            .class("lane")
            .key(node_id(self.server))
            .role(self.role)
            .child(rectangle(corner, self.hit).class("hit"))
            .child(axis)
            .children(on_it)
            .child(sign)
            .child(name.class("name"))
            .child(beside)
            .mark(node_id(self.server), format!("{}, {state}", self.name))
    }
}
