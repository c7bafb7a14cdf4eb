//! What each node was over time, read off the log.

use super::Paxos;
use sim::{Event, Micros, NodeId};
use stage::parts::Stretch;
use stage::{Moment, Role};

/// What a node was, from the start of the run to now.
pub fn of(moment: &Moment<'_, Paxos>, node: NodeId) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for record in moment.past() {
        let change = match &record.event {
            Event::Sent { from, label, .. } if *from == node => phase(label),
            Event::Received { to, label, .. } if *to == node => refusal(label),
            Event::Noted { node: Some(of), text } if *of == node => deed(text),
            Event::Stopped { node: of } if *of == node => Some(Role::Lost),
            Event::Restarted { node: of } if *of == node => {
                Some(on_disk(&stretches))
            }
            Event::Sent { .. }
            | Event::Received { .. }
            | Event::Noted { .. }
            | Event::Stopped { .. }
            | Event::Restarted { .. }
            | Event::Lost { .. }
            | Event::Expired { .. }
            | Event::Faulted { .. } => None,
        };
        if let Some(role) = change {
            change_to(&mut stretches, record.at, role);
        }
    }
    if let Some(last) = stretches.last_mut() {
        last.end = moment.now;
    }
    stretches
}

/// What a node is that comes up again: a promise, a vote and a choice are on its disk.
fn on_disk(stretches: &[Stretch]) -> Role {
    let before = stretches.iter().rev().find(|stretch| stretch.role != Role::Lost);
    let kept = before.map(|stretch| stretch.role);
    kept.filter(|role| matches!(role, Role::Doubt | Role::Committed))
        .unwrap_or(Role::Quiet)
}

/// Begins a stretch, unless the last one is the same and goes on. An acceptor that
/// promises a second time begins a new one: that is what the duel is about.
fn change_to(stretches: &mut Vec<Stretch>, at: Micros, role: Role) {
    if let Some(last) = stretches.last_mut() {
        if last.start == at && last.role == role {
            return;
        }
        last.end = at;
    }
    let is_thin = matches!(role, Role::Quiet | Role::Lost);
    stretches.push(Stretch { start: at, end: at, role, is_thin, text: "".into() });
}

/// What a message says of the proposer that sends it.
fn phase(label: &str) -> Option<Role> {
    if label.starts_with("Prepare") {
        Some(Role::Candidate)
    } else if label.starts_with("Accept ") {
        Some(Role::Leader)
    } else {
        None
    }
}

/// A proposer that is refused waits, if it does not prepare at once.
fn refusal(label: &str) -> Option<Role> {
    label.starts_with("Chosen").then_some(Role::Committed)
}

/// What a node says that it did.
fn deed(text: &str) -> Option<Role> {
    if text.starts_with("promises") {
        Some(Role::Doubt)
    } else if text.starts_with("votes") || text.starts_with("has the votes") {
        Some(Role::Committed)
    } else if text.starts_with("gives") {
        Some(Role::Quiet)
    } else {
        None
    }
}
