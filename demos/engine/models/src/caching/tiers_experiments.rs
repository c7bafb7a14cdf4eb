//! The numbers that the guide prints of tiers of caches.

use super::tiers::{
    Age, Edit, Freshness, Late, NODES, Purge, Rule, Settings, Shared, Tiers, lines,
};
use sim::{Micros, Run};

/// What came to each tier in a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shares {
    /// Requests.
    pub requests: u64,
    /// What the edges passed on.
    pub passed: u64,
    /// What came to the origin.
    pub to_origin: u64,
    /// What would have come from the shared cache without edges.
    pub alone: u64,
}

impl Shares {
    /// A part of the requests, in thousandths.
    pub fn share(self, part: u64) -> u64 {
        (part * 1_000 + self.requests / 2) / self.requests
    }

    /// What would reach the origin, in thousandths, if both tiers missed
    /// independently of each other.
    pub fn independent(self) -> u64 {
        let product = self.share(self.passed) * self.share(self.alone);
        (product + 500) / 1_000
    }
}

/// Runs a model.
pub fn run(
    settings: &Settings,
    edits: &[(Micros, Edit)],
    seed: u64,
    until: Micros,
) -> Tiers {
    let mut run = Run::new(Tiers::new(settings, seed), edits.to_vec());
    run.seek(until);
    run.model().clone()
}

/// What comes to each tier in a minute.
pub fn shares(settings: &Settings, seed: u64) -> Shares {
    let tiers = run(settings, &[], seed, Micros::from_secs(60));
    let tally = tiers.tally();
    Shares {
        requests: tally.requests,
        passed: tally.requests - tally.edge_hits - tally.edge_joined,
        to_origin: tally.to_origin,
        alone: tally.alone_missed,
    }
}

/// How long after a write readers still got the old value, at most, over some runs. In
/// each it comes at the worst moment: when the shared cache has just stored the key,
/// which it has room to keep.
pub fn longest_old(ttl: Micros, age: Age, purge: Purge, runs: u64) -> Micros {
    let settings = Settings {
        ttl: Some(ttl),
        age,
        purge,
        node_room: 400,
        warm_up: 10_000,
        ..Settings::default()
    };
    let longest = (1..=runs).map(|seed| {
        let cycles = Micros::new(ttl.get() * 3);
        let stored = run(&settings, &[], seed, cycles);
        let last = stored.watch().shared().last().map(|held| held.from);
        let at = last.unwrap_or(cycles) + Micros::from_millis(1);
        let until = at + Micros::new(ttl.get() * 2 + 3_000_000);
        run(&settings, &[(at, Edit::Write)], seed, until).tally().old_for
    });
    longest.max().unwrap_or(Micros::ZERO)
}

/// How many keys in a thousand get another node when one of them dies: the mean over
/// all nodes and some rings.
pub fn moved(rule: Rule) -> u64 {
    let freshness = Freshness { ttl: None, age: Age::Passed, late: Late::Refused };
    let settings = Settings { node_room: 1, ..Settings::default() };
    let (mut sum, mut count) = (0, 0);
    for seed in 0..20 {
        for node in 0..NODES {
            let mut shared = Shared::new(&settings, freshness, seed);
            shared.crash(node);
            sum += shared.moved(rule) as u64;
            count += 1;
        }
    }
    (sum + count / 2) / count
}

/// The most requests a second that came to the origin in the seconds after a node has
/// died, each second by itself.
pub fn rush(settings: &Settings, seed: u64) -> u64 {
    let dies = Micros::from_secs(5);
    let until = Micros::from_secs(15);
    let tiers = run(settings, &[(dies, Edit::Crash(1))], seed, until);
    let seconds = (5..14).map(|second| {
        let [from, to] = [second, second + 1].map(Micros::from_secs);
        tiers.timeline().total(lines::TO_ORIGIN, from, to)
    });
    seconds.max().unwrap_or(0)
}
