//! The models as rungs: those that hold are lit, and the strongest of them is
//! marked.

use super::words::{short, slug};
use super::{ConsistencyModels, role_of};
use models::cap_theorem::consistency::{Level, Verdict};
use stage::parts::geometry::Point;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, label, lines};
use stage::{Element, Layout, Moment, Role, element};

/// Whether any operation has ended: before that there is nothing to hold of.
pub fn has_begun(moment: &Moment<'_, ConsistencyModels>) -> bool {
    let mut all = moment.model.history().operations.iter();
    all.any(|one| one.to.is_some_and(|to| to <= moment.now))
}

/// How a verdict is written.
pub fn sign(found: &Verdict) -> (&'static str, Role) {
    let sign = match found {
        Verdict::Holds(_) => "✓",
        Verdict::Fails(_) => "✕",
        Verdict::Untold => "…",
    };
    (sign, role_of(found))
}

const RUNG: f32 = 24.0;
const PITCH: f32 = 28.0;
const WIDTH: f32 = 156.0;

/// Draws it with its top left at a point; `focus` is the model that is explained.
pub fn draw(
    moment: &Moment<'_, ConsistencyModels>,
    at: Point,
    focus: Level,
) -> Element {
    let has_begun = has_begun(moment);
    let strongest = moment.model.standing().strongest();
    let rungs = Level::ALL.into_iter().enumerate().map(|(place, level)| {
        let corner = corner(moment.layout, place);
        let corner = Point::new(at.x + corner.x, at.y + corner.y);
        draw_rung(
            moment,
            level,
            corner,
            (has_begun && strongest.contains(&level), level == focus),
        )
    });
    let head =
        if moment.model.is_over() { "What holds" } else { "What holds so far" };
    let head = label(Point::new(at.x + 6.0, at.y + 14.0), Anchor::Start, head);
    let rails = [2.0, 10.0 + WIDTH].map(|x| {
        let top = at.y + corner(moment.layout, 0).y - 4.0;
        let end = at.y + corner(moment.layout, 3).y + RUNG + 4.0;
        (Point::new(at.x + x, top), Point::new(at.x + x, end))
    });
    let last = corner(moment.layout, Level::ALL.len() - 1);
    let apart = Point::new(at.x + last.x + 2.0, at.y + last.y - 7.0);
    let apart = (moment.layout == Layout::Wide).then(|| {
        label(apart, Anchor::Start, "if it goes on like this:").class("state")
    });
    element("g")
        .class("ladder")
        .children(apart)
        .child(head.class("name"))
        .child(lines(rails).class("rail"))
        .child(element("g").children(rungs))
}

/// The four that form the ladder, the session guarantees, and the one that is
/// apart.
fn corner(layout: Layout, place: usize) -> Point {
    let (left, row) = match (layout, place) {
        (_, 0..4) => (6.0, place as f32),
        (Layout::Wide, 4..8) => (16.0, place as f32 + 0.3),
        (Layout::Wide, _) => (6.0, place as f32 + 1.0),
        (Layout::Narrow, 4..8) => (176.0, place as f32 - 4.0),
        (Layout::Narrow, _) => (176.0, 4.0),
    };
    let pitch = match layout {
        Layout::Wide => PITCH,
        Layout::Narrow => PITCH - 3.0,
    };
    Point::new(left, 24.0 + pitch * row)
}

fn draw_rung(
    moment: &Moment<'_, ConsistencyModels>,
    level: Level,
    at: Point,
    (is_strongest, is_focus): (bool, bool),
) -> Element {
    let found = moment.model.standing().verdict(level);
    let (sign, role) = match has_begun(moment) {
        true => sign(found),
        false => ("…", Role::Quiet),
    };
    let words = format!("{sign} {}", short(level));
    let class = if is_strongest { "rung strongest" } else { "rung" };
    let rect = rectangle(at, (WIDTH, RUNG)).attr("rx", 4u32).class("mark");
    let text =
        label(Point::new(at.x + 8.0, at.y + 16.5), Anchor::Start, words.clone());
    let rung = element("g").class(class).role(role).child(rect).child(text);
    let around = is_focus.then(|| {
        let corner = Point::new(at.x - 2.5, at.y - 2.5);
        let around = rectangle(corner, (WIDTH + 5.0, RUNG + 5.0));
        around.attr("rx", 6u32).class("decides")
    });
    element("g")
        .key(slug(level))
        .child(rung.mark(slug(level), words))
        .children(around)
}
