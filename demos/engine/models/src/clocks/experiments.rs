//! How much of what happened is concurrent, and what each clock makes of it.

use crate::clocks::{Conversation, Order, Scheme, Settings, conclude};
use sim::{Log, Model};
use std::ops::Range;

/// What was counted over the pairs of events of many runs.
///
/// Only pairs at different processes are counted: two events at one process are
/// always ordered, and nobody needs a clock to see it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    /// Runs.
    pub runs: u64,
    /// Events in all runs.
    pub events: u64,
    /// Pairs of events at different processes, each once.
    pub pairs: u64,
    /// Pairs that are concurrent, by the paths of the space–time diagram.
    pub concurrent: u64,
    /// Concurrent pairs whose Lamport stamps differ: the smaller one looks as
    /// if it came first.
    pub ordered_by_lamport: u64,
    /// Concurrent pairs whose hybrid stamps differ.
    pub ordered_by_hybrid: u64,
    /// Pairs of which each kind of clock says exactly the truth, in the order
    /// of [`Scheme::ALL`].
    pub decided: [u64; Scheme::ALL.len()],
    /// Pairs of which a kind of clock says something false, in that order: none.
    pub wrong: [u64; Scheme::ALL.len()],
}

impl Pairs {
    /// Concurrent pairs among all, in thousandths.
    pub fn concurrent_permille(&self) -> u64 {
        permille(self.concurrent, self.pairs)
    }

    /// Concurrent pairs that Lamport stamps put in an order all the same, in
    /// thousandths of the concurrent ones.
    pub fn lamport_permille(&self) -> u64 {
        permille(self.ordered_by_lamport, self.concurrent)
    }

    /// The same for hybrid stamps.
    pub fn hybrid_permille(&self) -> u64 {
        permille(self.ordered_by_hybrid, self.concurrent)
    }

    /// Pairs that a kind of clock decides, in thousandths of all.
    pub fn decided_permille(&self, scheme: Scheme) -> u64 {
        permille(self.decided[scheme as usize], self.pairs)
    }

    fn count(&mut self, run: &Conversation) {
        let events = run.events();
        self.runs += 1;
        self.events += events.len() as u64;
        for (a, b) in events.pairs().filter(|(a, b)| a.id.node != b.id.node) {
            let truth = events.order(a.id, b.id);
            let is_concurrent = truth == Order::Concurrent;
            let (s, t) = (&a.stamps, &b.stamps);
            self.pairs += 1;
            self.concurrent += u64::from(is_concurrent);
            self.ordered_by_lamport +=
                u64::from(is_concurrent && s.lamport != t.lamport);
            self.ordered_by_hybrid +=
                u64::from(is_concurrent && s.hybrid != t.hybrid);
            for scheme in Scheme::ALL {
                let conclusion = conclude(scheme, s, t);
                let is_right = conclusion.allows(truth);
                let is_decided = is_right && conclusion.is_decided();
                self.decided[scheme as usize] += u64::from(is_decided);
                self.wrong[scheme as usize] += u64::from(!is_right);
            }
        }
    }
}

/// Counts the pairs of events of a run for each of these seeds.
pub fn pairs(settings: &Settings, seeds: Range<u64>) -> Pairs {
    let mut pairs = Pairs::default();
    for seed in seeds {
        pairs.count(&finished(settings, seed));
    }
    pairs
}

/// A run from its start until nothing is under way any more.
pub fn finished(settings: &Settings, seed: u64) -> Conversation {
    let mut run = Conversation::new(settings, seed);
    while run.next().is_some() {
        run.step(&mut Log::off());
    }
    run
}

/// `part` of `whole` in thousandths, rounded to the nearest; 0 of nothing.
fn permille(part: u64, whole: u64) -> u64 {
    (part * 1_000 + whole / 2).checked_div(whole).unwrap_or(0)
}
