//! What is counted in a run.

use super::settings::{EDGES, NODES};
use sim::Micros;
use std::collections::VecDeque;

/// The lines of the timeline: what is counted.
pub mod lines {
    /// Requests of readers.
    pub const REQUESTS: usize = 0;
    /// What the edges passed on.
    pub const PASSED_BY_EDGES: usize = 1;
    /// What came to the shared cache.
    pub const TO_SHARED: usize = 2;
    /// What came to the origin.
    pub const TO_ORIGIN: usize = 3;
    /// What would have come to the origin from the shared cache without edges.
    pub const ALONE: usize = 4;
}

/// What became of requests so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Requests of readers.
    pub requests: u64,
    /// Those that an edge had a fresh copy for.
    pub edge_hits: u64,
    /// Those that waited for what an edge was fetching already.
    pub edge_joined: u64,
    /// What the edges asked the shared cache for.
    pub to_shared: u64,
    /// Of these, what it had a fresh copy of.
    pub shared_hits: u64,
    /// Of these, what it was fetching already.
    pub shared_joined: u64,
    /// Of these, what came to a node that had died.
    pub shared_lost: u64,
    /// What was asked of the origin.
    pub to_origin: u64,
    /// Requests that the shared cache alone would have missed.
    pub alone_missed: u64,
    /// Readers who have got an answer.
    pub answered: u64,
    /// Of these, with a value of key A that was not the newest.
    pub old: u64,
    /// The longest time after a write at which a reader got the value before it.
    pub old_for: Micros,
}

/// What came to a cache, and what it passed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// What it was asked for.
    pub asked: u32,
    /// What it asked the next tier for.
    pub passed: u32,
}

/// The flows of all caches in a stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flows {
    /// Of each edge.
    pub edges: [Flow; EDGES],
    /// Of each node.
    pub nodes: [Flow; NODES],
    /// What would have been missed by the shared cache without edges.
    pub alone: u32,
}

/// How many stretches are added up: a second, as in the log and in charts.
pub const LATELY: usize = 2;

/// The flows of the last stretches.
#[derive(Clone, Debug, Default)]
pub struct Rates {
    over: VecDeque<Flows>,
    pub(super) current: Flows,
}

impl Rates {
    /// The stretch is over.
    pub(super) fn close(&mut self) {
        if self.over.len() == LATELY {
            self.over.pop_front();
        }
        self.over.push_back(std::mem::take(&mut self.current));
    }

    /// The sum of the last stretches, and how many they are.
    pub fn lately(&self) -> (Flows, usize) {
        let mut sum = Flows::default();
        for flows in &self.over {
            let edges = sum.edges.iter_mut().zip(&flows.edges);
            let nodes = sum.nodes.iter_mut().zip(&flows.nodes);
            for (all, flow) in edges.chain(nodes) {
                all.asked += flow.asked;
                all.passed += flow.passed;
            }
            sum.alone += flows.alone;
        }
        (sum, self.over.len())
    }
}

impl Flows {
    /// What came to the edges, and what they passed on.
    pub fn of_edges(&self) -> Flow {
        total(&self.edges)
    }

    /// What came to the shared cache, and what it passed on.
    pub fn of_shared(&self) -> Flow {
        total(&self.nodes)
    }

    /// What came to the origin: what the shared cache passed on, and what edges did
    /// past it.
    pub fn to_origin(&self) -> u32 {
        let (edges, shared) = (self.of_edges(), self.of_shared());
        edges.passed.saturating_sub(shared.asked) + shared.passed
    }
}

fn total(flows: &[Flow]) -> Flow {
    flows.iter().fold(Flow::default(), |sum, flow| Flow {
        asked: sum.asked + flow.asked,
        passed: sum.passed + flow.passed,
    })
}
