//! What the guide's prose quotes about one limit that many gateways share.

use models::resilience_patterns::shared_limit::{Settings, Sharing, Tally, tally};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::{Experiment, Knob};

/// Of which run the numbers are.
const SEED: u64 = 1;

/// How gateways share a limit of 100 a second, and what comes.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Gateways {
    sharing: Way,
    gateways: u32,
    load: u32,
    first: u32,
    batch: u32,
    trip: u32,
    rest: u32,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Way {
    Copies,
    Shares,
    Central,
    ReadThenWrite,
    Batches,
}

impl Default for Gateways {
    fn default() -> Gateways {
        Gateways {
            sharing: Way::Copies,
            gateways: 10,
            load: 80,
            first: 50,
            batch: 10,
            trip: 2,
            rest: 0,
        }
    }
}

const KNOBS: &[Knob] = &[
    Knob::choice(
        "sharing",
        "The gateways have",
        &[
            ("copies", "the whole limit each"),
            ("shares", "equal shares"),
            ("central", "one store"),
            ("read-then-write", "a store that is read, then written"),
            ("batches", "batches of tokens"),
        ],
    ),
    Knob::linear("gateways", "Gateways", "", (1, 100, 1)),
    Knob::linear("load", "Requests", "/s", (1, 5_000, 1)),
    Knob::linear("first", "Through the first", "%", (0, 100, 1)),
    Knob::linear("batch", "Tokens a batch", "", (1, 100, 1)),
    Knob::linear("trip", "Round trip", "ms", (0, 100, 1)),
    Knob::linear("rest", "Rest before", "s", (0, 10, 1)),
];

impl Gateways {
    fn tally(&self) -> Tally {
        let sharing = match self.sharing {
            Way::Copies => Sharing::Copies,
            Way::Shares => Sharing::Shares,
            Way::Central => Sharing::Central,
            Way::ReadThenWrite => Sharing::ReadThenWrite,
            Way::Batches => Sharing::Batches(self.batch),
        };
        let settings = Settings {
            sharing,
            gateways: self.gateways,
            load_per_s: self.load,
            first_percent: self.first,
            round_trip: Micros::from_millis(self.trip.into()),
            rest: Micros::from_secs(self.rest.into()),
            ..Settings::default()
        };
        tally(&settings, SEED)
    }
}

fn percent(part: u64, whole: u64) -> String {
    ((100 * part + whole / 2) / whole.max(1)).to_string()
}

/// How many requests of a hundred pass.
pub struct Passed;

impl Experiment for Passed {
    const SAYS: &'static str = "requests of a hundred that pass a limit of 100 a \
                                second kept by many gateways, over a minute";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Gateways;

    fn run(gateways: &Gateways) -> String {
        let tally = gateways.tally();
        percent(tally.passed, tally.came)
    }
}

/// The most that pass in a second.
pub struct Most;

impl Experiment for Most {
    const SAYS: &'static str = "most requests that pass in a second where gateways \
                                keep a limit of 100 a second, with a burst of 100, \
                                over a minute";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Gateways;

    fn run(gateways: &Gateways) -> String {
        gateways.tally().most_in_a_second.to_string()
    }
}

/// How often the store is asked.
pub struct Trips;

impl Experiment for Trips {
    const SAYS: &'static str = "times that gateways ask their store for each \
                                hundred requests, over a minute";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Gateways;

    fn run(gateways: &Gateways) -> String {
        let tally = gateways.tally();
        percent(tally.trips, tally.came)
    }
}
