//! Bars: a quantity for each of a few things, and a line for what is expected.

use super::geometry::Point;
use super::svg::{Anchor, label, line, rectangle};
use crate::element::{Element, Role, Text, element};

/// One bar.
#[derive(Clone, Debug)]
pub struct Bar {
    /// Tells it from its siblings.
    pub key: Text,
    /// What it is about.
    pub name: Text,
    /// How long it is, in thousandths of the whole width.
    pub thousandths: u32,
    /// Its value, as printed behind it.
    pub value: Text,
    /// What it is.
    pub role: Role,
    /// What happens when the reader presses it: the action and its name.
    pub action: Option<(Text, Text)>,
}

/// Draws bars below each other in a box of `width` at `at`, each `height` high,
/// with a mark at `expected` thousandths. Room for names is 44 and for values
/// 56 units; the bars share the rest.
pub fn bars(
    at: Point,
    (width, height): (f32, f32),
    bars: &[Bar],
    expected: Option<u32>,
) -> Element {
    let (left, room) = (at.x + 44.0, width - 100.0);
    let end = |thousandths: u32| room * thousandths.min(1_000) as f32 / 1_000.0;
    let drawn = bars.iter().enumerate().map(|(index, bar)| {
        let top = at.y + height * index as f32;
        let base = top + height / 2.0 + 4.5;
        let mut group =
            element("g").class("bar").key(bar.key.clone()).role(bar.role);
        if let Some((action, name)) = &bar.action {
            group = group.pressable(action.clone(), name.clone());
        }
        let (name_at, value_at) = (
            Point::new(left - 6.0, base),
            Point::new(left + end(bar.thousandths) + 6.0, base),
        );
        let corner = Point::new(left, top + 2.0);
        group
            .child(label(name_at, Anchor::End, bar.name.clone()).class("name"))
            .child(
                rectangle(corner, (end(bar.thousandths), height - 4.0))
                    .class("mark"),
            )
            .child(label(value_at, Anchor::Start, bar.value.clone()).class("state"))
    });
    let all = element("g").class("bars").children(drawn);
    match expected {
        None => element("g").child(all),
        Some(thousandths) => {
            let x = left + end(thousandths);
            let bottom = at.y + height * bars.len() as f32;
            let mark = line(Point::new(x, at.y - 2.0), Point::new(x, bottom + 2.0));
            element("g").child(all).child(mark.class("expected").role(Role::Theory))
        }
    }
}
