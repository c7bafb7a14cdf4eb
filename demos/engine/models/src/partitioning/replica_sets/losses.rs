//! What pairs of nodes cost by failing together, and another cluster that this is
//! compared with.

use super::{MILLION, Range, ReplicatedRing, Settings, tolerance};
use std::sync::Arc;

/// What the pairs of nodes that break a quorum cost by failing together, in millionths
/// of the keys, the most first. None does where it takes more failures than two.
pub fn losses(ranges: &[Range], nodes: u32, replicas: u32) -> Vec<u32> {
    let nodes = nodes as usize;
    // In parts of a turn of 2⁴⁰.
    let mut lost = vec![0_u64; nodes * nodes];
    let is_enough = tolerance(replicas) == 1;
    for range in ranges.iter().filter(|_| is_enough) {
        let is_on = |node: &usize| range.replicas >> node & 1 == 1;
        for a in (0..nodes).filter(is_on) {
            for b in (0..a).filter(is_on) {
                lost[a * nodes + b] += (range.length() >> 24) as u64;
            }
        }
    }
    let mut losses = Vec::new();
    for lost in lost.into_iter().filter(|lost| *lost > 0) {
        insert(&mut losses, (((lost * MILLION) >> 40) as u32).max(1));
    }
    losses
}

/// Keeps losses in order, the most first.
pub(super) fn insert(losses: &mut Vec<u32>, loss: u32) {
    let place = losses.partition_point(|other| *other >= loss);
    losses.insert(place, loss);
}

/// Another cluster that a run is compared with.
#[derive(Debug)]
pub struct Beside {
    /// How many tokens each node has there.
    pub vnodes: u32,
    /// How many copies each key has.
    pub replicas: u32,
    /// What its pairs cost: see [`losses`].
    pub losses: Vec<u32>,
}

impl ReplicatedRing {
    /// The same, compared with three copies of each key where it has more, or else with
    /// one token for each node where they have more; with the scale for both.
    ///
    /// - Cost: that of another ring.
    pub fn compared(mut self) -> ReplicatedRing {
        let Settings { nodes, vnodes, replicas } = self.settings;
        let (vnodes, replicas) = match (vnodes, replicas) {
            (_, 4..) => (vnodes, 3),
            (_, _) => (1, replicas),
        };
        let other = Settings { nodes, vnodes, replicas };
        let ring = ReplicatedRing::new(&other, self.seed);
        let own = losses(&self.ranges, nodes, self.settings.replicas);
        let losses = losses(&ring.ranges, nodes, replicas);
        let first = own.first().max(losses.first());
        self.largest_loss = first.copied().unwrap_or(0);
        if other == self.settings {
            return self;
        }
        self.beside = Some(Arc::new(Beside { vnodes, replicas, losses }));
        self
    }

    /// What it is compared with.
    pub fn beside(&self) -> Option<&Beside> {
        self.beside.as_deref()
    }

    /// The largest loss of a pair, here or there.
    pub fn largest_loss(&self) -> u32 {
        self.largest_loss
    }

    /// What those trials cost that cost something, the most first.
    pub fn losses(&self) -> &[u32] {
        &self.losses
    }
}
