//! The logs: a row for each server, a column for each index.

use super::{Scene, role};
use models::consensus::raft::{Call, Entry, Payload, Server};
use sim::NodeId;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, picture};
use stage::{Element, Role, element};

/// The width of the picture.
const WIDTH: f32 = 310.0;
/// Room for names at the left and for the indices at the top.
const LEFT: f32 = 34.0;
const TOP: f32 = 46.0;
/// A cell, and how many there are in a row.
const CELL: f32 = 39.0;
const COLUMNS: u32 = 7;

/// Draws the logs.
pub fn grid(scene: &Scene) -> Element {
    let servers = scene.servers();
    let pitch = (290.0 / servers.len().max(1) as f32).min(44.0);
    let ends = servers.iter().map(|(_, server)| server.log().last().index);
    let last = ends.max().unwrap_or(0).max(COLUMNS);
    let first = last + 1 - COLUMNS;
    let title = label(Point::new(0.0, 16.0), Anchor::Start, "The logs");
    let x = |index: u32| LEFT + CELL * (index - first) as f32;
    let heads = (first..=last).map(|index| {
        let at = Point::new(x(index) + CELL / 2.0 - 2.0, TOP - 6.0);
        label(at, Anchor::Middle, format!("#{index}")).class("state")
    });
    let rows = servers.iter().enumerate().map(|(place, (node, server))| {
        let top = TOP + pitch * place as f32;
        let name = Point::new(0.0, top + pitch / 2.0 + 3.0);
        let cells = (first..=last)
            .filter_map(|index| cell(server, index, (x(index), top), pitch));
        let (role, _) = role(scene, *node, server);
        element("g")
            .class("chip")
            .role(role)
            .child(label(name, Anchor::Start, scene.name(*node)).class("name"))
            .children(cells)
    });
    let size = (WIDTH as u32, (TOP + pitch * servers.len() as f32) as u32 + 28);
    let at = Point::new(0.0, size.1 as f32 - 8.0);
    let key = "▪ committed   ┅ not known to be   ▤ snapshot";
    picture(size, words(scene, &servers))
        .child(title.class("name"))
        .child(element("g").children(heads))
        .child(element("g").children(rows))
        .child(label(at, Anchor::Start, key).class("state"))
}

/// An entry as one server has it, if it has.
fn cell(
    server: &Server,
    index: u32,
    (x, y): (f32, f32),
    pitch: f32,
) -> Option<Element> {
    let size = (CELL - 4.0, pitch - 6.0);
    let middle = x + size.0 / 2.0;
    let corner = Point::new(x, y + 1.0);
    let mark = rectangle(corner, size).class("mark").attr("rx", 3u32);
    let text = |y: f32, text: String| {
        label(Point::new(middle, y), Anchor::Middle, text).class("inside")
    };
    if index <= server.log().snapshot().last.index {
        let at = y + pitch / 2.0 + 2.0;
        return Some(
            element("g").role(Role::Quiet).child(mark).child(text(at, "▤".into())),
        );
    }
    let entry = server.log().entry(index)?;
    let role = match index <= server.commit() {
        true => Role::Committed,
        false => Role::Doubt,
    };
    let drawn = element("g").role(role).child(mark);
    Some(drawn.child(text(y + pitch / 2.0 - 4.0, content(entry))).child(
        text(y + pitch / 2.0 + 10.0, format!("t{}", entry.term)).class("state"),
    ))
}

/// What an entry does, in four letters at most.
fn content(entry: &Entry) -> String {
    match entry.payload {
        Payload::Nothing => "–".into(),
        Payload::Operation(request) => match request.call {
            Call::Write(value) => format!("x={value}"),
            Call::Read => "x?".into(),
        },
        Payload::Configuration(voters) => format!("{} S", voters.len()),
    }
}

fn words(scene: &Scene, servers: &[(NodeId, &Server)]) -> String {
    let mut words = String::from("The logs");
    for (node, server) in servers {
        words.push_str(&format!(
            ", {} up to #{}, committed #{}",
            scene.name(*node),
            server.log().last().index,
            server.commit()
        ));
    }
    words
}
