//! What a reader may choose, in the words of knobs and URLs.

use models::caching::stampede::{self as model, Cure};
use models::resilience_patterns::retry_storm::Spacing;
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    cure: Remedy,
    load: u32,
    rebuild: u32,
    keys: u32,
    jitter: u32,
    workers: u32,
    lease: u32,
    beta: u32,
    spacing: Spread,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Remedy {
    None,
    Flight,
    Stale,
    Early,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Spread {
    Even,
    Random,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            cure: Remedy::None,
            load: 1_000,
            rebuild: 400,
            keys: 1,
            jitter: 0,
            workers: 100,
            lease: 1_000,
            beta: 100,
            spacing: Spread::Even,
        }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::choice(
        "cure",
        "Cure at first",
        &[
            ("none", "none"),
            ("flight", "one rebuild at a time"),
            ("stale", "stale while revalidate"),
            ("early", "early by chance (XFetch)"),
        ],
    ),
    Knob::stops(
        "load",
        "Requests at first",
        "/s",
        &[50, 100, 200, 500, 1_000, 2_000],
    ),
    Knob::stops("rebuild", "A rebuild takes", "ms", &[50, 100, 200, 400, 800]),
    Knob::stops("keys", "Keys", "", &[1, 20, 100]),
    Knob::stops("jitter", "TTLs differ by up to", "ms", &[0, 500, 1_000, 2_000]),
    Knob::stops("workers", "Rebuilds at once", "", &[10, 50, 100, 200, 400]),
    Knob::stops("lease", "Lease (0: a lock)", "ms", &[0, 500, 1_000, 2_000]),
    Knob::stops("beta", "XFetch's β", "%", &[50, 100, 200]),
    Knob::choice(
        "spacing",
        "They come",
        &[("even", "evenly"), ("random", "evenly at random")],
    ),
];

impl Settings {
    /// Requests a second at first.
    pub fn load(&self) -> u32 {
        self.load
    }

    /// How long a rebuild takes.
    pub fn rebuild(&self) -> Micros {
        Micros::from_millis(self.rebuild.into())
    }

    /// λΔ: how many rebuilds begin before the first is done.
    pub fn stampede(&self, load: u32) -> u32 {
        load * self.rebuild / 1_000
    }

    /// How many rebuilds may be needed at once.
    pub fn most(&self) -> u32 {
        match self.cure() {
            Cure::None => self.stampede(self.load),
            Cure::OneFlight | Cure::StaleMeanwhile => self.keys,
            Cure::Early => 20,
        }
    }

    /// What this run is compared with: many keys without their jitter, or else a run
    /// without a cure.
    pub fn before(&self) -> Settings {
        match self.is_spread() {
            true => Settings { jitter: 0, ..self.clone() },
            false => Settings { cure: Remedy::None, ..self.clone() },
        }
    }

    /// Whether there are many keys, and their ends are spread.
    pub fn is_spread(&self) -> bool {
        self.keys > 1 && self.jitter > 0
    }

    /// Whether there is nothing against a stampede.
    pub fn is_uncured(&self) -> bool {
        self.cure() == Cure::None && !self.is_spread()
    }

    fn cure(&self) -> Cure {
        match self.cure {
            Remedy::None => Cure::None,
            Remedy::Flight => Cure::OneFlight,
            Remedy::Stale => Cure::StaleMeanwhile,
            Remedy::Early => Cure::Early,
        }
    }

    /// The settings of the model.
    pub fn of_model(&self) -> model::Settings {
        let millis = |millis: u32| Micros::from_millis(millis.into());
        model::Settings {
            load_per_s: self.load,
            spacing: match self.spacing {
                Spread::Even => Spacing::Even,
                Spread::Random => Spacing::Random,
            },
            keys: self.keys as usize,
            jitter: millis(self.jitter),
            rebuild: self.rebuild(),
            workers: self.workers as usize,
            cure: self.cure(),
            lease: (self.lease > 0).then(|| millis(self.lease)),
            beta_percent: self.beta,
            ..model::Settings::default()
        }
    }
}
