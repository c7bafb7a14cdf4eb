//! What is so in the whole cluster, which no node of it knows.

use super::{CLIENTS, Client, Node, REPLICAS, Replica, Taken, WriteId, Wrote};
use sim::cluster::Condition;
use sim::{Cluster, Micros, NodeId};

/// A replica.
///
/// # Panics
/// If the node is a client.
pub fn replica(cluster: &Cluster<Node>, node: NodeId) -> &Replica {
    match cluster.process(node) {
        Node::Replica(replica) => replica,
        Node::Client(_) => panic!("{} is a client", node.0),
    }
}

/// A client.
///
/// # Panics
/// If the node is a replica.
pub fn client(cluster: &Cluster<Node>, node: NodeId) -> &Client {
    match cluster.process(node) {
        Node::Client(client) => client,
        Node::Replica(_) => panic!("{} is a replica", node.0),
    }
}

/// The moment at which the clock of a replica showed this.
pub fn really(cluster: &Cluster<Node>, replica: NodeId, reading: Micros) -> Micros {
    let ahead = cluster.clock(replica).offset_micros.max(0) as u64;
    reading.since(Micros::new(ahead))
}

/// A write that was taken, with the moment at which that was so.
#[derive(Clone, Copy, Debug)]
pub struct Fact<'a> {
    /// When its replica took it.
    pub at: Micros,
    /// The replica.
    pub replica: NodeId,
    /// What the replica knows of it.
    pub taken: &'a Taken,
}

/// All writes that replicas took, in the order in which that happened.
pub fn facts(cluster: &Cluster<Node>) -> Vec<Fact<'_>> {
    let mut facts: Vec<Fact> = Vec::new();
    for node in REPLICAS {
        for taken in replica(cluster, node).taken() {
            let at = really(cluster, node, taken.reading);
            let place = facts.partition_point(|fact| fact.at <= at);
            facts.insert(place, Fact { at, replica: node, taken });
        }
    }
    facts
}

/// What a client knows of a write.
pub fn wrote(cluster: &Cluster<Node>, write: WriteId) -> Option<&Wrote> {
    let wrote = client(cluster, write.client).wrote();
    wrote.iter().find(|wrote| wrote.write == write)
}

/// Whether a replica holds this value.
pub fn is_held(cluster: &Cluster<Node>, write: WriteId) -> bool {
    REPLICAS
        .into_iter()
        .any(|node| replica(cluster, node).store().writes().contains(&write))
}

/// Whether a write was taken whose client had been shown this one.
pub fn has_successor(cluster: &Cluster<Node>, write: WriteId) -> bool {
    REPLICAS.into_iter().any(|node| {
        let mut taken = replica(cluster, node).taken().iter();
        taken.any(|taken| taken.saw.contains(&write))
    })
}

/// Writes that were acknowledged and are gone, though nobody who wrote had seen
/// them.
pub fn lost(cluster: &Cluster<Node>) -> Vec<WriteId> {
    let wrote = CLIENTS.into_iter().flat_map(|node| client(cluster, node).wrote());
    let acknowledged = wrote.filter(|wrote| wrote.done.is_some());
    let is_gone = |write: &WriteId| {
        !is_held(cluster, *write) && !has_successor(cluster, *write)
    };
    acknowledged.map(|wrote| wrote.write).filter(is_gone).collect()
}

/// The write that beat a lost one: of those that were taken before it and have a
/// greater stamp the one with the greatest, or else of all.
pub fn winner<'a>(cluster: &'a Cluster<Node>, lost: WriteId) -> Option<Fact<'a>> {
    let facts = facts(cluster);
    let mine = facts.iter().find(|fact| fact.taken.write == lost)?;
    let key = |fact: &Fact| (fact.taken.reading, fact.replica);
    let greater = facts.iter().filter(|fact| key(fact) > key(mine));
    let before = greater.clone().filter(|fact| fact.at < mine.at);
    before
        .max_by_key(|fact| key(fact))
        .or(greater.max_by_key(|fact| key(fact)))
        .copied()
}

/// Whether both replicas have told each other all, nobody waits for an answer and
/// nothing is on its way.
pub fn is_settled(cluster: &Cluster<Node>) -> bool {
    let is_up = |node: NodeId| cluster.condition(node) != Condition::Stopped;
    let is_told = |node: NodeId| replica(cluster, node).has_told();
    REPLICAS.into_iter().all(|node| is_up(node) && is_told(node))
        && CLIENTS.into_iter().all(|node| !client(cluster, node).is_busy())
        && cluster.in_flight().next().is_none()
}
