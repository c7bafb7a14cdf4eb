//! Numbers about ranges that split and move.

use crate::figures::{ratio_ppm, whole_percent};
use models::partitioning::RangeStore;
use models::partitioning::range_store::{self, Pattern};
use serde::{Deserialize, Serialize};
use sim::{Micros, NodeId, Run};
use stage::{Experiment, Knob};

/// What is written to a store of ranges.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Writes {
    keys: Keys,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Keys {
    Random,
    Ascending,
    Prefixed,
}

impl Default for Writes {
    fn default() -> Writes {
        Writes { keys: Keys::Random }
    }
}

const WRITES: &[Knob] = &[Knob::choice(
    "keys",
    "Keys",
    &[("random", "random"), ("ascending", "ascending"), ("prefixed", "prefixed")],
)];

impl Writes {
    /// The store at some moments of a minute's writing to four nodes.
    fn run(&self, seconds: u64) -> RangeStore {
        let settings = range_store::Settings {
            nodes: 4,
            pattern: match self.keys {
                Keys::Random => Pattern::Random,
                Keys::Ascending => Pattern::Ascending,
                Keys::Prefixed => Pattern::Prefixed,
            },
            split_mb: 64,
            copy_mb_per_s: 32,
        };
        let mut run = Run::new(RangeStore::new(&settings, 1), Vec::new());
        run.seek(Micros::from_secs(seconds));
        run.model().clone()
    }
}

/// What the busiest node writes.
pub struct RangeBusiest;

impl Experiment for RangeBusiest {
    const SAYS: &'static str = "share of the writes that the busiest of four nodes \
                                takes in five seconds, ranges splitting at 64 MB: \
                                the mean over the second half of a minute";
    const KNOBS: &'static [Knob] = WRITES;
    type Settings = Writes;

    fn run(writes: &Writes) -> String {
        let busiest = |seconds| {
            let store = writes.run(seconds);
            let share = |node| u64::from(store.writes_ppm(NodeId(node)).0);
            (1..=4).map(share).max().unwrap_or(0)
        };
        let all: u64 = (30..=60).step_by(5).map(busiest).sum();
        whole_percent((all / 7) as u32)
    }
}

/// How much of what was written was copied afterwards.
pub struct RangeCopied;

impl Experiment for RangeCopied {
    const SAYS: &'static str = "what the balancer copied in a minute of writing to \
                                four nodes, over what was written";
    const KNOBS: &'static [Knob] = WRITES;
    type Settings = Writes;

    fn run(writes: &Writes) -> String {
        let store = writes.run(60);
        let (copied, all) = (store.copied().mb, store.total_mb());
        whole_percent(ratio_ppm(copied.into(), all.into()))
    }
}
