//! What a failover loses, and what a write costs.

use super::{
    Acknowledged, Epoch, FIRST, Node, Settings, acknowledged, cluster, lost,
    takes_over,
};
use sim::{Cluster, Edit, Micros, Run};

/// A leader that crashes for good, once the group has worked for a while.
#[derive(Clone, Copy, Debug)]
pub struct Failover {
    /// The group.
    pub settings: Settings,
    /// When the leader crashes.
    pub at: Micros,
}

impl Failover {
    fn run(self, seed: u64) -> Cluster<Node> {
        let settings = Settings { writes_until: self.at, ..self.settings };
        let end = self.at + settings.detection + Micros::from_secs(10);
        let start: Cluster<Node> = cluster(&settings, seed);
        let mut run = Run::new(start, vec![(self.at, Edit::Crash(FIRST))]);
        run.seek(end);
        run.model().clone()
    }

    /// Acknowledged writes that the new leader does not have, in one run.
    pub fn lost(self, seed: u64) -> u32 {
        lost(&self.run(seed)).len() as u32
    }

    /// How long it takes from the crash until another server takes writes.
    pub fn takes(self, seed: u64) -> Micros {
        let run = self.run(seed);
        takes_over(&run, Epoch(2)).unwrap_or(Micros::MAX).since(self.at)
    }
}

/// How long writes take where nothing fails.
#[derive(Clone, Copy, Debug)]
pub struct Latencies {
    /// The group.
    pub settings: Settings,
    /// For how long clients write.
    pub span: Micros,
}

impl Latencies {
    /// From when each write was sent to when its client was told that it is done.
    pub fn measure(self, seed: u64) -> Vec<Micros> {
        let settings = Settings { writes_until: self.span, ..self.settings };
        let mut run = Run::new(cluster(&settings, seed), Vec::new());
        run.seek(self.span + Micros::from_secs(60));
        let took = |one: &Acknowledged| one.at.since(one.since);
        acknowledged(run.model()).iter().map(took).collect()
    }
}
