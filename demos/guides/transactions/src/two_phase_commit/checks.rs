//! What must hold of a commit, and which nodes prove that it does not.

use super::TwoPhaseCommit;
use super::state::{millis, since_yes};
use models::transactions::two_phase_commit::{
    Agreement, COORDINATOR, agreement, blocked, in_doubt, participants,
};
use sim::{Event, Micros, Model, NodeId};
use stage::{Check, Moment, Role, Verdict};

/// A doubt that lasts so long is no longer the ordinary one, which is two one-way
/// delays.
pub const LONG_DOUBT: Micros = Micros::from_millis(150);

/// Both checks.
pub fn checks(moment: &Moment<'_, TwoPhaseCommit>) -> Vec<Check> {
    vec![atomicity(moment), nobody_blocked(moment)]
}

/// What proves that a check fails: how the nodes are marked, which ones, and what is
/// said of them, in a title and a sentence.
pub struct Proof {
    pub role: Role,
    pub nodes: Vec<NodeId>,
    pub title: String,
    pub words: String,
}

impl Proof {
    /// The proof at a moment, if there is one: a torn transaction before a wait.
    pub fn of(moment: &Moment<'_, TwoPhaseCommit>) -> Option<Proof> {
        match agreement(moment.model) {
            Agreement::Broken { committed, aborted } => Some(Proof {
                role: Role::Lost,
                title: "✕ The transaction is torn".into(),
                words: torn(moment, &committed, &aborted),
                nodes: committed.into_iter().chain(aborted).collect(),
            }),
            Agreement::Kept => {
                let nodes = who_waits(moment);
                (!nodes.is_empty()).then(|| Proof {
                    role: Role::Doubt,
                    title: format!("{} can only wait", names(moment, &nodes)),
                    words: format!(
                        "in doubt for {}, the data locked",
                        millis(longest_doubt(moment, &nodes))
                    ),
                    nodes,
                })
            }
        }
    }
}

fn names(moment: &Moment<'_, TwoPhaseCommit>, nodes: &[NodeId]) -> String {
    let names: Vec<_> = nodes.iter().map(|node| moment.model.name(*node)).collect();
    names.join(", ")
}

fn torn(
    moment: &Moment<'_, TwoPhaseCommit>,
    committed: &[NodeId],
    aborted: &[NodeId],
) -> String {
    let (committed, aborted) = (names(moment, committed), names(moment, aborted));
    format!("{committed} committed; {aborted} aborted")
}

fn longest_doubt(moment: &Moment<'_, TwoPhaseCommit>, nodes: &[NodeId]) -> Micros {
    let doubts = nodes.iter().filter_map(|node| {
        let (since, end) = since_yes(moment.model, *node, moment.now)?;
        Some(end.since(since))
    });
    doubts.max().unwrap_or_default()
}

/// Who is blocked, if one of them has been in doubt for longer than everyone is:
/// what comes of the ordinary doubt is what the figure asks.
fn who_waits(moment: &Moment<'_, TwoPhaseCommit>) -> Vec<NodeId> {
    let blocked = blocked(moment.model);
    match longest_doubt(moment, &blocked) >= LONG_DOUBT {
        true => blocked,
        false => Vec::new(),
    }
}

/// Whose doubt ended only after the coordinator had come up again.
fn who_waited(moment: &Moment<'_, TwoPhaseCommit>) -> Vec<NodeId> {
    let is_repair =
        |event: &Event| *event == (Event::Restarted { node: COORDINATOR });
    let repairs = moment.past().iter().filter(|record| is_repair(&record.event));
    let repairs: Vec<Micros> = repairs.map(|record| record.at).collect();
    let waited = |node: &NodeId| {
        let doubt = since_yes(moment.model, *node, moment.now);
        doubt.is_some_and(|(since, end)| {
            repairs.iter().any(|at| since < *at && *at < end)
        })
    };
    participants(moment.model).map(|(node, _)| node).filter(waited).collect()
}

/// How long the participant that held its locks longest has held them.
fn longest_hold(moment: &Moment<'_, TwoPhaseCommit>) -> String {
    let held =
        participants(moment.model).map(|(_, p)| p.locks().held_for(moment.now));
    millis(held.max().unwrap_or_default())
}

fn atomicity(moment: &Moment<'_, TwoPhaseCommit>) -> Check {
    let (verdict, detail) = match agreement(moment.model) {
        Agreement::Kept => (Verdict::Holds, "all or none".into()),
        Agreement::Broken { committed, aborted } => {
            (Verdict::Fails, torn(moment, &committed, &aborted))
        }
    };
    Check { name: "Atomicity", verdict, detail }
}

/// What comes of a doubt is what the figure asks: while there is one it is open.
fn nobody_blocked(moment: &Moment<'_, TwoPhaseCommit>) -> Check {
    let (waits, waited) = (who_waits(moment), who_waited(moment));
    let doubt = in_doubt(moment.model).into_iter().map(|(node, _)| node);
    let doubt: Vec<_> = doubt.collect();
    let (verdict, detail) = if !waits.is_empty() {
        let names = names(moment, &waits);
        (Verdict::Fails, format!("{names} cannot go on alone"))
    } else if !doubt.is_empty() {
        let names = names(moment, &doubt);
        (Verdict::Open, format!("no outcome yet for {names}"))
    } else if !waited.is_empty() {
        (Verdict::Fails, format!("{} waited for it", names(moment, &waited)))
    } else {
        (Verdict::Holds, format!("locks held {} at most", longest_hold(moment)))
    };
    Check { name: "Nobody waits for C's repair", verdict, detail }
}
