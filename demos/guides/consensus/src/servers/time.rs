//! The space–time diagram: the last stretch of the run.

use super::{Scene, message_role};
use models::consensus::raft::{Message, Reign};
use sim::cluster::InFlight;
use sim::{Event, MessageId, Micros, NodeId};
use stage::parts::node::shape;
use stage::parts::{
    Anchor, Flight, Lane, Point, SpaceTime, label, picture, text_width,
};
use stage::{Element, Layout, Role, element};

/// Draws what happened in the `span` up to now, and a little room ahead.
pub fn space_time(scene: &Scene, span: Micros) -> Element {
    let ahead = Micros::new(span.get() / 8);
    let start = scene.now.since(span);
    let window = (start, start + span + ahead);
    let lane = |node: NodeId| Lane {
        name: scene.name(node).into(),
        stretches: stretches(scene, node)
            .into_iter()
            .filter(|(_, end, _)| *end >= start)
            .collect(),
    };
    let cluster = scene.cluster();
    let flight = |(id, flight): (MessageId, &InFlight<Message>)| Flight {
        message: id,
        from: (flight.from, flight.sent),
        to: flight.to,
        progress: flight.progress(scene.now),
        role: message_role(&flight.message),
    };
    // Records of before and after the window would only be looked through.
    let from = scene.records.partition_point(|record| record.at + span < start);
    let to = scene.records.partition_point(|record| record.at <= scene.now);
    let diagram = SpaceTime {
        layout: scene.layout,
        size: SpaceTime::alone(scene.layout),
        window,
        now: scene.now,
        lanes: cluster.nodes().map(lane).collect(),
        records: &scene.records[from..to.max(from)],
        role: label_role,
        in_flight: cluster.in_flight().map(flight).collect(),
        stamps: Vec::new(),
        highlights: Vec::new(),
        has_grips: false,
    };
    element("div")
        .child(legend(scene.layout))
        .child(diagram.draw("Space–time diagram of the servers"))
}

/// When a server was stopped, and when it led.
fn stretches(scene: &Scene, node: NodeId) -> Vec<(Micros, Micros, Role)> {
    let past = scene.records.iter().filter(|record| record.at <= scene.now);
    let mut stops: Vec<(Micros, Option<Micros>)> = Vec::new();
    for record in past {
        match (&record.event, stops.last_mut()) {
            (Event::Stopped { node: n }, _) if *n == node => {
                stops.push((record.at, None));
            }
            (Event::Restarted { node: n }, Some(stop)) if *n == node => {
                stop.1 = Some(record.at);
            }
            _ => {}
        }
    }
    let reigns = scene.server(node).map_or(&[][..], |s| s.witness().reigns());
    let led = reigns.iter().map(|Reign { from, until, .. }| {
        let mut ends = stops.iter().map(|(at, _)| *at).filter(|at| at >= from);
        let end = until.or(ends.next()).unwrap_or(scene.now);
        (*from, end, Role::Leader)
    });
    let stopped = stops
        .iter()
        .map(|(from, until)| (*from, until.unwrap_or(scene.now), Role::Lost));
    led.chain(stopped).collect()
}

/// What the marks mean.
fn legend(layout: Layout) -> Element {
    let (size, per_row) = match layout {
        Layout::Wide => ((860, 24), 6),
        Layout::Narrow => ((340, 48), 3),
    };
    let kinds = [
        (Role::Candidate, "asks for a vote"),
        (Role::Committed, "yes"),
        (Role::Leader, "Append; leads"),
        (Role::Quiet, "heartbeat"),
        (Role::Follower, "other"),
        (Role::Lost, "no; lost"),
    ];
    let mut left = 0.0;
    let marks = kinds.into_iter().enumerate().map(|(index, (role, word))| {
        left = if index % per_row == 0 { 14.0 } else { left };
        let at = Point::new(left, 12.0 + 22.0 * (index / per_row) as f32);
        left += text_width(word) + 36.0;
        let text = Point::new(at.x + 13.0, at.y + 4.5);
        element("g")
            .role(role)
            .child(shape(at, 5.0, role))
            .child(label(text, Anchor::Start, word).class("state"))
    });
    picture(size, "What the colours and shapes mean").children(marks)
}

/// The role of a message that has come to its end: of it only its label is kept.
fn label_role(label: &str) -> Role {
    let is = |start: &str| label.starts_with(start);
    if is("RequestVote") || is("PreVote") {
        Role::Candidate
    } else if is("Append") || is("Snapshot") {
        Role::Leader
    } else if is("Vote no") || is("Lacks") || is("Not") || is("Term") {
        Role::Lost
    } else if is("Heartbeat") {
        Role::Quiet
    } else if is("Vote yes") || is("done") || is("x is") {
        Role::Committed
    } else {
        Role::Follower
    }
}
