//! What the guide's prose quotes about hit rates and cold caches, worked out by the
//! engine.

use models::caching::warm_up::{Late, Settings};
use models::caching::warm_up_experiments as lab;
use serde::{Deserialize, Serialize};
use stage::{Experiment, Knob};

const LOAD: Knob = Knob::linear("load", "Requests", "/s", (100, 5_000, 100));
const CAPACITY: Knob =
    Knob::linear("capacity", "Database does", "/s", (10, 1_000, 10));
const LATE: Knob = Knob::choice(
    "late",
    "Late answers",
    &[("dropped", "fill nothing"), ("kept", "fill the cache")],
);

/// A cache of which a share of keys is there.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Warm {
    load: u32,
    hit: u32,
}

impl Default for Warm {
    fn default() -> Warm {
        Warm { load: 1_000, hit: 99 }
    }
}

/// What the database gets.
pub struct BackendLoad;

impl Experiment for BackendLoad {
    const SAYS: &'static str = "queries a second to the database behind a cache with \
                                this hit rate, over 100 s; theory: λ(1 − h)";
    const KNOBS: &'static [Knob] =
        &[LOAD, Knob::linear("hit", "Hit rate", "%", (1, 100, 1))];
    type Settings = Warm;

    fn run(warm: &Warm) -> String {
        let queries = lab::queries(warm.load, warm.hit as usize * 10, 1);
        ((queries + 50) / 100).to_string()
    }
}

/// A cache that restarts.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Cold {
    load: u32,
    capacity: u32,
    late: String,
    copy: u32,
    let_in: u32,
}

impl Default for Cold {
    fn default() -> Cold {
        Cold {
            load: 1_000,
            capacity: 100,
            late: "dropped".into(),
            copy: 0,
            let_in: 100,
        }
    }
}

impl Cold {
    fn of_model(&self) -> Settings {
        Settings {
            load_per_s: self.load,
            capacity_per_s: self.capacity,
            late: if self.late == "kept" { Late::Kept } else { Late::Dropped },
            ..Settings::default()
        }
    }
}

const COPY: Knob = Knob::linear("copy", "Keys of the copy", "%", (0, 100, 1));
const LET_IN: Knob = Knob::linear("let-in", "Let in", "/s", (10, 1_000, 10));

/// What is cached a minute later.
pub struct AfterRestart;

impl Experiment for AfterRestart {
    const SAYS: &'static str = "keys in the cache, in percent, a minute after a restart \
                                with so many of them under full load";
    const KNOBS: &'static [Knob] = &[LOAD, CAPACITY, LATE, COPY, LET_IN];
    type Settings = Cold;

    fn run(cold: &Cold) -> String {
        let cached = lab::after_restart(&cold.of_model(), cold.copy, 1);
        (cached / 10).to_string()
    }
}

/// The smallest copy.
pub struct SmallestCopy;

impl Experiment for SmallestCopy {
    const SAYS: &'static str = "the smallest part of the keys, in percent, that a copy \
                                must have for the cache to get warm under full load";
    const KNOBS: &'static [Knob] = &[LOAD, CAPACITY, LATE, COPY, LET_IN];
    type Settings = Cold;

    fn run(cold: &Cold) -> String {
        lab::smallest_copy(&cold.of_model(), 1).to_string()
    }
}

/// How long few must be let in.
pub struct LetInFor;

impl Experiment for LetInFor {
    const SAYS: &'static str = "seconds for which so many requests a second must be let \
                                in, and no more, until an empty cache can take all";
    const KNOBS: &'static [Knob] = &[LOAD, CAPACITY, LATE, COPY, LET_IN];
    type Settings = Cold;

    fn run(cold: &Cold) -> String {
        let seconds = lab::let_in_for(&cold.of_model(), cold.let_in, 1);
        seconds.map_or("never".into(), |seconds| seconds.to_string())
    }
}
