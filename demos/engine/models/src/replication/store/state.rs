//! What is so in a run: what servers have, what clients have done, what they were
//! refused, and what is left to be merged.

use super::version::merge;
use super::{
    Action, Client, Key, Node, Operation, Region, Replaced, Server, Settings,
    Version, missed,
};
use sim::run::in_order;
use sim::{Cluster, Micros, NodeId};

/// The settings.
pub fn settings(cluster: &Cluster<Node>) -> &Settings {
    match cluster.process(NodeId(0)) {
        Node::Server(server) => server.settings(),
        Node::Client(client) => client.settings(),
    }
}

/// A server.
pub fn server(cluster: &Cluster<Node>, node: NodeId) -> &Server {
    match cluster.process(node) {
        Node::Server(server) => server,
        Node::Client(_) => panic!("{} is no server", node.0),
    }
}

/// A client.
pub fn client(cluster: &Cluster<Node>, node: NodeId) -> &Client {
    match cluster.process(node) {
        Node::Client(client) => client,
        Node::Server(_) => panic!("{} is no client", node.0),
    }
}

/// What clients did, in the order in which they began.
pub fn history(cluster: &Cluster<Node>) -> Vec<Operation> {
    let clients = settings(cluster).all_clients();
    let all = clients.flat_map(|node| client(cluster, node).operations());
    let all = all.map(|operation| (operation.invoked, operation.clone()));
    in_order(all.collect()).into_iter().map(|(_, operation)| operation).collect()
}

/// The versions that all replicas together have of a key, spares' among them: what
/// is left when everybody has met. More than one is a *conflict*.
pub fn merged(cluster: &Cluster<Node>, key: Key) -> Vec<Version> {
    merge(settings(cluster).merge, &held(cluster, key), &[])
}

/// All versions of a key that any server has, for itself or for another one.
fn held(cluster: &Cluster<Node>, key: Key) -> Vec<Version> {
    let mut all = Vec::new();
    for node in settings(cluster).all_servers() {
        let server = server(cluster, node);
        all.extend_from_slice(server.versions(key));
        for hint in server.hints().iter().filter(|hint| hint.entry.key == key) {
            all.extend_from_slice(&hint.entry.versions);
        }
    }
    all
}

/// The keys that somebody has to merge.
pub fn conflicts(cluster: &Cluster<Node>) -> Vec<Key> {
    let keys = (0..settings(cluster).keys).map(Key);
    keys.filter(|key| merged(cluster, *key).len() > 1).collect()
}

/// Whether all replicas have the same versions of every key.
pub fn has_converged(cluster: &Cluster<Node>) -> bool {
    let settings = settings(cluster);
    let has = |node, key| server(cluster, node).versions(key);
    let is_same = |key: Key| {
        let mut replicas = settings.all_replicas();
        replicas.all(|node| has(node, key) == has(NodeId(0), key))
    };
    (0..settings.keys).map(Key).all(is_same)
}

/// The reads that miss an acknowledged write, each with the latest that it misses;
/// by their places in the history.
pub fn stale_reads(
    cluster: &Cluster<Node>,
    history: &[Operation],
) -> Vec<(usize, usize)> {
    let rule = settings(cluster).merge;
    let stale = |(place, read): (usize, &Operation)| {
        let write = missed(rule, history, read)?;
        let write = history.iter().position(|operation| operation == write)?;
        Some((place, write))
    };
    history.iter().enumerate().filter_map(stale).collect()
}

/// How many operations were asked, and how many of these answered; those that are
/// under way do not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// How many have ended.
    pub asked: u32,
    /// How many with an answer.
    pub answered: u32,
}

impl Share {
    /// In per cent, rounded down; `None` if nothing was asked.
    pub fn percent(self) -> Option<u32> {
        (self.asked > 0).then(|| self.answered * 100 / self.asked)
    }
}

/// The availability of a region: of the operations of one kind that its clients
/// began from one moment to before another.
pub fn availability(
    cluster: &Cluster<Node>,
    (region, action): (Region, Action),
    (from, to): (Micros, Micros),
) -> Share {
    let settings = settings(cluster);
    let mut share = Share::default();
    let here =
        settings.all_clients().filter(|node| settings.region(*node) == region);
    for operation in here.flat_map(|node| client(cluster, node).operations()) {
        let is_meant =
            operation.action == action && (from..to).contains(&operation.invoked);
        if is_meant && operation.ended().is_some() {
            share.asked += 1;
            share.answered += u32::from(operation.answered().is_some());
        }
    }
    share
}

/// Acknowledged writes that are gone though nobody had seen them who could replace
/// them: each with the one that took its place. Under last-writer-wins nobody is
/// told.
///
/// Of writes that overlap in time one copy would keep either: those do not count.
pub fn overwritten_unseen(
    cluster: &Cluster<Node>,
    history: &[Operation],
) -> Vec<(usize, usize)> {
    let writes = history.iter().enumerate();
    let pairs = writes.filter_map(|(place, write)| {
        let wrote = write.wrote.as_ref().filter(|_| write.answered().is_some())?;
        let by = replaced_unseen(cluster, write.key, wrote)?;
        let is_excused = history.iter().any(|other| {
            other.wrote.as_ref().is_some_and(|version| {
                wrote.stamp < version.stamp
                    && by.knows(version)
                    && other.overlaps(write)
            })
        });
        let winner =
            history.iter().position(|other| other.wrote == Some(by.clone()));
        winner.filter(|_| !is_excused).map(|winner| (place, winner))
    });
    pairs.collect()
}

/// What took the place of a version, if no server has it any more, and one has
/// given it up for one whose client had not known of it.
fn replaced_unseen<'a>(
    cluster: &'a Cluster<Node>,
    key: Key,
    version: &Version,
) -> Option<&'a Version> {
    let servers = settings(cluster).all_servers();
    let mut all = servers.flat_map(|node| server(cluster, node).replaced());
    let is_it = |gone: &&Replaced| gone.version == *version && gone.is_unseen();
    let gone = all.find(is_it)?;
    (!held(cluster, key).contains(version)).then_some(&gone.by)
}

/// Writes that took the place of several siblings at one server: each with those.
/// Their clients had read them all.
pub fn merges(
    cluster: &Cluster<Node>,
    history: &[Operation],
) -> Vec<(usize, Vec<usize>)> {
    let mut merges: Vec<(usize, Vec<usize>)> = Vec::new();
    let place = |version: &Version| {
        let is_it = |o: &Operation| o.wrote.as_ref() == Some(version);
        history.iter().position(is_it)
    };
    for node in settings(cluster).all_servers() {
        let replaced = server(cluster, node).replaced();
        for gone in replaced.chunk_by(|a, b| (a.at, &a.by) == (b.at, &b.by)) {
            let Some(merge) = place(&gone[0].by) else { continue };
            let is_new = merges.iter().all(|(known, _)| *known != merge);
            if gone.len() > 1 && is_new {
                let gone = gone.iter().filter_map(|gone| place(&gone.version));
                merges.push((merge, gone.collect()));
            }
        }
    }
    merges
}
