//! What must hold of a commit, and which nodes prove that it does not.

use super::TwoPhaseCommit;
use super::state::{millis, since_yes};
use models::transactions::two_phase_commit::{
    Agreement, COORDINATOR, Termination, agreement, blocked, in_doubt, lock_time,
    participants,
};
use sim::cluster::Condition;
use sim::text::join;
use sim::{Micros, Model, NodeId};
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
    join(&names, ", ")
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

/// Where the coordinator is down and nobody is blocked all the same: who is up and in
/// doubt, and the participants whom each of them may ask, as they know the outcome.
fn who_may_ask(
    moment: &Moment<'_, TwoPhaseCommit>,
) -> Option<(Vec<NodeId>, Vec<NodeId>)> {
    let cluster = moment.model;
    let is_up = |node| cluster.condition(node) != Condition::Stopped;
    let asks_peers =
        moment.settings.of_model().termination == Termination::Cooperative;
    if is_up(COORDINATOR) || !asks_peers || !blocked(cluster).is_empty() {
        return None;
    }
    let doubt = in_doubt(cluster).into_iter().map(|(node, _)| node);
    let doubt: Vec<_> = doubt.filter(|node| is_up(*node)).collect();
    let can_ask = |node: &NodeId, other: NodeId| {
        !cluster.is_cut(*node, other) && !cluster.is_cut(other, *node)
    };
    let know = participants(cluster).filter(|(node, participant)| {
        participant.outcome().is_some()
            && is_up(*node)
            && doubt.iter().all(|asks| can_ask(asks, *node))
    });
    let know: Vec<_> = know.map(|(node, _)| node).collect();
    (!doubt.is_empty() && !know.is_empty()).then_some((doubt, know))
}

fn atomicity(moment: &Moment<'_, TwoPhaseCommit>) -> Check {
    let (verdict, detail) = match agreement(moment.model) {
        Agreement::Kept => (Verdict::Holds, String::new()),
        Agreement::Broken { committed, aborted } => {
            (Verdict::Fails, torn(moment, &committed, &aborted))
        }
    };
    Check { name: "Atomicity", verdict, detail }
}

fn nobody_blocked(moment: &Moment<'_, TwoPhaseCommit>) -> Check {
    let blocked = blocked(moment.model);
    let waits = who_waits(moment);
    let (verdict, detail) = if let Some((doubt, know)) = who_may_ask(moment) {
        let (doubt, know) = (names(moment, &doubt), names(moment, &know));
        (Verdict::Holds, format!("{doubt} may ask {know}"))
    } else if blocked.is_empty() {
        let held = millis(lock_time(moment.model, moment.now));
        (Verdict::Holds, format!("locks held {held} in all"))
    } else if waits.is_empty() {
        let names = names(moment, &blocked);
        (Verdict::Open, format!("no outcome yet for {names}"))
    } else {
        let names = names(moment, &waits);
        (Verdict::Fails, format!("{names} cannot go on alone"))
    };
    Check { name: "Nobody is blocked until a repair", verdict, detail }
}
