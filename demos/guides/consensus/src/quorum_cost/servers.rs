//! A row for each server: what it is, and when it was stopped.

use super::checks::{conflict, is_lying};
use super::frame::Frame;
use super::journeys::{Fate, Journey};
use super::{Choice, QuorumCost, value_role};
use crate::lane::Lane;
use models::consensus::decision::{ASKED, Part, Server, Value};
use sim::cluster::Condition;
use sim::record::downtimes;
use sim::{Cluster, Micros, Model, NodeId};
use stage::cluster::{message, node};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, line};
use stage::{Element, Mark, Moment, Role, element};

/// What the reader may do to servers and messages.
pub fn marks(
    cluster: &Cluster<Server>,
) -> Vec<Mark<<Cluster<Server> as Model>::Edit>> {
    let name = |node| cluster.name(node);
    let quorum = cluster.process(ASKED).quorum();
    let servers = cluster.nodes().map(|id| {
        let (_, words) = state(cluster, id, quorum);
        node(cluster, id, cluster.name(id)).state(words)
    });
    let messages = cluster
        .in_flight()
        .map(|(id, in_flight)| message::<Server>(id, in_flight, &name));
    servers.chain(messages).collect()
}

/// What a server is: its role in the picture, and that in words.
fn state(
    cluster: &Cluster<Server>,
    node: NodeId,
    quorum: u32,
) -> (Role, &'static str) {
    if cluster.condition(node) == Condition::Stopped {
        return (Role::Lost, "stopped");
    }
    let server = cluster.process(node);
    match server.part() {
        _ if server.decided().is_some() => (Role::Committed, "knows"),
        Part::Leads if server.rounds().is_empty() => (Role::Leader, "is asked"),
        Part::Leads => (Role::Leader, "counts answers"),
        Part::Follows { said: None } => (Role::Follower, "follower"),
        Part::Follows { said: Some(_) } => (Role::Doubt, "has answered"),
        Part::Doubts(_) if node == ASKED => (Role::Leader, "primary"),
        Part::Doubts(replica) if replica.is_prepared(quorum) => {
            (Role::Doubt, "prepared")
        }
        Part::Doubts(replica) if replica.is_ordered() => (Role::Doubt, "was told"),
        Part::Doubts(_) => (Role::Follower, "backup"),
    }
}

/// Draws the row of a server.
pub fn draw(
    moment: &Moment<'_, QuorumCost>,
    frame: &Frame,
    journeys: &[Journey],
    id: NodeId,
) -> Element {
    let cluster = moment.model;
    let (role, words) = state(cluster, id, cluster.process(ASKED).quorum());
    let is_liar = id == ASKED && is_lying(moment);
    // A liar knows nothing that holds for all.
    let role = match role {
        Role::Committed if is_liar => Role::Leader,
        role => role,
    };
    let (y, pitch) = (frame.y(id), frame.pitch());
    let lane = Lane {
        server: id,
        role,
        name: cluster.name(id),
        y,
        ends: (frame.left, frame.right),
        // Those of many rows do not touch.
        sign: (pitch - 2.0).min(14.0) / 2.0,
        name_at: Point::new(20.0, y + 4.5),
        hit: (frame.left - 6.0, pitch.min(36.0)),
    };
    let mut on_it = stops(moment, frame, id);
    on_it.extend(takes(moment, frame, journeys, id));
    lane.draw(on_it, beside(moment, id, role, y), words)
}

/// When it was stopped.
fn stops(
    moment: &Moment<'_, QuorumCost>,
    frame: &Frame,
    id: NodeId,
) -> Vec<Element> {
    let stops = downtimes(moment.records, id, moment.now).into_iter();
    let stops = stops.map(|(start, end)| {
        let (from, to) =
            (frame.at((id, start)), frame.at((id, end.min(moment.now))));
        line(from, to).class("trail").role(Role::Lost)
    });
    stops.collect()
}

/// Beside its name: what it does, or what it was told.
fn beside(
    moment: &Moment<'_, QuorumCost>,
    id: NodeId,
    role: Role,
    y: f32,
) -> Element {
    // A name of three letters is wider.
    let at = Point::new(if id.0 < 9 { 44.0 } else { 52.0 }, y + 4.5);
    let server = moment.model.process(id);
    let (words, class) = match server.told() {
        _ if role == Role::Lost => (String::from("down"), "state"),
        _ if id == ASKED && is_lying(moment) => ("lies".into(), "alarm"),
        Some(value) => (value.to_string(), "state"),
        None => match (id == ASKED, moment.settings.protocol) {
            (true, Choice::Raft) => ("leader".into(), "state"),
            (true, Choice::Pbft) => ("primary".into(), "state"),
            (true, Choice::Paxos | Choice::MultiPaxos) | (false, _) => {
                (String::new(), "state")
            }
        },
    };
    label(at, Anchor::Start, words).class(class)
}

/// Where S1 lies: when a server takes a value for written, and which.
fn takes(
    moment: &Moment<'_, QuorumCost>,
    frame: &Frame,
    journeys: &[Journey],
    id: NodeId,
) -> Option<Element> {
    if !is_lying(moment) || id == ASKED {
        return None;
    }
    let server = moment.model.process(id);
    let value = server.holds()?;
    let first = journeys.iter().find_map(|journey| match journey.fate {
        Fate::Came(at) if journey.to == id && journey.message.has_value() => {
            Some(at)
        }
        Fate::Came(_) | Fate::Lost(_) | Fate::Flies(..) => None,
    });
    let at = server.decided().or(first)?;
    let is_proof = conflict(moment.model)
        .is_some_and(|two| two.iter().any(|(node, _)| *node == id));
    Some(draw_taken(frame, (id, at), value, is_proof))
}

fn draw_taken(
    frame: &Frame,
    at: (NodeId, Micros),
    value: Value,
    is_proof: bool,
) -> Element {
    let (width, height) = (34.0, frame.pitch().min(22.0));
    let at = frame.at(at);
    // It stands behind the moment, and in the picture.
    let x = at.x.min(frame.right - width);
    let corner = Point::new(x, at.y - height / 2.0);
    let middle = Point::new(x + width / 2.0, at.y + 4.5);
    let chip = rectangle(corner, (width, height)).class("mark").attr("rx", 3u32);
    let around = is_proof.then(|| {
        let corner = Point::new(x - 4.0, corner.y - 4.0);
        rectangle(corner, (width + 8.0, height + 8.0))
            .class("blamed")
            .attr("rx", 5u32)
    });
    element("g")
        .class("chip")
        .role(value_role(value))
        .child(chip)
        .child(label(middle, Anchor::Middle, value.to_string()).class("inside"))
        .children(around)
}
