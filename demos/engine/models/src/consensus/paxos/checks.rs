//! What is true of a whole cluster, seen from outside: no node can know all this.

use super::{Acceptor, Node, Phase, Proposer, Value, Vote};
use sim::{Cluster, NodeId};

/// Whether one value at most was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// Nothing is chosen yet.
    Open,
    /// This is chosen, and nothing else.
    On(Value),
    /// Two values are chosen: consensus has failed.
    Broken(Value, Value),
}

/// The proposers, in order.
pub fn proposers(
    cluster: &Cluster<Node>,
) -> impl Iterator<Item = (NodeId, &Proposer)> {
    cluster.nodes().filter_map(|node| match cluster.process(node) {
        Node::Proposer(proposer) => Some((node, proposer)),
        Node::Acceptor(_) => None,
    })
}

/// The acceptors, in order.
pub fn acceptors(
    cluster: &Cluster<Node>,
) -> impl Iterator<Item = (NodeId, &Acceptor)> {
    cluster.nodes().filter_map(|node| match cluster.process(node) {
        Node::Acceptor(acceptor) => Some((node, acceptor)),
        Node::Proposer(_) => None,
    })
}

/// The values that were chosen: a majority has voted for each in one ballot. A
/// value is chosen when the last of those votes is cast, before anyone can know.
pub fn chosen(cluster: &Cluster<Node>) -> Vec<Value> {
    let mut values = Vec::new();
    for vote in chosen_votes(cluster) {
        if !values.contains(&vote.value) {
            values.push(vote.value);
        }
    }
    values
}

/// The same with the ballots, each once.
pub fn chosen_votes(cluster: &Cluster<Node>) -> Vec<Vote> {
    let mut chosen: Vec<Vote> = Vec::new();
    let majority = acceptors(cluster).count() / 2 + 1;
    for vote in acceptors(cluster).flat_map(|(_, acceptor)| acceptor.votes()) {
        let is_so = |(_, other): &(NodeId, &Acceptor)| other.votes().contains(vote);
        let votes = acceptors(cluster).filter(is_so).count();
        if votes >= majority && !chosen.contains(vote) {
            chosen.push(*vote);
        }
    }
    chosen
}

/// Whether one value at most was chosen, and no proposer believes another.
pub fn agreement(cluster: &Cluster<Node>) -> Agreement {
    let mut values = chosen(cluster);
    for (_, proposer) in proposers(cluster) {
        match proposer.phase() {
            Phase::Decided(value) if !values.contains(&value) => values.push(value),
            Phase::Decided(_)
            | Phase::Waiting
            | Phase::Preparing { .. }
            | Phase::Proposing { .. } => {}
        }
    }
    match values[..] {
        [] => Agreement::Open,
        [value] => Agreement::On(value),
        [one, other, ..] => Agreement::Broken(one, other),
    }
}

/// How many ballots were begun, by all proposers together.
pub fn attempts(cluster: &Cluster<Node>) -> u32 {
    proposers(cluster).map(|(_, proposer)| proposer.attempts()).sum()
}
