//! Numbers about a range that is moved while it is written to.

use crate::figures::tenths;
use models::partitioning::live_move::Copying;
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::{Experiment, Knob};

/// Runs behind a mean: its standard error is a few hundredths of it.
const RUNS: u64 = 20;

/// A copy during which writes come.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Copied {
    writes: u32,
    copy: u32,
}

impl Default for Copied {
    fn default() -> Copied {
        Copied { writes: 100, copy: 10 }
    }
}

const KNOBS: &[Knob] = &[
    Knob::linear("writes", "Writes a second", "", (1, 1_000, 1)),
    Knob::linear("copy", "The copy takes", "s", (1, 60, 1)),
];

impl Copied {
    fn of_model(&self) -> Copying {
        let copy = Micros::from_secs(self.copy.into());
        Copying { writes_per_s: self.writes, copy }
    }
}

/// How many writes are lost where the source only copies.
pub struct CopyLoses;

impl Experiment for CopyLoses {
    const SAYS: &'static str = "acknowledged writes that the new owner lacks, where a \
                                range is copied in ten chunks and then switched, and \
                                what is written meanwhile is not sent: the mean over \
                                20 runs";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Copied;

    fn run(copied: &Copied) -> String {
        let copying = copied.of_model();
        let lost: u32 = (0..RUNS).map(|seed| copying.lost(seed)).sum();
        lost.div_ceil(RUNS as u32).to_string()
    }
}

/// For how long a key is written in vain.
pub struct CopyWindow;

impl Experiment for CopyWindow {
    const SAYS: &'static str = "seconds from when a key is copied to when the source \
                                hears of the switch, the mean over all keys: the \
                                window that, times the writes a second, says how many \
                                are lost";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Copied;

    fn run(copied: &Copied) -> String {
        let millis = copied.of_model().window().as_millis() as u32;
        tenths(10 * millis) + " s"
    }
}
