//! Why the model in focus holds or not: an order for all or for each, or the
//! circle.

use super::ConsistencyModels;
use super::words::{heading, reason, value};
use models::cap_theorem::consistency::{
    History, Label, Level, Operation, Step, Verdict, View,
};
use sim::Micros;
use stage::parts::geometry::Point;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, label};
use stage::{Element, Layout, Moment, Role, element};

/// Room for a heading and so many rows.
pub const HEIGHT: f32 = 20.0 + ROWS as f32 * ROW;
const ROWS: usize = 5;
const ROW: f32 = 18.0;

/// The model that is explained: the one that is pressed, or else the weakest of the
/// ladder that is violated, or the strongest where none is.
pub fn focus(moment: &Moment<'_, ConsistencyModels>) -> Level {
    let is_pressed = |level: &Level| {
        moment
            .selection
            .last()
            .is_some_and(|mark| mark == super::words::slug(*level))
    };
    let pressed = Level::ALL.into_iter().find(is_pressed);
    let violated = moment.model.standing().weakest_violated();
    pressed.or(violated).unwrap_or(Level::Linearizable)
}

/// Why each operation of the circle has to come before the next, a row each.
pub fn reasons(history: &History, found: &Verdict) -> Vec<String> {
    let Verdict::Fails(evidence) = found else { return Vec::new() };
    let steps = evidence.steps.iter();
    let say = |step: &Step| {
        format!("{} → {}: {}", step.from, step.to, reason(history, step))
    };
    steps.map(say).collect()
}

/// Draws the proof with its top left at a point.
pub fn draw(
    moment: &Moment<'_, ConsistencyModels>,
    at: Point,
    level: Level,
) -> Element {
    let history = moment.model.history();
    let found = moment.model.standing().verdict(level);
    let role = super::role_of(found);
    let head = label(
        Point::new(at.x, at.y + 13.0),
        Anchor::Start,
        heading(level, found, history),
    );
    let row = |place: usize| Point::new(at.x, at.y + 20.0 + ROW * place as f32);
    let rows: Vec<Element> = match found {
        Verdict::Holds(views) => {
            let views = views.iter().filter(|view| !view.order.is_empty());
            let views = views.enumerate();
            views.map(|(place, view)| draw_view(moment, view, row(place))).collect()
        }
        Verdict::Fails(_) => {
            let rows = said(reasons(history, found)).into_iter().enumerate();
            let rows = rows.map(|(place, words)| {
                let at = row(place);
                let at = Point::new(at.x, at.y + 13.0);
                label(at, Anchor::Start, words).class("state")
            });
            rows.collect()
        }
        Verdict::Untold => Vec::new(),
    };
    let instead =
        instead(moment, found, |place| row(rows.len() + place), rows.len());
    let group = element("g").class("proof-of").role(role);
    group.child(head.class("loud")).children(rows).children(instead)
}

/// Below why a model does not hold, where all has ended: the strongest one that does,
/// with its orders, if there is room.
fn instead(
    moment: &Moment<'_, ConsistencyModels>,
    found: &Verdict,
    row: impl Fn(usize) -> Point,
    taken: usize,
) -> Option<Element> {
    let standing = moment.model.standing();
    let is_shown = matches!(found, Verdict::Fails(_)) && moment.model.is_over();
    let level = Level::ALL.into_iter().filter(|_| is_shown);
    let level = level.into_iter().find(|level| standing.holds(*level))?;
    let Verdict::Holds(views) = standing.verdict(level) else { return None };
    let views = views.iter().filter(|view| !view.order.is_empty()).enumerate();
    if taken + 1 + views.clone().count() > ROWS {
        return None;
    }
    let head = heading(level, standing.verdict(level), moment.model.history());
    let at = row(0);
    let head = label(Point::new(at.x, at.y + 13.0), Anchor::Start, head);
    let views = views.map(|(place, view)| draw_view(moment, view, row(place + 1)));
    let group = element("g").role(Role::Committed);
    Some(group.child(head.class("loud")).children(views))
}

/// As many rows as there is room for.
fn said(mut rows: Vec<String>) -> Vec<String> {
    let all = rows.len();
    if all > ROWS {
        rows.truncate(ROWS - 1);
        rows.push(format!("and {} more", all + 1 - ROWS));
    }
    rows
}

/// An order, a small box for each operation.
fn draw_view(
    moment: &Moment<'_, ConsistencyModels>,
    view: &View,
    at: Point,
) -> Element {
    let history = moment.model.history();
    let width = match moment.layout {
        Layout::Wide => 424.0,
        Layout::Narrow => 334.0,
    };
    let who = view.process.map_or("all".into(), |process| format!("P{process}"));
    let room = (width - 26.0) / view.order.len().max(1) as f32;
    let step = room.min(48.0);
    let boxes = view.order.iter().enumerate().filter_map(|(place, label)| {
        let operation = history.get(*label)?;
        let at = Point::new(at.x + 26.0 + step * place as f32, at.y);
        Some(draw_small(operation, at, step - 3.0))
    });
    let who =
        label(Point::new(at.x, at.y + 12.0), Anchor::Start, who).class("state");
    element("g").class("order").child(who).children(boxes)
}

fn draw_small(operation: &Operation, at: Point, width: f32) -> Element {
    let role = if operation.is_write() { Role::Leader } else { Role::Follower };
    let name = operation.label.to_string();
    let words =
        if width > 40.0 { format!("{name} {}", value(operation)) } else { name };
    let middle = Point::new(at.x + width / 2.0, at.y + 11.5);
    element("g")
        .role(role)
        .child(rectangle(at, (width, ROW - 3.0)).attr("rx", 3u32).class("mark"))
        .child(label(middle, Anchor::Middle, words).class("inside"))
}

/// A point in its interval for each operation of an order, each behind the one before: in
/// the middle of where it may lie, and where several have to share that, from its one end
/// to the other.
pub fn points(
    history: &History,
    order: &[Label],
    now: Micros,
) -> Vec<(Label, Micros)> {
    let operations: Vec<&Operation> =
        order.iter().filter_map(|label| history.get(*label)).collect();
    let mut last = Micros::ZERO;
    let earliest = operations.iter().map(|operation| {
        last = last.max(operation.from);
        last
    });
    let earliest: Vec<Micros> = earliest.collect();
    let mut next = Micros::MAX;
    let latest = operations.iter().zip(&earliest).rev().map(|(one, earliest)| {
        let end = one.to.filter(|to| *to <= now).unwrap_or(now);
        next = next.min(end.max(*earliest));
        next
    });
    let mut latest: Vec<Micros> = latest.collect();
    latest.reverse();
    let mut before = Micros::ZERO;
    let points = operations.iter().enumerate().map(|(place, operation)| {
        let is_behind = place > 0 && before >= earliest[place];
        let (start, end) = (earliest[place].max(before), latest[place]);
        let rivals = earliest[place + 1..].iter().filter(|other| **other < end);
        let room = end.since(start).get();
        before = start
            + Micros::new(match (is_behind, rivals.count() as u64) {
                (false, 0) => room / 2,
                (true, 0) => room,
                (false, _) => 0,
                (true, rivals) => room / (rivals + 1),
            });
        (operation.label, before)
    });
    points.collect()
}
