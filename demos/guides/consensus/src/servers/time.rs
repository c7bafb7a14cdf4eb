//! The space–time diagram: the last stretch of the run.

use super::{Scene, message_role};
use sim::{Event, Micros, NodeId};
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
    let flight = |flight| Flight::of_cluster(flight, scene.now, message_role);
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
        role: message_role,
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
    let mut stretches = Vec::new();
    let mut open: Option<(Micros, Role)> = None;
    for record in scene.records.iter().filter(|record| record.at <= scene.now) {
        let next = match &record.event {
            Event::Noted { node: Some(n), text } if *n == node => {
                match text.as_str() {
                    "leads" => Some(Role::Leader),
                    "leads no more" => None,
                    _ => continue,
                }
            }
            Event::Stopped { node: n } if *n == node => Some(Role::Lost),
            Event::Restarted { node: n } if *n == node => None,
            Event::Noted { .. }
            | Event::Stopped { .. }
            | Event::Restarted { .. }
            | Event::Sent { .. }
            | Event::Received { .. }
            | Event::Lost { .. }
            | Event::Expired { .. }
            | Event::Faulted { .. } => continue,
        };
        if let Some((start, role)) = open.take() {
            stretches.push((start, record.at, role));
        }
        open = next.map(|role| (record.at, role));
    }
    stretches.extend(open.map(|(start, role)| (start, scene.now, role)));
    stretches
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
