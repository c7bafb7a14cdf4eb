//! Numbers about eviction.

use models::caching::eviction::experiments::{KEYS, hit_ratio_ppm, kept_ppm};
use models::caching::eviction::{Kind, Law};
use serde::{Deserialize, Serialize};
use stage::{Experiment, Knob};

/// A policy, what is asked for, and how much room there is.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Long {
    policy: Policy,
    trace: Trace,
    size: u32,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Policy {
    Opt,
    Fifo,
    Lru,
    Clock,
    Lfu,
    #[serde(rename = "2q")]
    TwoQueues,
    Arc,
    #[serde(rename = "w-tinylfu")]
    WTinyLfu,
    #[serde(rename = "s3-fifo")]
    S3Fifo,
    Sieve,
}

impl Policy {
    fn kind(self) -> Kind {
        match self {
            Policy::Opt => Kind::Optimal,
            Policy::Fifo => Kind::Fifo,
            Policy::Lru => Kind::Lru,
            Policy::Clock => Kind::Clock,
            Policy::Lfu => Kind::Lfu,
            Policy::TwoQueues => Kind::TwoQueues,
            Policy::Arc => Kind::Arc,
            Policy::WTinyLfu => Kind::WTinyLfu,
            Policy::S3Fifo => Kind::S3Fifo,
            Policy::Sieve => Kind::Sieve,
        }
    }
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Trace {
    Zipf,
    Scan,
    Loop,
}

impl Long {
    fn hits_ppm(&self) -> u32 {
        let law = match self.trace {
            Trace::Zipf => Law::Zipf,
            Trace::Scan => Law::Scan,
            Trace::Loop => Law::Loop,
        };
        let size = self.size as usize * usize::from(KEYS) / 100;
        hit_ratio_ppm(self.policy.kind(), law, size)
    }
}

impl Default for Long {
    fn default() -> Long {
        Long { policy: Policy::Lru, trace: Trace::Zipf, size: 10 }
    }
}

const POLICY: Knob = Knob::choice(
    "policy",
    "Policy",
    &[
        ("opt", "OPT"),
        ("fifo", "FIFO"),
        ("lru", "LRU"),
        ("clock", "CLOCK"),
        ("lfu", "LFU"),
        ("2q", "2Q"),
        ("arc", "ARC"),
        ("w-tinylfu", "W-TinyLFU"),
        ("s3-fifo", "S3-FIFO"),
        ("sieve", "SIEVE"),
    ],
);

const LONG: &[Knob] = &[
    POLICY,
    Knob::choice(
        "trace",
        "Requests",
        &[("zipf", "skewed"), ("scan", "skewed, with scans"), ("loop", "a loop")],
    ),
    Knob::linear("size", "Room for so many keys of a hundred", "%", (1, 50, 1)),
];

/// The hit ratio on a long trace.
pub struct HitRatio;

impl Experiment for HitRatio {
    const SAYS: &'static str = "hit ratio of a policy with room for some of 1,000 \
                                keys, 20,000 requests and four traces";
    const KNOBS: &'static [Knob] = LONG;
    type Settings = Long;

    fn run(settings: &Long) -> String {
        format!("{} %", (settings.hits_ppm() + 5_000) / 10_000)
    }
}

/// Of 1,000 requests on a long trace, those that the backend gets.
pub struct Misses;

impl Experiment for Misses {
    const SAYS: &'static str = "requests of 1,000 that miss, of the same trace and \
                                policy as in hit-ratio";
    const KNOBS: &'static [Knob] = LONG;
    type Settings = Long;

    fn run(settings: &Long) -> String {
        ((1_000_000 - settings.hits_ppm() + 500) / 1_000).to_string()
    }
}

/// A policy, and how often a scan asks for each key.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Scanned {
    policy: Policy,
    times: u32,
}

impl Default for Scanned {
    fn default() -> Scanned {
        Scanned { policy: Policy::Lru, times: 1 }
    }
}

/// How many of ten keys a scan leaves in the cache.
pub struct KeptByScan;

impl Experiment for KeptByScan {
    const SAYS: &'static str = "how many of its ten keys a cache has left after a \
                                scan through 20 new ones: the mean of 200 traces";
    const KNOBS: &'static [Knob] =
        &[POLICY, Knob::linear("times", "Requests for each key", "", (1, 3, 1))];
    type Settings = Scanned;

    fn run(settings: &Scanned) -> String {
        let ppm = kept_ppm(settings.policy.kind(), settings.times as u16);
        let tenths = (ppm + 50_000) / 100_000;
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}
