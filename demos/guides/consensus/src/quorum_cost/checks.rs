//! What is so of a decision: whether it is made, and whether all that are honest take
//! the same value.

use super::{QuorumCost, UNDER_WAY};
use models::consensus::decision::{self, ASKED, Honesty, Message, Server, Value};
use sim::cluster::Condition;
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
        Some(at) => (
            Verdict::Holds,
            format!("S1 knows of x=1 after {} ms", took(decision::BEGIN, at)),
        ),
        None if is_at_rest(moment) => (Verdict::Open, "S1 was just asked".into()),
        None => (
            Verdict::Fails.once(is_over(moment)),
            format!("{agreeing} of the {quorum} needed {agree}"),
        ),
    };
    Check { name: "Decided", verdict, detail }
}

/// Whether nothing has come yet: how many it takes would be the answer to what is asked.
pub fn is_at_rest(moment: &Moment<'_, QuorumCost>) -> bool {
    moment.now <= UNDER_WAY
}

/// Whether no two honest servers take different values: all but S1 are.
pub fn one_value(moment: &Moment<'_, QuorumCost>) -> Check {
    let (verdict, detail) = match conflict(moment.model) {
        Some(two) => (Verdict::Fails, two_values(moment.model, two)),
        None => (Verdict::Holds.once(is_over(moment)), String::new()),
    };
    Check { name: "Honest servers agree", verdict, detail }
}

/// How many milliseconds a decision took.
pub fn took(began: Micros, decided: Micros) -> u64 {
    let half = Micros::new(500);
    (decided.since(began) + half).as_millis()
}

/// Whether S1 tells half of the others another value.
pub fn is_lying(moment: &Moment<'_, QuorumCost>) -> bool {
    moment.settings.of_model().asked == Honesty::Lies
}

/// Why S1 will never know.
pub fn why_never(moment: &Moment<'_, QuorumCost>) -> String {
    let asked = decision::asked(moment.model);
    match asked.agreeing() {
        _ if moment.model.condition(ASKED) == Condition::Stopped => {
            "✕ S1 stopped before it knew".into()
        }
        count => format!("✕ S1 waits for ever: {count} of {}", asked.quorum()),
    }
}

/// What the servers but S1 take for written.
pub fn held(cluster: &Cluster<Server>) -> impl Iterator<Item = (NodeId, Value)> {
    let others = cluster.nodes().filter(|node| *node != decision::ASKED);
    others.filter_map(|node| Some((node, cluster.process(node).holds()?)))
}

/// The servers but S1 that run and have taken nothing.
pub fn waiting(cluster: &Cluster<Server>) -> impl Iterator<Item = NodeId> {
    let others = cluster.nodes().filter(|node| *node != decision::ASKED);
    let others =
        others.filter(|node| cluster.condition(*node) != Condition::Stopped);
    others.filter(|node| cluster.process(*node).holds().is_none())
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
    let rounds = decision::asked(moment.model).rounds();
    rounds.last().is_some_and(|round| round.asks == Message::Prepare)
}

/// Whether nothing happens any more, and no message is held.
pub fn is_over(moment: &Moment<'_, QuorumCost>) -> bool {
    moment.model.next().is_none() && moment.model.in_flight().next().is_none()
}
