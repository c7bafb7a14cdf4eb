//! What is read off a run of a commit, to hold sentences to.

use crate::claim::Shown;
use models::transactions::two_phase_commit::{
    COORDINATOR, Coordinator, Locks, Node, Outcome, Participant, Phase,
    participants,
};
use sim::{Cluster, Event, Log, Micros, Model, NodeId, Record};

/// What tells a participant how it ends, or that all have voted yes.
pub const OUTCOME_LABELS: [&str; 3] = ["Commit", "Abort", "PreCommit"];

pub fn cluster<'a>(shown: &Shown<'a>) -> &'a Cluster<Node> {
    shown.model()
}

pub fn coordinator<'a>(shown: &Shown<'a>) -> &'a Coordinator {
    match cluster(shown).process(COORDINATOR) {
        Node::Coordinator(coordinator) => coordinator,
        Node::Participant(_) | Node::Standby(_) => {
            panic!("the first one coordinates")
        }
    }
}

pub fn is_three_phase(shown: &Shown) -> bool {
    shown.knob("protocol") == "three-phase"
}

pub fn is_locked(participant: &Participant) -> bool {
    matches!(participant.locks(), Locks::Held { .. })
}

pub fn all(shown: &Shown, is_so: impl Fn(&Participant) -> bool) -> bool {
    participants(cluster(shown)).all(|(_, participant)| is_so(participant))
}

pub fn phase(cluster: &Cluster<Node>, node: NodeId) -> Phase {
    match cluster.process(node) {
        Node::Participant(participant) => participant.phase(),
        Node::Coordinator(_) | Node::Standby(_) => panic!("it is no participant"),
    }
}

pub fn node_of(shown: &Shown, name: &str) -> NodeId {
    let node =
        cluster(shown).nodes().find(|node| cluster(shown).name(*node) == name);
    node.unwrap_or_else(|| panic!("there is no {name}"))
}

pub fn who_has(shown: &Shown, outcome: Outcome) -> Vec<String> {
    let cluster = cluster(shown);
    let has = |node: &NodeId| cluster.process(*node).outcome() == Some(outcome);
    cluster.nodes().filter(has).map(|node| cluster.name(node)).collect()
}

pub fn is_torn(shown: &Shown) -> bool {
    [Outcome::Commit, Outcome::Abort].iter().all(|o| !who_has(shown, *o).is_empty())
}

/// Whether the names are those of who committed, and of who aborted.
pub fn tears(shown: &Shown) -> bool {
    who_has(shown, Outcome::Commit) == shown.names(0)
        && who_has(shown, Outcome::Abort) == shown.names(1)
        && is_torn(shown)
}

/// The cluster some time later, or when a node next stops or comes up; and whether
/// none did.
pub fn go_on(shown: &Shown) -> (Cluster<Node>, bool) {
    let mut later = cluster(shown).clone();
    let until = shown.now() + Micros::from_secs(3);
    let mut records: Vec<Record> = Vec::new();
    while later.next().is_some_and(|at| at < until) {
        let before = later.clone();
        later.step(&mut Log::to(&mut records));
        let is_turn = |record: &Record| {
            matches!(record.event, Event::Stopped { .. } | Event::Restarted { .. })
        };
        if records.drain(..).any(|record| is_turn(&record)) {
            return (before, false);
        }
    }
    (later, true)
}

pub fn is_told(event: &Event, labels: &[&str]) -> bool {
    match event {
        Event::Sent { from: COORDINATOR, label, .. } => {
            labels.contains(&label.as_str())
        }
        _ => false,
    }
}

/// How often the coordinator has said one of these to somebody.
pub fn told(shown: &Shown, labels: &[&str]) -> usize {
    shown.past().iter().filter(|record| is_told(&record.event, labels)).count()
}

/// Whether the coordinator has received a yes from every participant.
pub fn has_every_yes(shown: &Shown) -> bool {
    participants(cluster(shown)).all(|(node, _)| {
        shown.happened(|event| match event {
            Event::Received { from, to: COORDINATOR, label, .. } => {
                *from == node && label == "Vote yes"
            }
            _ => false,
        })
    })
}

/// What the figure asks about: all votes are yes, and the coordinator has them and
/// stops before it has told any participant.
pub fn dies_before_it_tells(shown: &Shown) -> bool {
    let stops =
        |record: &&Record| record.event == (Event::Stopped { node: COORDINATOR });
    let Some(stop) = shown.past().iter().find(stops) else { return false };
    let before = shown.past().iter().filter(|record| record.at <= stop.at);
    has_every_yes(shown)
        && !before.clone().any(|record| is_told(&record.event, &OUTCOME_LABELS))
}

/// Whether each that finished after its yes was told so at that moment.
pub fn who_voted_yes_was_told(shown: &Shown) -> bool {
    let mut in_doubt = Vec::new();
    let mut told = Vec::new();
    for Record { at, event } in shown.past() {
        match event {
            Event::Noted { node: Some(node), text }
                if text.starts_with("votes yes") =>
            {
                in_doubt.push(*node);
            }
            Event::Received { to, label, .. }
                if OUTCOME_LABELS.contains(&label.as_str()) =>
            {
                told.push((*to, *at));
            }
            Event::Noted { node: Some(node), text }
                if text.contains("releases its locks")
                    && in_doubt.contains(node)
                    && !told.contains(&(*node, *at)) =>
            {
                return false;
            }
            _ => {}
        }
    }
    true
}
