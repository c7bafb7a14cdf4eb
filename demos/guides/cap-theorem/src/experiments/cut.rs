//! Numbers about a cut between two regions.

use models::replication::store::{self, Cut, CutOff, Measured, Protocol, Region};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::{Experiment, Knob};

/// Runs behind each number.
const RUNS: u64 = 100;

/// A cut, and what the store is set to.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    policy: Policy,
    cut: u64,
    side: Side,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Policy {
    Cp,
    Lww,
    Siblings,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Side {
    Minority,
    Majority,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { policy: Policy::Cp, cut: 10, side: Side::Minority }
    }
}

const POLICY: Knob = Knob::choice(
    "policy",
    "Policy",
    &[
        ("cp", "majority, linearizable"),
        ("lww", "any replica, last writer wins"),
        ("siblings", "any replica, siblings"),
    ],
);
const SIDE: Knob = Knob::choice(
    "side",
    "Side",
    &[("minority", "two replicas"), ("majority", "three replicas")],
);
const LENGTH: Knob = Knob::linear("cut", "Length of the cut", "s", (2, 30, 1));

impl Settings {
    fn runs(&self) -> impl Iterator<Item = Measured> + use<> {
        let cut_off = CutOff {
            policy: match self.policy {
                Policy::Cp => store::Policy::Majority,
                Policy::Lww => store::Policy::LastWriterWins,
                Policy::Siblings => store::Policy::Siblings,
            },
            cut: Cut::Both,
            span: Micros::from_secs(self.cut),
            keys: 3,
            writes_percent: 50,
            protocol: None,
        };
        (0..RUNS).map(move |seed| cut_off.run(seed))
    }

    fn mean(&self, count: fn(&Measured) -> u32) -> String {
        let sum: u64 = self.runs().map(|run| u64::from(count(&run))).sum();
        let tenths = (sum * 10 + RUNS / 2) / RUNS;
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}

/// How many writes of one side are answered.
pub struct WriteAvailability;

impl Experiment for WriteAvailability {
    const SAYS: &'static str = "share of the writes of one side that are answered, of \
                                those that begin while the regions are cut, in 100 runs";
    const KNOBS: &'static [Knob] = &[POLICY, LENGTH, SIDE];
    type Settings = Settings;

    fn run(settings: &Settings) -> String {
        let side = match settings.side {
            Side::Majority => Region::West,
            Side::Minority => Region::East,
        };
        let shares = settings.runs().map(|run| run.writes[side as usize]);
        let (asked, answered) = shares.fold((0, 0), |(asked, answered), share| {
            (asked + u64::from(share.asked), answered + u64::from(share.answered))
        });
        format!("{} %", (answered * 100).checked_div(asked).unwrap_or(0))
    }
}

/// How many reads in the cut miss an acknowledged write.
pub struct StaleReads;

impl Experiment for StaleReads {
    const SAYS: &'static str = "answered reads that begin in the cut and miss an \
                                acknowledged write, of three clients, the mean of 100 \
                                runs";
    const KNOBS: &'static [Knob] = &[POLICY, LENGTH, SIDE];
    type Settings = Settings;

    fn run(settings: &Settings) -> String {
        settings.mean(|run| run.stale)
    }
}

/// How many acknowledged writes are gone unseen.
pub struct LostWrites;

impl Experiment for LostWrites {
    const SAYS: &'static str = "acknowledged writes that are gone after the cut though \
                                nobody had seen them who replaced them, three keys, the \
                                mean of 100 runs";
    const KNOBS: &'static [Knob] = &[POLICY, LENGTH, SIDE];
    type Settings = Settings;

    fn run(settings: &Settings) -> String {
        settings.mean(|run| run.dropped)
    }
}

/// How many keys are left to merge.
pub struct Conflicts;

impl Experiment for Conflicts {
    const SAYS: &'static str = "keys with several values to merge when the cut ends, of \
                                three, the mean of 100 runs";
    const KNOBS: &'static [Knob] = &[POLICY, LENGTH, SIDE];
    type Settings = Settings;

    fn run(settings: &Settings) -> String {
        settings.mean(|run| run.conflicts)
    }
}

/// How many writes that timed out have happened.
pub struct UnknownOutcomes;

/// How a majority writes.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct OneWay {
    rounds: u32,
    cut: u64,
}

impl Default for OneWay {
    fn default() -> OneWay {
        OneWay { rounds: 1, cut: 10 }
    }
}

impl Experiment for UnknownOutcomes {
    const SAYS: &'static str = "share of the writes given up in the cut, of messages \
                                from west to east only, that a majority has stored, in \
                                100 runs";
    const KNOBS: &'static [Knob] =
        &[Knob::linear("rounds", "Rounds of a write", "", (1, 2, 1)), LENGTH];
    type Settings = OneWay;

    fn run(one_way: &OneWay) -> String {
        let cut_off = CutOff {
            policy: store::Policy::Majority,
            cut: Cut::From(Region::West),
            span: Micros::from_secs(one_way.cut),
            keys: 1,
            writes_percent: 50,
            protocol: (one_way.rounds == 1).then_some(Protocol::OneRound),
        };
        let runs = (0..RUNS).map(|seed| cut_off.run(seed));
        let (given_up, happened) =
            runs.fold((0, 0), |(given_up, happened), run| {
                (given_up + run.given_up, happened + run.happened)
            });
        format!("{} %", (happened * 100).checked_div(given_up).unwrap_or(0))
    }
}
