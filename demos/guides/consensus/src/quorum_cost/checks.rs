//! What is so of a decision: whether it is made, and whether all that are honest take
//! the same value.

use super::QuorumCost;
use models::consensus::decision::{self, Message, Part, Server, Value};
use sim::{Cluster, Micros, Model, NodeId};
use stage::{Check, Moment, Verdict};

/// Whether S1 knows that the decision is made.
pub fn decided(moment: &Moment<'_, QuorumCost>) -> Check {
    let quorum = moment.settings.of_model().quorum();
    let agreeing = decision::asked(moment.model).agreeing();
    let agree = match has_promises(moment) {
        true => "promise",
        false => "agree",
    };
    let (verdict, detail) = match decision::asked(moment.model).decided() {
        Some(at) => (Verdict::Holds, format!("S1 knows after {} ms", took(at))),
        None if moment.now < decision::BEGIN => {
            (Verdict::Open, "S1 is not asked yet".into())
        }
        None => (
            Verdict::Fails.once(is_over(moment)),
            format!("{agreeing} of the {quorum} needed {agree}"),
        ),
    };
    Check { name: "Decided", verdict, detail }
}

/// Whether no two honest servers take different values: all but S1 are.
pub fn one_value(moment: &Moment<'_, QuorumCost>) -> Check {
    let (verdict, detail) = match conflict(moment.model) {
        Some(two) => (Verdict::Fails, two_values(moment.model, two)),
        None => (Verdict::Holds.once(is_over(moment)), String::new()),
    };
    Check { name: "Honest servers agree", verdict, detail }
}

/// How many milliseconds a decision took that was made then.
pub fn took(decided: Micros) -> u64 {
    let half = Micros::new(500);
    (decided.since(decision::BEGIN) + half).as_millis()
}

/// What the servers but S1 take for written.
pub fn held(cluster: &Cluster<Server>) -> impl Iterator<Item = (NodeId, Value)> {
    let others = cluster.nodes().filter(|node| *node != decision::ASKED);
    others.filter_map(|node| Some((node, cluster.process(node).holds()?)))
}

/// Two servers that take different values for written.
pub fn conflict(cluster: &Cluster<Server>) -> Option<[(NodeId, Value); 2]> {
    let first = held(cluster).next()?;
    let other = held(cluster).find(|(_, value)| *value != first.1)?;
    Some([first, other])
}

pub fn two_values(cluster: &Cluster<Server>, two: [(NodeId, Value); 2]) -> String {
    let [(one, this), (other, that)] = two;
    let (one, other) = (cluster.name(one), cluster.name(other));
    format!("{one} has {this}, {other} has {that}")
}

/// Whether S1 is in its first round of two, in which it is promised something and
/// nothing is decided.
pub fn has_promises(moment: &Moment<'_, QuorumCost>) -> bool {
    match decision::asked(moment.model).part() {
        Part::Leads { asks, .. } => *asks == Some(Message::Prepare),
        Part::Follows { .. } | Part::Doubts(_) => false,
    }
}

/// Whether nothing happens any more, and no message is held.
pub fn is_over(moment: &Moment<'_, QuorumCost>) -> bool {
    moment.model.next().is_none() && moment.model.in_flight().next().is_none()
}
