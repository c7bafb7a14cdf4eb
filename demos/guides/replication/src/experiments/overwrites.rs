//! Numbers about the later of two writes, where the last write wins.

use super::percent;
use models::replication::last_write_wins::{Overwrite, Overwrites, Rule};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::{Experiment, Knob};

/// Two writes at a distance, through clocks that are set wrong.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Pair {
    skew: u32,
    gap: u32,
}

impl Default for Pair {
    fn default() -> Pair {
        Pair { skew: 100, gap: 10 }
    }
}

const KNOBS: &[Knob] = &[
    Knob::linear("skew", "Each clock is ahead by at most", "ms", (1, 1_000, 1)),
    Knob::linear("gap", "The second write comes later by", "ms", (0, 1_000, 1)),
];

impl Pair {
    fn of_model(&self) -> Overwrite {
        Overwrite {
            skew: Micros::from_millis(self.skew.into()),
            gap: Micros::from_millis(self.gap.into()),
            rule: Rule::LastWriteWins,
        }
    }
}

/// How often the later write is lost, counted.
pub struct LwwLost;

impl Experiment for LwwLost {
    const SAYS: &'static str = "how often the later of two writes through two \
                                replicas is lost, where the last write wins and \
                                each clock is ahead by anything up to the skew: of \
                                4,000 runs";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Pair;

    fn run(pair: &Pair) -> String {
        const RUNS: u64 = 4_000;
        let lost = (0..RUNS).filter(|seed| pair.of_model().is_lost(*seed));
        percent(lost.count() as f64 / RUNS as f64)
    }
}

/// The same in theory.
pub struct LwwLostTheory;

impl Experiment for LwwLostTheory {
    const SAYS: &'static str = "the same in theory: ½·(1 − gap/skew)²";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Pair;

    fn run(pair: &Pair) -> String {
        percent(pair.of_model().in_theory())
    }
}

/// Writes to one key at random moments.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Random {
    ahead: u32,
    writes: u32,
}

impl Default for Random {
    fn default() -> Random {
        Random { ahead: 10, writes: 10 }
    }
}

/// How many overwrites have the smaller stamp.
pub struct OverwritesReversed;

impl Experiment for OverwritesReversed {
    const SAYS: &'static str = "how many writes to one key have a smaller stamp \
                                than the one just before, where they come at \
                                random through two replicas and one clock is \
                                ahead: (1 − e^(−writes × skew)) / 4";
    const KNOBS: &'static [Knob] = &[
        Knob::linear("ahead", "One clock is ahead by", "ms", (0, 1_000, 1)),
        Knob::linear("writes", "Writes to the key a second", "", (1, 1_000, 1)),
    ];
    type Settings = Random;

    fn run(random: &Random) -> String {
        let ahead = Micros::from_millis(random.ahead.into());
        percent(Overwrites { ahead, writes_per_s: random.writes }.in_theory())
    }
}
