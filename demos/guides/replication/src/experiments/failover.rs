//! Numbers about a leader that fails over to a follower.

use models::replication::leader_follower::{
    self, Election, Fencing, Latencies, Policy, Settings,
};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::{Experiment, Knob};

/// Runs behind a mean: its standard error is a few hundredths of it.
const RUNS: u64 = 20;

/// A group whose leader dies.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Group {
    acknowledge: Acknowledge,
    servers: u32,
    writes: u32,
    lag: u32,
    spread: u32,
    latency: u32,
    detection: u32,
    lease: bool,
    first: bool,
}

/// When a write is acknowledged.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Acknowledge {
    Async,
    SemiSync,
    Majority,
    All,
}

impl Default for Group {
    fn default() -> Group {
        Group {
            acknowledge: Acknowledge::Async,
            servers: 3,
            writes: 100,
            lag: 500,
            spread: 200,
            latency: 1,
            detection: 10,
            lease: false,
            first: false,
        }
    }
}

const KNOBS: &[Knob] = &[
    Knob::choice(
        "acknowledge",
        "Acknowledged once it is on",
        &[
            ("async", "the leader's disk"),
            ("semi-sync", "one follower's as well"),
            ("majority", "a majority's"),
            ("all", "all disks"),
        ],
    ),
    Knob::linear("servers", "Servers", "", (3, 7, 2)),
    Knob::linear("writes", "Writes a second", "", (1, 1_000, 1)),
    Knob::linear("lag", "Lag of the nearest follower", "ms", (0, 5_000, 1)),
    Knob::linear("spread", "More for each further one", "ms", (0, 5_000, 1)),
    Knob::linear("latency", "One-way latency", "ms", (1, 200, 1)),
    Knob::linear("detection", "Detection", "s", (1, 60, 1)),
    Knob::toggle("lease", "Lease"),
    Knob::toggle("first", "The first follower leads, not the furthest"),
];

impl Group {
    fn of_model(&self) -> Settings {
        let millis = |count: u32| Micros::from_millis(count.into());
        Settings {
            servers: self.servers,
            policy: match self.acknowledge {
                Acknowledge::Async => Policy::Leader,
                Acknowledge::SemiSync => Policy::OneFollower,
                Acknowledge::Majority => Policy::Majority,
                Acknowledge::All => Policy::All,
            },
            election: match self.first {
                true => Election::First,
                false => Election::MostAdvanced,
            },
            fencing: if self.lease { Fencing::Lease } else { Fencing::Epoch },
            detection: millis(1_000 * self.detection),
            writes_per_s: self.writes,
            lag: millis(self.lag),
            lag_step: millis(self.spread),
            disk: millis(1),
            latency: millis(self.latency),
            ..Settings::default()
        }
    }

    fn failover(&self) -> leader_follower::Failover {
        let at = Micros::from_secs(3);
        leader_follower::Failover { settings: self.of_model(), at }
    }
}

/// A mean of tenths, with one decimal.
fn tenths(tenths: u64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// How many acknowledged writes are lost.
pub struct FailoverLoses;

impl Experiment for FailoverLoses {
    const SAYS: &'static str = "acknowledged writes that the new leader lacks after the \
                                old one has crashed: the mean over 20 runs";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Group;

    fn run(group: &Group) -> String {
        let failover = group.failover();
        let lost: u32 = (0..RUNS).map(|seed| failover.lost(seed)).sum();
        ((u64::from(lost) + RUNS / 2) / RUNS).to_string()
    }
}

/// How long nobody leads.
pub struct FailoverTakes;

impl Experiment for FailoverTakes {
    const SAYS: &'static str = "seconds from the crash of the leader until another \
                                server takes writes: the mean over 20 runs";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Group;

    fn run(group: &Group) -> String {
        // At another moment between two heartbeats in each run.
        let quarter = Micros::new(group.of_model().detection.get() / 4);
        let takes = (0..RUNS).map(|seed| {
            let mut failover = group.failover();
            failover.settings.writes_per_s = 1;
            failover.at += Micros::new(quarter.get() * seed / RUNS);
            failover.takes(seed).get()
        });
        tenths((takes.sum::<u64>() / RUNS + 50_000) / 100_000) + " s"
    }
}

/// How long a write takes.
pub struct WriteTakes;

impl Experiment for WriteTakes {
    const SAYS: &'static str = "milliseconds until a write is acknowledged where nothing \
                                fails: the mean of some hundred writes";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Group;

    fn run(group: &Group) -> String {
        let settings = Settings { writes_per_s: 5, ..group.of_model() };
        let latencies = Latencies { settings, span: Micros::from_secs(100) };
        let took = latencies.measure(1);
        let all: u64 = took.iter().map(|took| took.get()).sum();
        let mean = all / took.len().max(1) as u64;
        tenths((mean + 50) / 100) + " ms"
    }
}
