//! Two selected events below each other: what each stamp counts, and of each count
//! which one is larger. One number always has a larger one; of two vectors each may
//! have some.

use super::VectorClocks;
use super::selection::{Chosen, PAST, in_time};
use models::clocks::{Conclusion, Event, Order, Scheme, compare, relation};
use sim::Model;
use stage::parts::geometry::Point;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, label, picture, text_width};
use stage::{Element, Layout, Moment, Role, element};
use std::cmp::Ordering;

/// How large the table is, and what else stands in its place.
pub const fn size(layout: Layout) -> (u32, u32) {
    match layout {
        Layout::Wide => (240, 80),
        Layout::Narrow => (340, 80),
    }
}

/// Where names, moments and counts begin.
const NAMES: f32 = 8.0;
const MOMENTS: f32 = 52.0;
const COUNTS: f32 = 112.0;
/// From row to row; the first begins below the heads.
const HEADS: f32 = 16.0;
const ROW: f32 = 24.0;
const GAP: f32 = 4.0;
/// Where the last line stands.
const FOOT: f32 = HEADS + 2.0 * ROW + 12.0;

/// What is counted, and what both stamps have there.
struct Column {
    head: String,
    cells: [String; 2],
    /// How the first stands to the second.
    order: Ordering,
}

/// Draws the two.
pub fn draw(moment: &Moment<'_, VectorClocks>, two: &[Chosen<'_>; 2]) -> Element {
    let words = format!("The stamps of {} and {}", two[0].name, two[1].name);
    let mut table = picture(size(moment.layout), words).class("compared").child(
        label(Point::new(MOMENTS, 11.0), Anchor::Start, "at").class("state"),
    );
    for (row, chosen) in two.iter().enumerate() {
        table = table.child(draw_name(row, chosen, role_of(two, row)));
    }
    let mut left = COUNTS;
    for column in columns(moment, two) {
        let width = column.cells.iter().map(|text| text_width(text) + 10.0);
        let width = width.fold(23.0, f32::max);
        table = table.child(draw_column(&column, (left, width), two));
        left += width + GAP;
    }
    let foot = label(Point::new(NAMES, FOOT), Anchor::Start, "filled: larger");
    table.child(foot.class("state")).children(draw_verdict(moment, two))
}

/// The colour of what leads on from the first, or of what leads to the last.
fn role_of(two: &[Chosen<'_>; 2], row: usize) -> Role {
    let [a, b] = [two[0].event, two[1].event];
    let is_last = match (a, b) {
        (Some(a), Some(b)) => {
            let (_, last) = in_time(a, b);
            two[row].event.is_some_and(|event| event.id == last.id)
        }
        (Some(_), None) | (None, Some(_)) | (None, None) => {
            two[row].event.is_none()
        }
    };
    if is_last { PAST } else { Role::Chosen }
}

fn draw_name(row: usize, chosen: &Chosen<'_>, role: Role) -> Element {
    let base = HEADS + ROW * row as f32 + 14.5;
    let at = match chosen.event {
        Some(event) => format!("{} ms", event.at.as_millis()),
        None => "not yet".into(),
    };
    let name = label(Point::new(NAMES, base), Anchor::Start, chosen.name.clone());
    let at = label(Point::new(MOMENTS, base), Anchor::Start, at);
    element("g").role(role).child(name.class("loud")).child(at.class("state"))
}

fn draw_column(
    column: &Column,
    (left, width): (f32, f32),
    two: &[Chosen<'_>; 2],
) -> Element {
    let head = Point::new(left, 11.0);
    let head = label(head, Anchor::Start, column.head.clone()).class("state");
    let larger = match column.order {
        Ordering::Greater => Some(0),
        Ordering::Less => Some(1),
        Ordering::Equal => None,
    };
    let cells = column.cells.iter().enumerate().map(|(row, text)| {
        let top = HEADS + ROW * row as f32;
        let (role, class) = match larger == Some(row) {
            true => (role_of(two, row), "count larger"),
            false => (Role::Quiet, "count"),
        };
        let cell = rectangle(Point::new(left, top), (width, ROW - GAP));
        let at = Point::new(left + width / 2.0, top + 14.5);
        let text = label(at, Anchor::Middle, text.clone()).class("inside");
        let cell = cell.attr("rx", 2u32).class("mark");
        element("g").class(class).role(role).child(cell).child(text)
    });
    let cells: Vec<_> = cells.collect();
    element("g").child(head).children(cells)
}

fn columns(
    moment: &Moment<'_, VectorClocks>,
    two: &[Chosen<'_>; 2],
) -> Vec<Column> {
    let scheme = moment.settings.scheme();
    let column = |head: &str, what: &dyn Fn(&Event) -> String| Column {
        head: head.into(),
        cells: [0, 1].map(|row| two[row].event.map_or("?".into(), what)),
        order: Ordering::Equal,
    };
    let both = two[0].event.zip(two[1].event);
    let order = |compare: &dyn Fn(&Event, &Event) -> Ordering| {
        both.map_or(Ordering::Equal, |(a, b)| compare(a, b))
    };
    let text = |event: &Event| event.stamps.text(scheme);
    match scheme {
        Scheme::Lamport => vec![Column {
            order: order(&|a, b| a.stamps.lamport.cmp(&b.stamps.lamport)),
            ..column("Lamport stamp L", &text)
        }],
        Scheme::Hybrid => vec![Column {
            order: order(&|a, b| a.stamps.hybrid.cmp(&b.stamps.hybrid)),
            ..column("hybrid stamp", &text)
        }],
        Scheme::Vector => {
            let columns = moment.model.nodes().map(|node| {
                let count = |event: &Event| event.stamps.vector.get(node);
                Column {
                    order: order(&|a, b| count(a).cmp(&count(b))),
                    ..column(&moment.model.name(node), &|e| count(e).to_string())
                }
            });
            columns.collect()
        }
        Scheme::Dotted => vec![knows(both)],
    }
}

/// A dotted version vector says of one event whether it knew of the other: that one
/// is larger.
fn knows(both: Option<(&Event, &Event)>) -> Column {
    let (cells, order) = match both {
        None => (["?", "?"], Ordering::Equal),
        Some((a, b)) => match a.stamps.dotted.order(&b.stamps.dotted) {
            Order::Before => (["no", "yes"], Ordering::Less),
            Order::After => (["yes", "no"], Ordering::Greater),
            Order::Equal | Order::Concurrent => (["no", "no"], Ordering::Equal),
        },
    };
    let head = "knows the other".into();
    Column { head, cells: cells.map(Into::into), order }
}

/// Whether the stamps shown tell how the two stand, and if so how.
fn draw_verdict(
    moment: &Moment<'_, VectorClocks>,
    two: &[Chosen<'_>; 2],
) -> Option<Element> {
    let (a, b) = two[0].event.zip(two[1].event)?;
    let (role, words) = match compare(moment.settings.scheme(), a, b).conclusion {
        Conclusion::Is(order) => {
            (Role::Committed, format!("✓ {}", relation(a, order, b)))
        }
        Conclusion::NotAfter | Conclusion::NotBefore => {
            (Role::Lost, "✕ cannot tell".into())
        }
    };
    let words = label(Point::new(COUNTS, FOOT), Anchor::Start, words);
    Some(words.class("loud").role(role))
}
