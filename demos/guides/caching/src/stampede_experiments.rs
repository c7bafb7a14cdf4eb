//! What the guide's prose quotes about stampedes, worked out by the engine.

use models::caching::stampede::{Cure, Settings, Tally};
use models::caching::stampede_experiments::{self as lab, one_expiry};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::{Experiment, Knob};

const LOAD: Knob = Knob::linear("load", "Requests", "/s", (10, 5_000, 10));
const REBUILD: Knob =
    Knob::linear("rebuild", "A rebuild takes", "ms", (10, 2_000, 10));
const CURE: Knob = Knob::choice(
    "cure",
    "Cure",
    &[
        ("none", "none"),
        ("flight", "one rebuild at a time"),
        ("stale", "stale while revalidate"),
        ("early", "early by chance"),
    ],
);
const BETA: Knob = Knob::linear("beta", "XFetch's β", "%", (10, 500, 10));
/// How many requests of XFetch are watched: some 2,000 refreshes and more.
const WATCHED: u64 = 20_000_000;

/// One hot key that expires.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Expiry {
    load: u32,
    rebuild: u32,
    cure: String,
}

impl Default for Expiry {
    fn default() -> Expiry {
        Expiry { load: 1_000, rebuild: 400, cure: "none".into() }
    }
}

impl Expiry {
    fn of_model(&self) -> Settings {
        let cure = Cure::ALL.into_iter().find(|cure| cure.word() == self.cure);
        Settings {
            load_per_s: self.load,
            rebuild: Micros::from_millis(self.rebuild.into()),
            cure: cure.unwrap_or_default(),
            ..Settings::default()
        }
    }

    fn tally(&self) -> Tally {
        one_expiry(&self.of_model(), 1).tally()
    }
}

/// Rebuilds of one expiry.
pub struct Rebuilds;

impl Experiment for Rebuilds {
    const SAYS: &'static str = "rebuilds that one expiry of one hot key sets off";
    const KNOBS: &'static [Knob] = &[LOAD, REBUILD, CURE];
    type Settings = Expiry;

    fn run(expiry: &Expiry) -> String {
        expiry.tally().rebuilds.to_string()
    }
}

/// How long the database is busy.
pub struct Busy;

impl Experiment for Busy {
    const SAYS: &'static str = "seconds from the expiry until a database that does 100 \
                                rebuilds at once is done with all of them";
    const KNOBS: &'static [Knob] = &[LOAD, REBUILD, CURE];
    type Settings = Expiry;

    fn run(expiry: &Expiry) -> String {
        tenths(lab::busy_for(&expiry.of_model(), 1))
    }
}

/// How long a request waits at most.
pub struct LongestWait;

impl Experiment for LongestWait {
    const SAYS: &'static str = "the longest wait, in seconds, of a request that came \
                                when the hot key had expired";
    const KNOBS: &'static [Knob] = &[LOAD, REBUILD, CURE];
    type Settings = Expiry;

    fn run(expiry: &Expiry) -> String {
        tenths(expiry.tally().longest)
    }
}

/// Seconds with one decimal.
fn tenths(span: Micros) -> String {
    format!("{:.1}", span.get() as f64 / 1e6)
}

/// Many keys that came in together.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Avalanche {
    keys: u32,
    jitter: u32,
}

impl Default for Avalanche {
    fn default() -> Avalanche {
        Avalanche { keys: 100, jitter: 0 }
    }
}

/// How many rebuilds there are at once.
pub struct Jitter;

impl Experiment for Jitter {
    const SAYS: &'static str = "most rebuilds at once when so many keys expire that \
                                came in together, with one rebuild at a time for each \
                                and 1,000 requests a second for all";
    const KNOBS: &'static [Knob] = &[
        Knob::linear("keys", "Keys", "", (1, 1_000, 1)),
        Knob::linear("jitter", "TTLs differ by up to", "ms", (0, 5_000, 100)),
    ];
    type Settings = Avalanche;

    fn run(avalanche: &Avalanche) -> String {
        let settings = Settings {
            keys: avalanche.keys as usize,
            jitter: Micros::from_millis(avalanche.jitter.into()),
            cure: Cure::OneFlight,
            ..Settings::default()
        };
        one_expiry(&settings, 1).tally().most.to_string()
    }
}

/// One draw of XFetch.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Draw {
    left: u32,
    beta: u32,
}

impl Default for Draw {
    fn default() -> Draw {
        Draw { left: 100, beta: 100 }
    }
}

/// The chance of being early.
pub struct Chance;

impl Experiment for Chance {
    const SAYS: &'static str = "of a hundred requests, how many rebuild the value by \
                                XFetch that has so much of a rebuild's time left, \
                                counted over a million";
    const KNOBS: &'static [Knob] =
        &[Knob::linear("left", "Time left", "% of a rebuild", (0, 2_000, 1)), BETA];
    type Settings = Draw;

    fn run(draw: &Draw) -> String {
        let (took, left) = (Micros::from_secs(1), u64::from(draw.left) * 10_000);
        let early = lab::early_per_million(Micros::new(left), took, draw.beta, 1);
        format!("{:.1}", f64::from(early) / 1e4)
    }
}

/// Many refreshes of XFetch.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Refreshes {
    load: u32,
    beta: u32,
}

impl Default for Refreshes {
    fn default() -> Refreshes {
        Refreshes { load: 1_000, beta: 100 }
    }
}

/// How many rebuilds a refresh takes.
pub struct EarlyRebuilds;

impl Experiment for EarlyRebuilds {
    const SAYS: &'static str = "rebuilds for each refresh of a value by XFetch, on \
                                average; theory: e to the 1/β";
    const KNOBS: &'static [Knob] = &[LOAD, BETA];
    type Settings = Refreshes;

    fn run(refreshes: &Refreshes) -> String {
        let Refreshes { load, beta } = *refreshes;
        format!(
            "{:.1}",
            lab::early(load, beta, WATCHED / u64::from(load), 1).rebuilds
        )
    }
}

/// How early XFetch is.
pub struct Ahead;

impl Experiment for Ahead {
    const SAYS: &'static str = "seconds before its end at which XFetch begins to \
                                rebuild a value that takes 0.4 s, on average; theory: \
                                βΔ(ln λβΔ + 0.577)";
    const KNOBS: &'static [Knob] = &[LOAD, BETA];
    type Settings = Refreshes;

    fn run(refreshes: &Refreshes) -> String {
        let Refreshes { load, beta } = *refreshes;
        format!(
            "{:.1}",
            lab::early(load, beta, WATCHED / u64::from(load), 1).ahead_s
        )
    }
}
