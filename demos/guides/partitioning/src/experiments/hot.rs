//! Numbers about one hot key.

use crate::figures::{hundredths, ratio_ppm};
use models::partitioning::HotKey;
use models::partitioning::hot_key::{self, Policy};
use serde::{Deserialize, Serialize};
use sim::{Micros, Run};
use stage::{Experiment, Knob};

/// What draws the load of one key.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Hot {
    policy: Place,
    writes: u32,
    vnodes: u32,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Place {
    Ring,
    Bounded,
    Split,
}

impl Default for Hot {
    fn default() -> Hot {
        Hot { policy: Place::Ring, writes: 20, vnodes: 100 }
    }
}

const HOT: &[Knob] = &[
    Knob::choice(
        "policy",
        "Policy",
        &[("ring", "ring"), ("bounded", "bounded"), ("split", "split")],
    ),
    Knob::linear("writes", "Writes", "%", (0, 100, 1)),
    Knob::linear("vnodes", "Virtual nodes per node", "", (1, 1_000, 1)),
];

impl Hot {
    /// Runs of twelve seconds, one a seed.
    fn runs(&self) -> Vec<HotKey> {
        let settings = hot_key::Settings {
            nodes: 10,
            vnodes: self.vnodes,
            policy: match self.policy {
                Place::Ring => Policy::Ring,
                Place::Bounded => Policy::Bounded,
                Place::Split => Policy::Split,
            },
            hot_percent: 40,
            write_percent: self.writes,
            epsilon_percent: 25,
            parts: 8,
        };
        let run = |seed| {
            let mut run = Run::new(HotKey::new(&settings, seed), Vec::new());
            run.seek(Micros::from_secs(12));
            run.model().clone()
        };
        (0..20).map(run).collect()
    }
}

/// What the hottest node has in hand.
pub struct HotKeyHottest;

impl Experiment for HotKeyHottest {
    const SAYS: &'static str = "requests in hand of the hottest of ten nodes over the \
                                mean, where one key draws 40 %: the mean over six \
                                seconds and 20 seeds";
    const KNOBS: &'static [Knob] = HOT;
    type Settings = Hot;

    fn run(hot: &Hot) -> String {
        let (mut hottest, mut total) = (0, 0);
        for model in hot.runs() {
            let late =
                model.samples().iter().filter(|s| s.at > Micros::from_secs(6));
            for sample in late {
                hottest += u64::from(sample.hottest) * 10;
                total += u64::from(sample.total);
            }
        }
        hundredths(ratio_ppm(hottest, total) / 10_000)
    }
}

/// How many nodes work on a request.
pub struct HotKeyWork;

impl Experiment for HotKeyWork {
    const SAYS: &'static str = "nodes that work on a request, where one key draws \
                                40 %: the mean over 20 seeds";
    const KNOBS: &'static [Knob] = HOT;
    type Settings = Hot;

    fn run(hot: &Hot) -> String {
        let runs = hot.runs();
        let placed = runs.iter().map(|model| model.tally().placed).sum();
        let asked = runs.iter().map(|model| model.tally().asked).sum();
        hundredths(ratio_ppm(placed, asked) / 10_000)
    }
}
