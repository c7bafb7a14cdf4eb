//! What is so in a run: which keys differ, and what the exchange weighs.

use super::{A, B, KEY_BYTES, Replica, Settings};
use sim::{Cluster, NodeId};

/// The cluster that these settings and this seed give.
///
/// ```
/// # use models::replication::merkle::*;
/// # use sim::{Micros, Run};
/// let mut run = Run::new(cluster(&Settings::default(), 1), Vec::new());
/// assert_eq!(differing(run.model()).len(), 1);
/// run.seek(Micros::from_secs(5));
/// assert!(differing(run.model()).is_empty());
/// // The root, and two children on each of six levels.
/// assert_eq!(replica(run.model(), A).traffic().hashes, 13);
/// ```
pub fn cluster(settings: &Settings, seed: u64) -> Cluster<Replica> {
    let nodes = settings.versions(seed).map(|rows| Replica::new(*settings, rows));
    Cluster::new(nodes.into(), settings.network(), seed)
}

/// A replica of a cluster.
pub fn replica(cluster: &Cluster<Replica>, node: NodeId) -> &Replica {
    cluster.process(node)
}

/// The keys whose rows differ, in order.
pub fn differing(cluster: &Cluster<Replica>) -> Vec<u32> {
    let [a, b] = [A, B].map(|node| replica(cluster, node).tree());
    (0..a.len()).filter(|key| a.version(*key) != b.version(*key)).collect()
}

/// What the exchange has sent so far, in bytes, both ways.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bytes {
    /// Hashes, and answers to them.
    pub hashes: u64,
    /// Rows that the other had not, or not so new.
    pub news: u64,
    /// Rows that it had: they were sent because their leaf differs.
    pub in_vain: u64,
    /// Rows on their way.
    pub on_the_way: u64,
    /// What a full scan would send for the same rows: each key with its version, and
    /// the rows that differ.
    pub scan: u64,
}

impl Bytes {
    /// What the exchange has sent.
    pub fn sent(&self) -> u64 {
        self.hashes + self.news + self.in_vain + self.on_the_way
    }
}

/// How many rows the exchange has sent so far, both ways, and how many of them were news.
pub fn rows_sent(cluster: &Cluster<Replica>) -> (u64, u64) {
    let of = |node| {
        let replica = replica(cluster, node);
        (replica.traffic().rows, replica.taken().len() as u64)
    };
    let (a, b) = (of(A), of(B));
    (a.0 + b.0, a.1 + b.1)
}

/// What the exchange weighs, so far.
pub fn bytes(cluster: &Cluster<Replica>) -> Bytes {
    let [a, b] = [A, B].map(|node| replica(cluster, node).traffic());
    let settings: &Settings = replica(cluster, A).settings();
    let row = settings.bytes_of_row();
    let (rows, news) = rows_sent(cluster);
    let differing = differing(cluster).len() as u64;
    let flying = cluster.in_flight().map(|(_, flight)| flight.message.rows().len());
    let flying = (flying.sum::<usize>() as u64).min(rows.saturating_sub(news));
    Bytes {
        hashes: a.hash_bytes + b.hash_bytes,
        news: news * row,
        in_vain: rows.saturating_sub(news + flying) * row,
        on_the_way: flying * row,
        scan: u64::from(settings.keys) * KEY_BYTES + (news + differing) * row,
    }
}
