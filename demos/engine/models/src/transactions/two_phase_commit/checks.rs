//! What must hold of a cluster, and what can be read off it.

use super::{
    COORDINATOR, CoordinatorPhase, Doubt, Message, Node, Outcome, Participant,
    Phase, Protocol, Termination,
};
use sim::cluster::Condition;
use sim::{Cluster, Micros, NodeId};

/// Whether all nodes that know an outcome know the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// No node has committed while another has aborted.
    Kept,
    /// The transaction is torn in two, which no repair can undo.
    Broken {
        /// Who has committed.
        committed: Vec<NodeId>,
        /// Who has aborted.
        aborted: Vec<NodeId>,
    },
}

/// Atomicity: no node commits while another aborts. Nodes that are stopped count
/// as well, with what is in their log.
pub fn agreement(cluster: &Cluster<Node>) -> Agreement {
    let who = |outcome| {
        let knows =
            |node: &NodeId| cluster.process(*node).outcome() == Some(outcome);
        cluster.nodes().filter(knows).collect::<Vec<_>>()
    };
    let (committed, aborted) = (who(Outcome::Commit), who(Outcome::Abort));
    match committed.is_empty() || aborted.is_empty() {
        true => Agreement::Kept,
        false => Agreement::Broken { committed, aborted },
    }
}

/// The participants of a cluster, P1 first.
pub fn participants(
    cluster: &Cluster<Node>,
) -> impl Iterator<Item = (NodeId, &Participant)> {
    cluster.nodes().filter_map(|node| match cluster.process(node) {
        Node::Participant(participant) => Some((node, participant)),
        Node::Coordinator(_) | Node::Standby(_) => None,
    })
}

/// The outcome, once all participants know it and agree.
pub fn outcome(cluster: &Cluster<Node>) -> Option<Outcome> {
    let mut known =
        participants(cluster).map(|(_, participant)| participant.outcome());
    let first = known.next()??;
    known.all(|other| other == Some(first)).then_some(first)
}

/// Who is in doubt, and since when; those that are stopped as well.
pub fn in_doubt(cluster: &Cluster<Node>) -> Vec<(NodeId, Micros)> {
    participants(cluster)
        .filter_map(|(node, participant)| {
            match (participant.phase(), participant.doubt()) {
                (Phase::InDoubt(_), Doubt::Open { since }) => Some((node, since.0)),
                (Phase::InDoubt(_), Doubt::Never | Doubt::Over { .. })
                | (Phase::Working | Phase::Done(_), _) => None,
            }
        })
        .collect()
}

/// Who is *blocked*: in doubt, with no word on the way and nobody within reach
/// who could end the doubt. Only a repair can.
pub fn blocked(cluster: &Cluster<Node>) -> Vec<NodeId> {
    in_doubt(cluster)
        .into_iter()
        .map(|(node, _)| node)
        .filter(|node| cluster.condition(*node) != Condition::Stopped)
        .filter(|node| !has_word_coming(cluster, *node))
        .filter(|node| {
            !cluster.nodes().any(|other| can_help(cluster, *node, other))
        })
        .collect()
}

/// The time for which participants have held their locks, all added up: what the
/// transaction costs everyone who wants the same data.
pub fn lock_time(cluster: &Cluster<Node>, now: Micros) -> Micros {
    participants(cluster)
        .map(|(_, participant)| participant.locks().held_for(now))
        .fold(Micros::ZERO, |sum, time| sum + time)
}

fn has_word_coming(cluster: &Cluster<Node>, node: NodeId) -> bool {
    cluster.in_flight().any(|(_, message)| {
        message.to == node
            && matches!(message.message, Message::Decide(_))
            && message.loss.is_none()
            && message.arrives.is_some()
    })
}

/// Whether `other` is up, within reach of `node` and able to end its doubt.
fn can_help(cluster: &Cluster<Node>, node: NodeId, other: NodeId) -> bool {
    let is_in_reach = node == other
        || !cluster.is_cut(node, other) && !cluster.is_cut(other, node);
    if cluster.condition(other) == Condition::Stopped || !is_in_reach {
        return false;
    }
    match cluster.process(other) {
        Node::Coordinator(coordinator) => match coordinator.phase() {
            CoordinatorPhase::Idle
            | CoordinatorPhase::Voting
            | CoordinatorPhase::PreCommitting
            | CoordinatorPhase::Telling(_)
            | CoordinatorPhase::Done(_)
            | CoordinatorPhase::Unknowing => true,
            // It waits for others itself, who may be within reach of `node`.
            CoordinatorPhase::Replicating | CoordinatorPhase::Recovering => {
                cluster.nodes().any(|third| {
                    third != COORDINATOR
                        && third != node
                        && can_help(cluster, other, third)
                })
            }
        },
        Node::Standby(_) => true,
        Node::Participant(peer) => can_peer_help(peer, node == other),
    }
}

fn can_peer_help(peer: &Participant, is_itself: bool) -> bool {
    let settings = peer.settings();
    let is_asked = settings.termination == Termination::Cooperative
        || settings.protocol == Protocol::ThreePhase;
    match peer.phase() {
        Phase::Working | Phase::Done(_) => is_asked && !is_itself,
        Phase::InDoubt(_) => {
            settings.protocol == Protocol::ThreePhase && peer.can_take_over()
        }
    }
}
