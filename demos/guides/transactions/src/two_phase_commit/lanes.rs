//! What each node was over time, and the moments at which the coordinator may be
//! crashed.

use super::TwoPhaseCommit;
use super::checks::Proof;
use super::marks::turns;
use super::picture::window;
use super::state::{millis, stages};
use models::transactions::two_phase_commit::{Locks, Node, Outcome, Phase};
use sim::{Model, NodeId};
use stage::parts::geometry::Point;
use stage::parts::{Anchor, Lanes, Stretch, Track, Trigger, label, picture};
use stage::{Element, Layout, Moment, Role, element};

const LOCKS: &str = "Locks held, and who is in doubt";

/// Draws the lanes up to a moment. What proves that a check fails is said above them.
pub fn draw(moment: &Moment<'_, TwoPhaseCommit>) -> Element {
    let cluster = moment.model;
    let tracks: Vec<_> = cluster.nodes().map(|node| track(moment, node)).collect();
    let triggers = turns(moment).into_iter().map(|turn| Trigger {
        lane: 0,
        at: turn.at,
        mark: (turn.id().into(), turn.name().into()),
    });
    let triggers: Vec<_> = triggers.collect();
    let hint = match triggers.is_empty() {
        true => "",
        false => "▾ on C: press one to crash C there",
    };
    let (at, below) = (Point::new(0.0, 16.0), Point::new(0.0, 34.0));
    let head = match Proof::of(moment) {
        Some(proof) => element("g")
            .role(proof.role)
            .child(label(at, Anchor::Start, proof.title).class("name matter"))
            .child(label(below, Anchor::Start, proof.words).class("matter")),
        None => element("g")
            .child(label(at, Anchor::Start, LOCKS).class("name"))
            .child(label(below, Anchor::Start, hint).class("state")),
    };
    let (width, room) = match moment.layout {
        Layout::Wide => (310, 220.0),
        Layout::Narrow => (340, 190.0),
    };
    let height = (room / tracks.len() as f32).min(46.0);
    let total = 50.0 + height * tracks.len() as f32 + 26.0;
    let lanes = Lanes {
        at: Point::new(0.0, 50.0),
        size: (width as f32, height),
        window: window(moment),
        now: moment.now,
        tracks,
        triggers,
    };
    let words = "Who held locks and who was in doubt, over time";
    picture((width, total as u32), words).child(head).child(lanes.draw())
}

fn track(moment: &Moment<'_, TwoPhaseCommit>, node: NodeId) -> Track {
    let cluster = moment.model;
    let now = moment.now;
    let down = sim::record::downtimes(moment.records, node, now);
    let down = down.into_iter().map(|(start, end)| Stretch {
        start,
        end,
        role: Role::Lost,
        is_thin: true,
        text: "stopped".into(),
    });
    let mut stretches = Vec::new();
    if let Node::Participant(participant) = cluster.process(node) {
        let (since, until) = match participant.locks() {
            Locks::Held { since } => (since.0, now),
            Locks::Released { since, until } => (since.0, until.0),
        };
        let mut add = |start, end, role, is_thin, text: String| {
            let text = text.into();
            stretches.push(Stretch { start, end, role, is_thin, text });
        };
        let stages = stages(cluster, node, now);
        let text = if stages.is_empty() { "locks" } else { "" };
        add(since, until, Role::Follower, false, text.into());
        for (start, end, role) in stages {
            let text = match role {
                Role::Candidate => "pre-committed".into(),
                _ => format!("in doubt {}", millis(end.since(start))),
            };
            add(start, end, role, false, text);
        }
        if let Phase::Done(outcome) = participant.phase() {
            let (role, text) = match outcome {
                Outcome::Commit => (Role::Committed, "committed"),
                Outcome::Abort => (Role::Quiet, "aborted"),
            };
            add(until, now, role, true, text.into());
        }
    }
    Track {
        name: cluster.name(node).into(),
        stretches: stretches.into_iter().chain(down).collect(),
    }
}
