//! The numbers of tiers of caches.

use models::caching::tiers::{Age, Purge, Rule, Settings};
use models::caching::tiers_experiments as lab;
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::{Experiment, Knob};

/// A tier.
#[derive(Serialize, Deserialize)]
pub struct Tier {
    tier: String,
}

impl Default for Tier {
    fn default() -> Tier {
        Tier { tier: "edge".into() }
    }
}

/// How often a tier hits.
pub struct Hits;

impl Experiment for Hits {
    const SAYS: &'static str = "hit rate of a tier by itself, in percent of what comes \
                                to it; `alone` is the shared cache without edges";
    const KNOBS: &'static [Knob] = &[Knob::choice(
        "tier",
        "Tier",
        &[("edge", "edge"), ("regional", "shared cache"), ("alone", "alone")],
    )];
    type Settings = Tier;

    fn run(tier: &Tier) -> String {
        let shares = lab::shares(&Settings::default(), 1);
        let (all, missed) = match tier.tier.as_str() {
            "regional" => (shares.passed, shares.to_origin),
            "alone" => (shares.requests, shares.alone),
            _ => (shares.requests, shares.passed),
        };
        percent(all - missed, all).to_string()
    }
}

/// What reaches the origin.
#[derive(Serialize, Deserialize)]
pub struct Reached {
    share: String,
}

impl Default for Reached {
    fn default() -> Reached {
        Reached { share: "measured".into() }
    }
}

/// The share of the origin.
pub struct ToOrigin;

impl Experiment for ToOrigin {
    const SAYS: &'static str = "requests that reach the origin, in percent; or the \
                                product of what an edge and the shared cache alone miss";
    const KNOBS: &'static [Knob] = &[Knob::choice(
        "share",
        "Share",
        &[("measured", "measured"), ("independent", "of independent misses")],
    )];
    type Settings = Reached;

    fn run(reached: &Reached) -> String {
        let shares = lab::shares(&Settings::default(), 1);
        match reached.share.as_str() {
            "independent" => ((shares.independent() + 5) / 10).to_string(),
            _ => percent(shares.to_origin, shares.requests).to_string(),
        }
    }
}

/// How old copies may be.
#[derive(Serialize, Deserialize)]
pub struct Old {
    ttl: u32,
    age: String,
    purge: String,
}

impl Default for Old {
    fn default() -> Old {
        Old { ttl: 10, age: "not-passed".into(), purge: "none".into() }
    }
}

/// How long a reader gets the old value.
pub struct Stale;

impl Experiment for Stale {
    const SAYS: &'static str = "seconds for which an edge still answered with the old \
                                value after a write, at most, over 20 runs; each has \
                                its write when the shared cache has just stored it";
    const KNOBS: &'static [Knob] = &[
        Knob::linear("ttl", "TTL of each tier", "s", (1, 60, 1)),
        Knob::choice(
            "age",
            "Age",
            &[("passed", "is passed on"), ("not-passed", "begins anew")],
        ),
        Knob::choice(
            "purge",
            "Purge",
            &[
                ("none", "none"),
                ("edge-first", "edges, then shared"),
                ("origin-first", "shared, then edges"),
            ],
        ),
    ];
    type Settings = Old;

    fn run(old: &Old) -> String {
        let age = match old.age.as_str() {
            "passed" => Age::Passed,
            _ => Age::NotPassed,
        };
        let purge = match old.purge.as_str() {
            "edge-first" => Purge::EdgeFirst,
            "origin-first" => Purge::OriginFirst,
            _ => Purge::None,
        };
        let ttl = Micros::from_secs(old.ttl.into());
        let longest = lab::longest_old(ttl, age, purge, 20).as_millis();
        ((longest + 500) / 1_000).to_string()
    }
}

/// How keys are placed.
#[derive(Serialize, Deserialize)]
pub struct Placed {
    by: String,
}

impl Default for Placed {
    fn default() -> Placed {
        Placed { by: "ring".into() }
    }
}

impl Placed {
    fn rule(&self) -> Rule {
        if self.by == "modulo" { Rule::Modulo } else { Rule::Ring }
    }
}

const BY: &[Knob] =
    &[Knob::choice("by", "By", &[("ring", "a ring"), ("modulo", "modulo")])];

/// How many keys move.
pub struct Moved;

impl Experiment for Moved {
    const SAYS: &'static str = "keys that get another node when one of five dies, in \
                                percent, on average";
    const KNOBS: &'static [Knob] = BY;
    type Settings = Placed;

    fn run(placed: &Placed) -> String {
        ((lab::moved(placed.rule()) + 5) / 10).to_string()
    }
}

/// What the origin gets then.
pub struct Rush;

impl Experiment for Rush {
    const SAYS: &'static str = "requests to the origin in the worst second after one of \
                                five nodes has died, of 1,000 a second";
    const KNOBS: &'static [Knob] = BY;
    type Settings = Placed;

    fn run(placed: &Placed) -> String {
        let settings = Settings {
            rule: placed.rule(),
            edge_room: 50,
            node_room: 150,
            capacity_per_s: 150,
            ..Settings::default()
        };
        lab::rush(&settings, 1).to_string()
    }
}

fn percent(part: u64, whole: u64) -> u64 {
    (part * 100 + whole / 2) / whole
}
