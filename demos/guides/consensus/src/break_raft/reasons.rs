//! Why a server votes as it does, and why a leader commits nothing.

use crate::servers::{Reasons, Scene, why_not};
use models::consensus::raft::breaking::STEP;
use models::consensus::raft::{Position, Server, Weighed};
use sim::NodeId;

/// What is drawn of the reasons: in the ring and beside the logs.
pub const REASONS: Reasons = Reasons { decides, is_compared, beside };

/// What a server compared for its vote in the step that is shown; by hand, just now.
/// That two logs are both empty says nothing.
fn compared<'s>(scene: &Scene, server: &'s Server) -> Option<&'s Weighed> {
    let weighed = server.witness().weighed()?;
    let step = |at: sim::Micros| at.get() / STEP.get();
    let is_now = match scene.trial.report() {
        Some(_) => step(weighed.at) == step(scene.now),
        None => scene.is_recent(weighed.at),
    };
    let (candidate, own) = weighed.last;
    let says = candidate.index + own.index > 0 || !is_granted(server, weighed);
    (is_now && says).then_some(weighed)
}

/// Whether it voted for the candidate.
fn is_granted(server: &Server, weighed: &Weighed) -> bool {
    server.witness().voted(weighed.terms.0, weighed.candidate)
}

/// Whether the entry at an index is one of two that are compared for a vote.
fn is_compared(scene: &Scene, node: NodeId, index: u32) -> bool {
    scene.servers().into_iter().any(|(voter, server)| {
        compared(scene, server).is_some_and(|weighed| {
            let (candidate, own) = weighed.last;
            voter == node && own.index == index
                || weighed.candidate == node && candidate.index == index
        })
    })
}

/// Where two logs end, as they are compared: by term; by index if the terms are equal.
fn comparison((candidate, own): (Position, Position)) -> String {
    let is_longer = candidate.term == own.term && candidate.index != own.index;
    let end = |position: Position| match position.index {
        0 => "none".into(),
        index if is_longer => format!("#{index}"),
        _ => format!("t{}", position.term),
    };
    let sign = match candidate.is_up_to_date_with(own) {
        true if candidate == own => "=",
        true => ">",
        false => "<",
    };
    format!("{} {sign} {}", end(candidate), end(own))
}

/// What is said beside the log of a server: each line with its class.
fn beside(
    scene: &Scene,
    node: NodeId,
    server: &Server,
) -> Vec<(String, &'static str)> {
    if let Some(weighed) = compared(scene, server) {
        let name = scene.name(weighed.candidate);
        let (candidate, own) = weighed.last;
        let (vote, class) = match is_granted(server, weighed) {
            true => ("votes yes", "state"),
            false => ("votes no", "state says-lost"),
        };
        let why = match why_not(weighed) {
            why if candidate.is_up_to_date_with(own) && class != "state" => {
                why.into()
            }
            _ => format!("{name}: {}", comparison(weighed.last)),
        };
        return vec![(why, "state"), (vote.into(), class)];
    }
    holds_back(scene, node, server).map_or_else(Vec::new, |(copies, term)| {
        vec![
            (format!("{copies} copies,"), "state"),
            (format!("of old t{term}"), "state says-lost"),
        ]
    })
}

/// Whether it is seen to decide now: on a vote, or to commit nothing.
fn decides(scene: &Scene, node: NodeId, server: &Server) -> bool {
    compared(scene, server).is_some() || holds_back(scene, node, server).is_some()
}

/// The copies of a leader's last entry and its term, if a majority has it and it is
/// not committed, as it is of an earlier term.
fn holds_back(scene: &Scene, node: NodeId, server: &Server) -> Option<(u32, u32)> {
    let leadership = server.leadership().filter(|_| scene.is_up(node))?;
    let last = server.log().last();
    let has = |voter: &NodeId| {
        *voter == node || leadership.progress(*voter).matched >= last.index
    };
    let voters = server.voters();
    let all = scene.servers().into_iter().map(|(voter, _)| voter);
    let copies = all.filter(|v| voters.contains(*v)).filter(has).count() as u32;
    let is_held = server.commit() < last.index
        && last.term < server.term()
        && 2 * copies > voters.len();
    is_held.then_some((copies, last.term))
}

/// What is decided in the step of `actor`, and why: a sentence each.
pub fn notes(scene: &Scene, actor: NodeId) -> Vec<String> {
    let mut notes = Vec::new();
    for (node, server) in scene.servers() {
        if let Some(weighed) = compared(scene, server) {
            notes.push(vote(scene, node, server, weighed));
        }
    }
    let held = scene.server(actor).and_then(|s| holds_back(scene, actor, s));
    if let Some((copies, term)) = held {
        notes.push(format!(
            "{} commits nothing: {copies} have the entry, but it is of old term {term}.",
            scene.name(actor)
        ));
    }
    notes
}

fn vote(scene: &Scene, node: NodeId, server: &Server, weighed: &Weighed) -> String {
    let (voter, asks) = (scene.name(node), scene.name(weighed.candidate));
    let is_older = !weighed.last.0.is_up_to_date_with(weighed.last.1);
    match (is_granted(server, weighed), why_not(weighed)) {
        (true, _) if is_older => format!("{voter} votes for an older log."),
        (true, _) if weighed.last.0 == weighed.last.1 => {
            format!("{voter} votes yes: {asks} has the same last entry.")
        }
        (true, _) => format!("{voter} votes yes: {asks} has the later last entry."),
        (false, why) => format!("{voter} votes no: {why}."),
    }
}
