//! What the guide's prose quotes, worked out by the engine.

use models::clocks::experiments::{Pairs, pairs};
use models::clocks::{Scheme, Settings};
use serde::{Deserialize, Serialize};
use stage::{Experiment, Knob};

/// Runs behind a share.
const RUNS: u64 = 500;

/// The runs that a share is about: as in the figure, one for each seed.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Runs {
    processes: u32,
}

impl Default for Runs {
    fn default() -> Runs {
        Runs { processes: Settings::default().processes }
    }
}

impl Runs {
    const KNOBS: &'static [Knob] =
        &[Knob::linear("processes", "Processes", "", (2, 5, 1))];

    fn pairs(&self) -> Pairs {
        let settings =
            Settings { processes: self.processes, ..Settings::default() };
        pairs(&settings, 0..RUNS)
    }
}

fn percent(permille: u64) -> String {
    format!("{} %", (permille + 5) / 10)
}

/// How common concurrency is.
pub struct ConcurrentShare;

impl Experiment for ConcurrentShare {
    const SAYS: &'static str = "share of the pairs of events at different \
                                processes that are concurrent, over 500 runs of \
                                the figure";
    const KNOBS: &'static [Knob] = Runs::KNOBS;
    type Settings = Runs;

    fn run(runs: &Runs) -> String {
        percent(runs.pairs().concurrent_permille())
    }
}

/// How often Lamport stamps suggest an order where there is none.
pub struct LamportOrdersConcurrent;

impl Experiment for LamportOrdersConcurrent {
    const SAYS: &'static str = "share of the concurrent pairs of events whose \
                                Lamport stamps differ, over 500 runs of the \
                                figure";
    const KNOBS: &'static [Knob] = Runs::KNOBS;
    type Settings = Runs;

    fn run(runs: &Runs) -> String {
        percent(runs.pairs().lamport_permille())
    }
}

/// How long a stamp is.
pub struct StampBytes;

/// A kind of stamp, and how many processes take part.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Stamp {
    kind: String,
    processes: u32,
}

impl Default for Stamp {
    fn default() -> Stamp {
        Stamp { kind: Scheme::Vector.name().into(), processes: 3 }
    }
}

impl Experiment for StampBytes {
    const SAYS: &'static str = "bytes of a stamp on the wire, with counters and \
                                packed hybrid stamps of eight bytes";
    const KNOBS: &'static [Knob] = &[
        Knob::choice("kind", "Stamps", crate::vector_clocks::settings::SCHEMES),
        Knob::linear("processes", "Processes", "", (2, 1_000_000, 1)),
    ];
    type Settings = Stamp;

    fn run(stamp: &Stamp) -> String {
        let kind: Scheme = stamp.kind.parse().expect("its knob knows all kinds");
        format!("{} bytes", in_thousands(kind.size(stamp.processes).bytes))
    }
}

/// As in `8,012`.
fn in_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
