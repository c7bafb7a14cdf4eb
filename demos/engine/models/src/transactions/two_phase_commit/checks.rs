//! What must hold of a cluster, and what can be read off it.

use super::{
    COORDINATOR, CoordinatorPhase, Doubt, Message, Node, Outcome, Participant,
    Phase, Protocol, StandbyPhase, Termination,
};
use sim::cluster::Condition;
use sim::{Cluster, Micros, NodeId, NodeSet};

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

/// Who is *blocked*: in doubt, with no word on the way and nobody within reach who
/// could end the doubt, now or once it has been told. Only a repair can.
pub fn blocked(cluster: &Cluster<Node>) -> Vec<NodeId> {
    let mut blocked: Vec<NodeId> = in_doubt(cluster)
        .into_iter()
        .map(|(node, _)| node)
        .filter(|node| cluster.condition(*node) != Condition::Stopped)
        .collect();
    let mut helpers = NodeSet::new();
    loop {
        let is_helped = |node: &NodeId| {
            has_word_coming(cluster, *node)
                || cluster.nodes().any(|other| can_help(cluster, *node, other))
                || helpers.iter().any(|peer| can_pass_on(cluster, *node, peer))
        };
        let Some(place) = blocked.iter().position(is_helped) else {
            return blocked;
        };
        helpers.insert(blocked.remove(place));
    }
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
            && matches!(message.message, Message::Decide(_) | Message::Stored(_))
            && message.loss.is_none()
            && message.arrives.is_some()
    })
}

fn can_ask(cluster: &Cluster<Node>, node: NodeId, other: NodeId) -> bool {
    node == other || !cluster.is_cut(node, other) && !cluster.is_cut(other, node)
}

/// Whether `node` asks `peer`, a participant that will know the outcome.
fn can_pass_on(cluster: &Cluster<Node>, node: NodeId, peer: NodeId) -> bool {
    let Node::Participant(participant) = cluster.process(peer) else {
        return false;
    };
    asks_peers(participant) && can_ask(cluster, node, peer)
}

fn asks_peers(participant: &Participant) -> bool {
    let settings = participant.settings();
    settings.termination == Termination::Cooperative
        || settings.protocol == Protocol::ThreePhase
}

/// Whether `other` is up and able to end the doubt of `node`: it will tell it unasked,
/// or can be asked.
fn can_help(cluster: &Cluster<Node>, node: NodeId, other: NodeId) -> bool {
    if cluster.condition(other) == Condition::Stopped {
        return false;
    }
    let is_heard = !cluster.is_cut(other, node);
    match cluster.process(other) {
        Node::Coordinator(coordinator) => match coordinator.phase() {
            CoordinatorPhase::Idle
            | CoordinatorPhase::Voting
            | CoordinatorPhase::PreCommitting
            | CoordinatorPhase::Telling(_) => is_heard,
            CoordinatorPhase::Done(_) | CoordinatorPhase::Unknowing => {
                can_ask(cluster, node, other)
            }
            // It waits for others itself, and tells everyone what it learns.
            CoordinatorPhase::Replicating | CoordinatorPhase::Recovering => {
                let others = cluster.nodes();
                let mut others =
                    others.filter(|it| ![COORDINATOR, node].contains(it));
                let is_told = has_word_coming(cluster, other)
                    || others.any(|third| can_help(cluster, other, third));
                is_heard && is_told
            }
        },
        Node::Standby(standby) => match standby.phase() {
            StandbyPhase::Watching => is_heard,
            StandbyPhase::Idle | StandbyPhase::Decided(_) => {
                can_ask(cluster, node, other)
            }
        },
        Node::Participant(peer) => {
            can_ask(cluster, node, other) && can_peer_help(peer, node == other)
        }
    }
}

fn can_peer_help(peer: &Participant, is_itself: bool) -> bool {
    match peer.phase() {
        Phase::Working | Phase::Done(_) => asks_peers(peer) && !is_itself,
        Phase::InDoubt(_) => {
            peer.settings().protocol == Protocol::ThreePhase && peer.can_take_over()
        }
    }
}
