//! What is so in a run: who leads, and which acknowledged writes are lost.

use super::{
    Acknowledged, Client, Epoch, MONITOR, Monitor, Node, Place, Reign, Server,
    Write,
};
use sim::{Cluster, Micros, NodeId};

/// The monitor.
pub fn monitor(cluster: &Cluster<Node>) -> &Monitor {
    match cluster.process(MONITOR) {
        Node::Monitor(monitor) => monitor,
        Node::Server(_) | Node::Client(_) => panic!("node 0 is the monitor"),
    }
}

/// Who leads, as the monitor has it.
pub fn leader(cluster: &Cluster<Node>) -> Place {
    monitor(cluster).place()
}

/// The servers, in order.
pub fn servers(cluster: &Cluster<Node>) -> impl Iterator<Item = (NodeId, &Server)> {
    cluster.nodes().filter_map(|node| match cluster.process(node) {
        Node::Server(server) => Some((node, &**server)),
        Node::Monitor(_) | Node::Client(_) => None,
    })
}

/// The clients, in order.
pub fn clients(cluster: &Cluster<Node>) -> impl Iterator<Item = (NodeId, &Client)> {
    cluster.nodes().filter_map(|node| match cluster.process(node) {
        Node::Client(client) => Some((node, client)),
        Node::Monitor(_) | Node::Server(_) => None,
    })
}

/// A server.
pub fn server(cluster: &Cluster<Node>, node: NodeId) -> &Server {
    match cluster.process(node) {
        Node::Server(server) => server,
        Node::Monitor(_) | Node::Client(_) => panic!("{} is no server", node.0),
    }
}

/// All writes that were acknowledged, in order of time.
pub fn acknowledged(cluster: &Cluster<Node>) -> Vec<Acknowledged> {
    let mut all: Vec<Acknowledged> = Vec::new();
    for (_, client) in clients(cluster) {
        for one in client.acknowledged() {
            let place = all.partition_point(|other| other.at <= one.at);
            all.insert(place, *one);
        }
    }
    all
}

/// The writes that a client was told are written, and that the leader does not have,
/// in order of time.
pub fn lost(cluster: &Cluster<Node>) -> Vec<Acknowledged> {
    let log = server(cluster, leader(cluster).server).log();
    let mut lost = acknowledged(cluster);
    lost.retain(|one| log.find(one.write).is_none());
    lost
}

/// How far back what is lost goes: from the first acknowledged write that is, to the
/// last moment at which the server that had acknowledged it did. It is the *recovery
/// point* that was reached.
pub fn recovery_point(cluster: &Cluster<Node>) -> Option<Micros> {
    let lost = lost(cluster);
    let first = lost.first()?;
    let epoch = |reign: &&Reign| reign.epoch == first.epoch;
    let reigns = server(cluster, first.by).reigns();
    let end = reigns.iter().rev().find(epoch)?.until;
    Some(end.unwrap_or(cluster.now()).since(first.at))
}

/// All stretches of time in which a server was ready to acknowledge.
fn reigns(cluster: &Cluster<Node>) -> impl Iterator<Item = (NodeId, Reign)> {
    servers(cluster).flat_map(|(node, server)| {
        server.reigns().iter().map(move |reign| (node, *reign))
    })
}

/// When a server was ready to acknowledge in this epoch for the first time.
pub fn takes_over(cluster: &Cluster<Node>, epoch: Epoch) -> Option<Micros> {
    let of_epoch = reigns(cluster).filter(|(_, reign)| reign.epoch == epoch);
    of_epoch.map(|(_, reign)| reign.since).min()
}

/// Two leaders at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SplitBrain {
    /// The servers, that of the older epoch first.
    pub leaders: [NodeId; 2],
    /// When it began.
    pub since: Micros,
    /// When it ended, or now.
    pub until: Micros,
    /// What each of them acknowledged meanwhile.
    pub writes: [Vec<Write>; 2],
}

/// When two servers were ready to acknowledge writes at the same time, the first time
/// that they were.
pub fn split_brain(cluster: &Cluster<Node>, now: Micros) -> Option<SplitBrain> {
    let end = |reign: &Reign| reign.until.unwrap_or(now);
    let pairs = reigns(cluster).flat_map(|(old, a)| {
        let newer = reigns(cluster).filter(move |(_, b)| a.epoch < b.epoch);
        newer.map(move |(new, b)| {
            ([old, new], a.since.max(b.since), end(&a).min(end(&b)))
        })
    });
    let both = pairs.filter(|(_, since, until)| since < until);
    let (leaders, since, until) = both.min_by_key(|(_, since, _)| *since)?;
    let meanwhile = |node: NodeId| {
        let all = server(cluster, node).acknowledged().iter();
        let all = all.filter(|(at, _)| (since..until).contains(at));
        all.map(|(_, write)| *write).collect()
    };
    let writes = leaders.map(meanwhile);
    Some(SplitBrain { leaders, since, until, writes })
}
