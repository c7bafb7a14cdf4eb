//! Bars: a quantity for each of a few things, beside what was expected of it and
//! beside a rival's.

use super::geometry::Point;
use super::svg::{Anchor, label, line, rectangle, spoken};
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
    /// How long the thin bar below it is, which it is compared with.
    pub rival: Option<u32>,
    /// Where it was expected to end.
    pub expected: Option<u32>,
    /// Its value, as printed at the right.
    pub value: Text,
    /// What it is.
    pub role: Role,
    /// What happens when the reader presses it: the action and its name.
    pub action: Option<(Text, Text)>,
}

/// Room for names at the left.
const NAMES: f32 = 40.0;
/// Room for values at the right.
const VALUES: f32 = 48.0;

/// Draws bars below each other in a box of `width` at `at`, each `height` high.
pub fn bars(at: Point, (width, height): (f32, f32), bars: &[Bar]) -> Element {
    let drawn = bars.iter().enumerate().map(|(index, bar)| {
        let corner = Point::new(at.x, at.y + height * index as f32);
        draw_bar(corner, (width, height), bar)
    });
    element("g").class("bars").children(drawn)
}

fn draw_bar(at: Point, (width, height): (f32, f32), bar: &Bar) -> Element {
    let (left, room) = (at.x + NAMES, width - NAMES - VALUES);
    let end = |thousandths: u32| room * thousandths.min(1_000) as f32 / 1_000.0;
    // A bar alone fills its row; with a rival it leaves a third to it.
    let thick = height * if bar.rival.is_some() { 0.54 } else { 0.8 };
    let thin = height * 0.22;
    let top = at.y + height * 0.1;
    let base = at.y + height / 2.0 + 4.5;
    let value_at = Point::new(at.x + width - 4.0, base);
    let mut group = element("g").class("bar").key(bar.key.clone()).role(bar.role);
    if let Some((action, name)) = &bar.action {
        group = group
            .pressable(action.clone(), spoken(&[&bar.name, &bar.value], name))
            .child(rectangle(at, (width, height)).class("hit"));
    }
    let rival = bar.rival.map(|rival| {
        let corner = Point::new(left, top + thick + 1.0);
        rectangle(corner, (end(rival), thin)).class("rival")
    });
    let expected = bar.expected.map(|expected| {
        let x = left + end(expected);
        line(Point::new(x, at.y), Point::new(x, at.y + height)).class("expected")
    });
    let name_at = Point::new(left - 6.0, base);
    group
        .child(label(name_at, Anchor::End, bar.name.clone()).class("name"))
        .child(
            rectangle(Point::new(left, top), (end(bar.thousandths), thick))
                .class("mark"),
        )
        .children(rival)
        .children(expected)
        .text(" ") // or else the name and the value are read as one word
        .child(label(value_at, Anchor::End, bar.value.clone()).class("state"))
}
