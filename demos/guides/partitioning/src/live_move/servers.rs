//! The servers: strips in key order, with a mark for each row; and the rows that the
//! owner lacks.

use super::picture::Place;
use super::{LiveMove, words};
use models::partitioning::live_move::{
    Row, SOURCE, Step, TARGET, lost, owner, server,
};
use sim::NodeId;
use stage::cluster::node_id;
use stage::parts::flow::{draw_box, note, title};
use stage::parts::geometry::Point;
use stage::parts::{Anchor, Dots, label, line, text_width};
use stage::{Element, Layout, Moment, Role, element};

/// A server and its rows.
pub fn draw(moment: &Moment<'_, LiveMove>, place: &Place, node: NodeId) -> Element {
    let cluster = moment.model;
    let this = server(cluster, node);
    let strip = place.strip(node);
    let (role, state) = words::of_server(cluster, node);
    let name = words::name(node);
    let version = match (role, this.known()) {
        (Role::Chosen, Some(known)) => format!(", {}", known.version),
        (_, _) => String::new(),
    };
    let is_up = role != Role::Lost;
    let step = words::of_step(this).filter(|_| is_up);
    let step = step.map_or_else(String::new, |step| format!(", {step}"));
    // Above A and below B: rows fly between the two.
    let y = if node == SOURCE { strip.at.y - 8.0 } else { strip.end().y + 17.0 };
    let at = Point::new(strip.at.x, y);
    let words = format!("{name}: {state}{version}{step}");
    element("g")
        .child(draw_box(strip, role))
        .children(cursor(moment, place, node))
        .child(rows(moment, place, node))
        .child(title(at, Anchor::Start, words.clone()))
        .mark(node_id(node), words)
        .gives_way()
}

/// The rows that a server has, of a live range or of a copy.
fn rows(moment: &Moment<'_, LiveMove>, place: &Place, node: NodeId) -> Element {
    let this = server(moment.model, node);
    let loaded = server(moment.model, SOURCE).loaded();
    let mut dots = Dots::new(8.0);
    for row in this.rows().iter().chain(this.staged()) {
        let role = match loaded.binary_search(row) {
            Ok(_) => Role::Follower,
            Err(_) => Role::Candidate,
        };
        dots.put(role, place.key(node, row.key));
    }
    element("g").child(dots.draw()).child(log(moment, place, node))
}

/// The rows that were written behind the copy and are in no batch yet, ringed.
fn log(moment: &Moment<'_, LiveMove>, place: &Place, node: NodeId) -> Element {
    let moving = server(moment.model, node).moving();
    let mut rings = Dots::new(15.0);
    for row in moving.map_or(&[][..], |moving| moving.log()) {
        rings.put(Role::Doubt, place.key(node, row.key));
    }
    rings.draw()
}

/// How far the copy has come.
fn cursor(
    moment: &Moment<'_, LiveMove>,
    place: &Place,
    node: NodeId,
) -> Option<Element> {
    let moving = server(moment.model, node).moving()?;
    if moving.step() != Step::Copy {
        return None;
    }
    let at = place.key(node, moving.read_up_to());
    let strip = place.strip(node);
    let ends = [strip.at.y - 5.0, strip.end().y + 5.0];
    let [top, bottom] = ends.map(|y| Point::new(at.x, y));
    // Room for the word is left of the line, below the title.
    let has_room = at.x > strip.at.x + 60.0;
    let word = Point::new(at.x - 5.0, strip.end().y + 14.0);
    let word = has_room.then(|| note(word, Anchor::End, "copied"));
    Some(element("g").child(line(top, bottom).class("now")).children(word))
}

/// The rows that were acknowledged and are not at the owner: where they would be, and
/// what proves it.
pub fn missing(moment: &Moment<'_, LiveMove>, place: &Place) -> Element {
    let lost = lost(moment.model);
    let node = owner(moment.model).server;
    let other = if node == SOURCE { TARGET } else { SOURCE };
    let group = element("g").role(Role::Lost);
    if lost.is_empty() {
        return group.child(note(Point::new(0.0, 0.0), Anchor::Start, ""));
    }
    let mut dots = Dots::new(9.0);
    let mut ties = element("g");
    for row in &lost {
        let at = place.key(node, row.key);
        dots.put(Role::Lost, at);
        let from = place.key(other, row.key);
        let is_there = server(moment.model, other).rows().contains(row);
        if is_there {
            let tie = line(from.step(at, 7.0), at.step(from, 22.0));
            ties = ties.child(tie.class("link").role(Role::Lost));
        }
    }
    group
        .child(ties)
        .child(dots.draw())
        .children(names(moment, place, &lost))
        .child(said(moment, place, &lost))
}

/// The names of missing rows above their places, where there is room.
fn names(
    moment: &Moment<'_, LiveMove>,
    place: &Place,
    lost: &[Row],
) -> Vec<Element> {
    let node = owner(moment.model).server;
    let mut right = 0.0;
    let mut names = Vec::new();
    for row in lost {
        let name = row.to_string();
        let half = text_width(&name) / 2.0 + 2.0;
        let at = place.key(node, row.key);
        let at = Point::new(at.x, place.strip(node).at.y - 6.0);
        if at.x - half > right {
            right = at.x + half;
            names.push(label(at, Anchor::Middle, name).class("matter halo"));
        }
    }
    names
}

/// The sentence that names them.
fn said(moment: &Moment<'_, LiveMove>, place: &Place, lost: &[Row]) -> Element {
    let node = owner(moment.model).server;
    let strip = place.strip(TARGET);
    let name = words::name(node);
    let most = match moment.layout {
        Layout::Wide => 7,
        Layout::Narrow => 5,
    };
    let rows = words::rows(lost, most);
    let at = |line: f32| Point::new(strip.at.x, strip.end().y + 37.0 + 17.0 * line);
    let first = format!("✕ Acknowledged, and not at {name}:");
    element("g")
        .child(label(at(0.0), Anchor::Start, first).class("matter"))
        .child(label(at(1.0), Anchor::Start, rows).class("matter"))
}
