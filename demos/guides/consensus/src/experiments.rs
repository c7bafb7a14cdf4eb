//! What the guide's prose quotes, worked out by the engine.

mod throughput;

pub use throughput::{RaftLatency, RaftLimit, RaftThroughput};

use crate::break_raft;
use crate::quorum_cost::{self, Choice};
use models::consensus::election::downtimes;
use models::consensus::election_theory::paper;
use models::consensus::paxos::{self, duels};
use models::consensus::quorum_cost::{delays, hops};
use models::consensus::raft::breaking::{self, Bounds};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::{Experiment, Knob};

/// The timeouts of an election.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Timeouts {
    timeout: u32,
    spread: u32,
}

impl Default for Timeouts {
    fn default() -> Timeouts {
        Timeouts { timeout: 150, spread: 150 }
    }
}

const TIMEOUTS: &[Knob] = &[
    Knob::linear("timeout", "Shortest timeout", "ms", (1, 1_000, 1)),
    Knob::linear("spread", "Spread of the timeouts", "ms", (0, 1_000, 1)),
];

impl Timeouts {
    /// The downtimes of a thousand elections in milliseconds, the shortest first;
    /// those that are not over after ten seconds count as [`ENDLESS`].
    fn elections(&self) -> Vec<u64> {
        let millis = |millis: u32| Micros::from_millis(millis.into());
        let trial = paper(millis(self.timeout), millis(self.spread));
        let all = downtimes(&trial, 1_000, 1).into_iter();
        all.map(|time| time.map_or(ENDLESS, Micros::as_millis)).collect()
    }
}

/// What an election counts as that is not over after ten seconds.
const ENDLESS: u64 = 10_000;

/// A downtime as the prose prints it.
fn print(millis: u64) -> String {
    match millis {
        ENDLESS.. => "over 10 s".into(),
        _ => format!("{millis} ms"),
    }
}

/// Half of the elections take no longer.
pub struct ElectionMedian;

impl Experiment for ElectionMedian {
    const SAYS: &'static str =
        "median time from the leader's crash to the next leader, in milliseconds";
    const KNOBS: &'static [Knob] = TIMEOUTS;
    type Settings = Timeouts;

    fn run(timeouts: &Timeouts) -> String {
        print(timeouts.elections()[499])
    }
}

/// How long an election takes on average.
pub struct ElectionMean;

impl Experiment for ElectionMean {
    const SAYS: &'static str =
        "mean time from the leader's crash to the next leader, in milliseconds";
    const KNOBS: &'static [Knob] = TIMEOUTS;
    type Settings = Timeouts;

    fn run(timeouts: &Timeouts) -> String {
        let sum: u64 = timeouts.elections().iter().sum();
        print((sum + 500) / 1_000)
    }
}

/// The longest of a thousand elections.
pub struct ElectionWorst;

impl Experiment for ElectionWorst {
    const SAYS: &'static str =
        "longest of 1,000 times from the leader's crash to the next leader";
    const KNOBS: &'static [Knob] = TIMEOUTS;
    type Settings = Timeouts;

    fn run(timeouts: &Timeouts) -> String {
        print(timeouts.elections()[999])
    }
}

/// How long refused proposers wait.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Backoff {
    backoff: u32,
}

impl Default for Backoff {
    fn default() -> Backoff {
        Backoff { backoff: 100 }
    }
}

/// How many ballots a duel takes.
pub struct DuelBallots;

impl Experiment for DuelBallots {
    const SAYS: &'static str = "mean number of ballots that two duelling proposers begin until one is chosen";
    const KNOBS: &'static [Knob] =
        &[Knob::linear("backoff", "Backoff, random up to", "ms", (10, 1_000, 10))];
    type Settings = Backoff;

    fn run(backoff: &Backoff) -> String {
        let settings = paxos::Settings {
            backoff: Micros::from_millis(backoff.backoff.into()),
            ..paxos::Settings::default()
        };
        let duels = duels(&settings, 5_000, Micros::from_secs(10));
        let sum: u32 = duels.iter().map(|duel| duel.ballots).sum();
        format!("{}.{}", sum / 5_000, sum % 5_000 / 500)
    }
}

/// A way to decide among so many servers.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Quorum {
    protocol: Choice,
    servers: u32,
}

impl Default for Quorum {
    fn default() -> Quorum {
        Quorum { protocol: Choice::Raft, servers: 5 }
    }
}

const QUORUM: &[Knob] =
    &[quorum_cost::PROTOCOL, Knob::linear("servers", "Servers", "", (4, 40, 1))];

/// How many messages a decision takes.
pub struct DecisionMessages;

impl Experiment for DecisionMessages {
    const SAYS: &'static str = "messages between servers until the one that was asked \
                                knows the decision";
    const KNOBS: &'static [Knob] = QUORUM;
    type Settings = Quorum;

    fn run(quorum: &Quorum) -> String {
        hops(quorum.protocol.of_model(), quorum.servers).len().to_string()
    }
}

/// How many one-way delays a decision takes.
pub struct DecisionDelays;

impl Experiment for DecisionDelays {
    const SAYS: &'static str = "one-way message delays, one after the other, until the \
                                server that was asked knows the decision";
    const KNOBS: &'static [Knob] = QUORUM;
    type Settings = Quorum;

    fn run(quorum: &Quorum) -> String {
        delays(&hops(quorum.protocol.of_model(), quorum.servers)).to_string()
    }
}

/// The schedule of a search, for those who would rather read it than play it.
pub struct BreakRaftSchedule;

impl Experiment for BreakRaftSchedule {
    const SAYS: &'static str = "the steps of one of the shortest schedules that break \
                                Raft without this rule, in words";
    const KNOBS: &'static [Knob] = break_raft::KNOBS;
    type Settings = break_raft::Settings;

    fn run(settings: &break_raft::Settings) -> String {
        let rules = settings.rules();
        let trial = breaking::break_it(rules, Bounds::default());
        let cluster = breaking::settings(rules);
        let report = trial.report().expect("it comes from a search");
        let steps = report.schedule.iter().enumerate();
        let steps = steps.map(|(index, step)| {
            format!("({}) {}", index + 1, step.words(&cluster))
        });
        format!("{}. {}", steps.collect::<Vec<_>>().join("; "), report.words())
    }
}
