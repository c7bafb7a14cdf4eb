//! All orders, a tile each.

use super::marks::order_id;
use super::place::Place;
use super::words;
use models::caching::stale_race::{End, Order};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label};
use stage::{Element, Layout, Role, element};

/// Draws them with their top left at a point.
pub fn draw(place: &Place, at: Point) -> Element {
    let race = place.race;
    let (columns, pitch, width) = match place.layout {
        Layout::Wide => (6, 103.0, 96.0),
        Layout::Narrow => (3, 113.0, 106.0),
    };
    let (stale, all) = (race.stale(), race.ends().len());
    let head = match (race.is_over(), stale) {
        (false, _) => format!("All {all} orders"),
        (true, 1) => format!("All {all} orders: 1 ends stale"),
        (true, _) => format!("All {all} orders: {stale} end stale"),
    };
    let role = match (race.is_over(), stale) {
        (false, _) => Role::Quiet,
        (true, 0) => Role::Committed,
        (true, _) => Role::Lost,
    };
    let class = if race.is_over() { "loud" } else { "state" };
    let head = label(Point::new(at.x, at.y + 12.0), Anchor::Start, head);
    let head = element("g").role(role).child(head.class(class));
    let tiles = race.ends().iter().enumerate().map(|(index, (order, end))| {
        let (column, row) = (index % columns, index / columns);
        let corner = Point::new(
            at.x + column as f32 * pitch + 3.0,
            at.y + 22.0 + row as f32 * 46.0,
        );
        draw_tile(place, corner, width - 6.0, (order, *end))
    });
    element("g").child(head).child(element("g").children(tiles))
}

fn draw_tile(
    place: &Place,
    at: Point,
    width: f32,
    (order, end): (&Order, End),
) -> Element {
    let race = place.race;
    let (role, class) = match (race.is_over(), end) {
        (false, _) => (Role::Quiet, "mark"),
        (true, End::Deleted) => (Role::Follower, "mark"),
        (true, End::New) => (Role::Committed, "mark"),
        (true, End::Stale) => (Role::Lost, "bar-mark"),
    };
    let words = words::order(order);
    let middle = at.x + width / 2.0;
    let text = Point::new(middle, at.y + 16.0);
    let tile = rectangle(at, (width, 24.0)).attr("rx", 4u32).class(class);
    let mark = element("g")
        .class("operation")
        .role(role)
        .child(tile)
        .child(label(text, Anchor::Middle, words.clone()).class("inside"))
        .mark(order_id(order), words);
    let is_shown = order[..] == *race.order();
    let around = is_shown.then(|| {
        let corner = Point::new(at.x - 3.0, at.y - 3.0);
        let frame = rectangle(corner, (width + 6.0, 29.0));
        frame.attr("rx", 6u32).class("decides")
    });
    let class = if end == End::Stale { "news says-lost" } else { "state" };
    let ends = race.is_over().then(|| {
        let at = Point::new(middle, at.y + 38.0);
        label(at, Anchor::Middle, words::end(end)).class(class)
    });
    element("g").child(mark).children(around).children(ends)
}
