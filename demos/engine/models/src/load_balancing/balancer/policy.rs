//! How a balancer chooses a server.
//!
//! What each is blind to: round robin, smooth weighted round robin, random and
//! consistent hashing to how long the queues are; least request and two choices to
//! why a queue is short; peak EWMA to whether a quick answer was an error.
//!
//! - Source: weighted round robin [`Smooth`]; two choices Mitzenmacher (2001), as
//!   `random two least_conn` of NGINX, `random(2)` of HAProxy and `LEAST_REQUEST`
//!   of Envoy have it; [`PeakEwma`]; the table of
//!   [`Maglev`](crate::partitioning::Maglev).
//! - Cost: O(n) for least request and smooth weighted round robin, O(d) for d
//!   choices, O(1) for the others.
//! - Left out: weights beside those of smooth weighted round robin.

use super::board::View;
use super::ewma::{DECAY, PeakEwma};
use super::settings::{SERVICE, Settings};
use super::smooth::Smooth;
use crate::partitioning::SeededHash;
use crate::partitioning::maglev::{Preference, populate};
use sim::{Micros, Stream};
use std::sync::Arc;

/// How many entries the table of consistent hashing has: a prime.
const TABLE: u32 = 1_009;

/// How a server is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// One after the other.
    RoundRobin,
    /// One after the other, by weight: the speed that each has when it is well.
    Weighted,
    /// Any of them.
    Random,
    /// The one that has fewest requests; of several any.
    Least,
    /// Of so many at random the one that has fewest.
    Choices(u32),
    /// Of two at random the one that is cheaper by its latency.
    PeakEwma,
    /// The one to which the hash of the user leads.
    Hash,
}

impl Policy {
    /// All of them with their words, in settings and in links.
    pub const ALL: [(Policy, &'static str); 8] = [
        (Policy::RoundRobin, "round-robin"),
        (Policy::Weighted, "weighted"),
        (Policy::Random, "random"),
        (Policy::Least, "least"),
        (Policy::Choices(2), "two"),
        (Policy::Choices(3), "three"),
        (Policy::PeakEwma, "ewma"),
        (Policy::Hash, "hash"),
    ];

    /// Its name in sentences.
    pub const fn name(self) -> &'static str {
        match self {
            Policy::RoundRobin => "round robin",
            Policy::Weighted => "weighted round robin",
            Policy::Random => "random",
            Policy::Least => "least request",
            Policy::Choices(2) => "two choices",
            Policy::Choices(_) => "three choices",
            Policy::PeakEwma => "peak EWMA",
            Policy::Hash => "consistent hash",
        }
    }
}

/// What policies remember.
#[derive(Clone, Debug)]
pub(super) struct Chooser {
    chance: Stream,
    next: usize,
    smooth: Smooth,
    latencies: Vec<PeakEwma>,
    table: Arc<[u32]>,
}

impl Chooser {
    pub fn new(settings: &Settings, seed: u64) -> Chooser {
        let hash = SeededHash { seed, ..SeededHash::default() };
        let preference =
            |server| (Preference::of(&format!("s{server}"), TABLE, hash), 1);
        let count = settings.speeds.len();
        // The default, where a request takes 100 ms.
        let decay = settings.service.get() * DECAY.get() / SERVICE.get();
        let decay = Micros::new(decay);
        let servers: Vec<_> = (1..=count).map(preference).collect();
        Chooser {
            chance: Stream::new(seed, "choices", 0),
            next: 0,
            smooth: Smooth::new(settings.speeds.iter().copied()),
            latencies: vec![PeakEwma::new(decay); count],
            table: populate(&servers, TABLE).into(),
        }
    }

    /// Learns how long a server took for an answer, an error included.
    pub fn learn(&mut self, server: usize, took: Micros, now: Micros) {
        self.latencies[server].learn(took, now);
    }

    /// The server for a user's request.
    pub fn choose(
        &mut self,
        policy: Policy,
        view: &View<'_>,
        user: u64,
        now: Micros,
    ) -> usize {
        let count = view.count();
        match policy {
            Policy::RoundRobin => {
                self.next += 1;
                (self.next - 1) % count
            }
            Policy::Weighted => self.smooth.turn(),
            Policy::Random => self.chance.below(count as u64) as usize,
            Policy::Least => {
                least(count, |server| view.load(server), &mut self.chance)
            }
            Policy::Choices(choices) => {
                let load = |server| u64::from(view.load(server));
                shorter_of(choices, count, load, &mut self.chance)
            }
            Policy::PeakEwma => {
                let latencies = &self.latencies;
                let cost =
                    |server: usize| latencies[server].cost(view.load(server), now);
                shorter_of(2, count, cost, &mut self.chance)
            }
            Policy::Hash => {
                let hash = SeededHash::default().position(&format!("user-{user}"));
                self.table[(hash % self.table.len() as u64) as usize] as usize
            }
        }
    }
}

// ANCHOR: two-choices
/// Of `choices` servers at random, all of them different, the one with the shortest
/// queue; the first drawn if queues are equal.
pub fn shorter_of(
    choices: u32,
    servers: usize,
    load: impl Fn(usize) -> u64,
    chance: &mut Stream,
) -> usize {
    let mut drawn = Vec::new();
    while drawn.len() < servers.min(choices as usize) {
        let server = chance.below(servers as u64) as usize;
        if !drawn.contains(&server) {
            drawn.push(server);
        }
    }
    let shortest = drawn.into_iter().min_by_key(|server| load(*server));
    shortest.expect("there are servers")
}
// ANCHOR_END: two-choices

/// The server with the shortest queue; of several each is as likely as the others.
pub fn least(
    servers: usize,
    load: impl Fn(usize) -> u32,
    chance: &mut Stream,
) -> usize {
    let (mut best, mut equal) = (0, 1);
    for server in 1..servers {
        if load(server) < load(best) {
            (best, equal) = (server, 1);
        } else if load(server) == load(best) {
            equal += 1;
            if chance.below(equal) == 0 {
                best = server;
            }
        }
    }
    best
}
