//! What must hold of all types, and what each can or cannot hold.

use super::{Crdt, orders};
use models::replication::crdt::{
    Kind, State, agree, lost_writes, merges, mixed, name, replica, replicas,
    well_read,
};
use sim::NodeId;
use stage::{Check, Moment, Verdict};

/// The checks.
pub fn checks(moment: &Moment<'_, Crdt>) -> Vec<Check> {
    vec![same_value(moment), any_order(moment), of_type(moment)]
}

/// Two replicas that know of the same edits and read what differs.
fn differing(moment: &Moment<'_, Crdt>) -> Option<(NodeId, NodeId)> {
    let of = |node| replica(moment.model, node);
    replicas().find_map(|one| {
        let others = replicas().filter(|other| *other > one);
        let mut others = others.filter(|other| of(*other).seen() == of(one).seen());
        let other =
            others.find(|o| of(*o).state().read() != of(one).state().read());
        other.map(|other| (one, other))
    })
}

/// Whether two replicas know of the same edits, of which there are some.
pub fn some_agree(moment: &Moment<'_, Crdt>) -> bool {
    let of = |node| replica(moment.model, node).seen();
    let is_same =
        |one, other| of(one) == of(other) && of(one) != Default::default();
    replicas().any(|one| replicas().any(|other| one < other && is_same(one, other)))
}

fn same_value(moment: &Moment<'_, Crdt>) -> Check {
    let detail = match differing(moment) {
        Some((one, other)) => format!("{} and {} differ", name(one), name(other)),
        None if some_agree(moment) => "so far".into(),
        None => "not yet".into(),
    };
    Check {
        name: "Same edits, same value",
        verdict: Verdict::of(agree(moment.model)).once(some_agree(moment)),
        detail,
    }
}

fn any_order(moment: &Moment<'_, Crdt>) -> Check {
    let mut all = merges(moment.model);
    let first = all.next().map(|merged| merged.state);
    let others = all.filter(|merged| Some(&merged.state) != first.as_ref()).count();
    let is_merged = orders::is_merged(moment);
    Check {
        name: "Any order of merges",
        verdict: Verdict::of(others == 0).once(is_merged || others > 0),
        detail: match (others, is_merged) {
            (0, true) => "8 of 8 alike".into(),
            (0, false) => "not yet".into(),
            _ => format!("{others} of 8 differ"),
        },
    }
}

/// Whether the type holds what readers would like it to, at a replica.
fn holds(moment: &Moment<'_, Crdt>, node: NodeId) -> bool {
    let cluster = moment.model;
    match replica(cluster, node).state() {
        State::GCounter(_) | State::OrSet(_) => well_read(cluster, node),
        State::PnCounter(counter) => counter.value() >= 0,
        State::LwwRegister(_) => lost_writes(cluster, node).is_empty(),
        State::Text(_) => mixed(cluster, node).is_none(),
    }
}

/// The replicas at which it does not, by name.
fn failing(moment: &Moment<'_, Crdt>) -> String {
    let mut names = String::new();
    for node in replicas().filter(|node| !holds(moment, *node)) {
        if !names.is_empty() {
            names.push_str(", ");
        }
        names.push_str(name(node));
    }
    names
}

fn of_type(moment: &Moment<'_, Crdt>) -> Check {
    let failing = failing(moment);
    let state = replica(moment.model, NodeId(0)).state();
    Check {
        name: match Kind::of(state) {
            Kind::GCounter => "Each count counts once",
            Kind::PnCounter => "Never below zero",
            Kind::OrSet => "No removed tag comes back",
            Kind::LwwRegister => "No write is lost",
            Kind::Text => "Words stay whole",
        },
        verdict: Verdict::of(failing.is_empty()),
        detail: match failing.is_empty() {
            true => "so far".into(),
            false => format!("fails at {failing}"),
        },
    }
}

/// Whether a replica's row proves that a check fails.
pub fn is_blamed(moment: &Moment<'_, Crdt>, node: NodeId) -> bool {
    let is_apart = differing(moment).is_some_and(|(a, b)| node == a || node == b);
    is_apart || !holds(moment, node)
}

/// The sentence that says why a check fails.
pub fn proof(moment: &Moment<'_, Crdt>) -> Option<String> {
    if let Some(node) = replicas().find(|node| !holds(moment, *node)) {
        return Some(said(moment, node));
    }
    let (one, other) = differing(moment)?;
    let [one, other] = [one, other].map(name);
    Some(format!("✕ {one} and {other} know of the same edits, and differ"))
}

fn said(moment: &Moment<'_, Crdt>, node: NodeId) -> String {
    let (cluster, at) = (moment.model, failing(moment));
    match replica(cluster, node).state() {
        State::GCounter(_) => format!("✕ Some edits count twice at {at}"),
        State::PnCounter(_) => {
            format!("✕ Below zero at {at}: each saw enough")
        }
        State::OrSet(_) => format!("✕ Something removed is back at {at}"),
        State::LwwRegister(_) => {
            let gone = lost_writes(cluster, node);
            let (stamp, drink) = gone[0];
            let (drink, at) = (drink.name(), name(stamp.replica));
            format!("✕ Acknowledged at {at}, and gone: {drink}")
        }
        State::Text(_) => {
            let [a, b, c] = mixed(cluster, node).unwrap_or_default();
            format!("✕ Two words are mixed: {b} is between {a} and {c}")
        }
    }
}
