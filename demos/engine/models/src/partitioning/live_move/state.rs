//! What is so in a run: who owns the range, and which acknowledged writes are lost.

use super::server::insert;
use super::{Client, MAP, Map, Node, Place, Reign, Row, SOURCE, Server, TARGET};
use super::{Pending, clients};
use sim::{Cluster, Micros, NodeId};

/// What the map says.
pub fn owner(cluster: &Cluster<Node>) -> Place {
    map(cluster).place()
}

/// The map.
pub fn map(cluster: &Cluster<Node>) -> &Map {
    match cluster.process(MAP) {
        Node::Map(map) => map,
        Node::Server(_) | Node::Client(_) => panic!("node 0 is the map"),
    }
}

/// A server.
pub fn server(cluster: &Cluster<Node>, node: NodeId) -> &Server {
    match cluster.process(node) {
        Node::Server(server) => server,
        Node::Map(_) | Node::Client(_) => panic!("{} is no server", node.0),
    }
}

/// A client.
pub fn client(cluster: &Cluster<Node>, node: NodeId) -> &Client {
    match cluster.process(node) {
        Node::Client(client) => client,
        Node::Map(_) | Node::Server(_) => panic!("{} is no client", node.0),
    }
}

/// Writes that were not acknowledged yet.
pub fn pending(cluster: &Cluster<Node>) -> impl Iterator<Item = &Pending> {
    clients().flat_map(|node| client(cluster, node).pending())
}

/// The rows that a client was told are on disk, or that were there before, and that
/// whoever reads them at the owner does not find; in key order.
pub fn lost(cluster: &Cluster<Node>) -> Vec<Row> {
    let place = owner(cluster);
    let rows = server(cluster, place.server).rows_at(place);
    let is_lost = |row: &&Row| rows.binary_search(row).is_err();
    let acknowledged =
        clients().flat_map(|node| client(cluster, node).acknowledged());
    let loaded = server(cluster, SOURCE).loaded().iter();
    let mut lost = Vec::new();
    for row in loaded.chain(acknowledged).filter(is_lost) {
        insert(&mut lost, *row);
    }
    lost
}

/// When both servers took writes for one key at the same time, the first time that they
/// did: from when to when, or to now.
pub fn both_own(cluster: &Cluster<Node>, now: Micros) -> Option<(Micros, Micros)> {
    let [one, other] = [SOURCE, TARGET].map(|node| server(cluster, node).reigns());
    let end = |reign: &Reign| reign.until.unwrap_or(now);
    let overlaps = one.iter().flat_map(|a| {
        other.iter().map(move |b| (a.since.max(b.since), end(a).min(end(b))))
    });
    overlaps.filter(|(start, end)| start < end).min()
}

/// The rows that either server took while both did: each key has two owners.
pub fn taken_by_both(cluster: &Cluster<Node>, now: Micros) -> Vec<Row> {
    let Some((start, end)) = both_own(cluster, now) else { return Vec::new() };
    let taken = [SOURCE, TARGET].map(|node| server(cluster, node).taken());
    let meanwhile = |(at, _): &&(Micros, Row)| (start..end).contains(at);
    taken.into_iter().flatten().filter(meanwhile).map(|(_, row)| *row).collect()
}
