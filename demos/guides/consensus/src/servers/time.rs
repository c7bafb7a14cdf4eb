//! The space–time diagram: the last stretch of the run.

use super::{Scene, role_of};
use models::consensus::raft::{Kind, Reign};
use sim::record::downtimes;
use sim::{Micros, NodeId};
use stage::parts::node::shape;
use stage::parts::{Anchor, Point, SpaceTime, label, picture, text_width};
use stage::{Element, Layout, Role, element};

/// Draws what happened in the `span` up to now, and a little room ahead.
pub fn space_time(scene: &Scene, span: Micros) -> Element {
    let ahead = Micros::new(span.get() / 8);
    let start = scene.now.since(span);
    let window = (start, start + span + ahead);
    // Records of before and after the window would only be looked through.
    let from = scene.records.partition_point(|record| record.at + span < start);
    let to = scene.records.partition_point(|record| record.at <= scene.now);
    let cluster = scene.cluster();
    let mut diagram = SpaceTime::of_cluster(
        cluster,
        &scene.records[from..to.max(from)],
        window,
        scene.layout,
        |kind| role_of(kind.among(&Kind::ALL)),
    );
    for (lane, node) in diagram.lanes.iter_mut().zip(cluster.nodes()) {
        lane.stretches = stretches(scene, node);
        lane.stretches.retain(|(_, end, _)| *end >= start);
    }
    element("div")
        .child(legend(scene.layout))
        .child(diagram.draw("Space–time diagram of the servers"))
}

/// When a server was stopped, and when it led.
fn stretches(scene: &Scene, node: NodeId) -> Vec<(Micros, Micros, Role)> {
    let stops = downtimes(scene.records, node, scene.now);
    let reigns = scene.server(node).map_or(&[][..], |s| s.witness().reigns());
    let led = reigns.iter().map(|Reign { from, until, .. }| {
        let mut ends = stops.iter().map(|(at, _)| *at).filter(|at| at >= from);
        let end = until.or(ends.next()).unwrap_or(scene.now);
        (*from, end, Role::Leader)
    });
    let stopped = stops.iter().map(|(from, until)| (*from, *until, Role::Lost));
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
