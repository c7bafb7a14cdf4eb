//! Numbers for the prose: what policies cost.

use models::load_balancing::balancer::{Policy, Settings};
use models::load_balancing::choices_experiments::{
    Length, failing_share, mean_time, stale_time,
};
use models::load_balancing::supermarket;
use serde::{Deserialize, Serialize};
use stage::{Experiment, Knob};

/// So many servers are many.
const MANY: usize = 300;
/// How long a run is.
const LENGTH: Length = Length { settles: 200_000, measured: 1_000_000 };

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum By {
    RoundRobin,
    Random,
    Least,
    Two,
    Three,
    Ewma,
}

const POLICY: Knob = Knob::choice(
    "policy",
    "Policy",
    &[
        ("round-robin", "round robin"),
        ("random", "random"),
        ("least", "least request"),
        ("two", "two choices"),
        ("three", "three choices"),
        ("ewma", "peak EWMA"),
    ],
);

impl By {
    fn policy(self) -> Policy {
        match self {
            By::RoundRobin => Policy::RoundRobin,
            By::Random => Policy::Random,
            By::Least => Policy::Least,
            By::Two => Policy::Choices(2),
            By::Three => Policy::Choices(3),
            By::Ewma => Policy::PeakEwma,
        }
    }
}

const LOAD: Knob = Knob::stops("load", "Load", "%", &[50, 70, 80, 90, 95, 99]);

/// Thousandths with two decimals below ten, one from there on.
fn decimal(thousandths: u64) -> String {
    match thousandths {
        0..9_995 => {
            let hundredths = (thousandths + 5) / 10;
            format!("{}.{:02}", hundredths / 100, hundredths % 100)
        }
        9_995.. => {
            let tenths = (thousandths + 50) / 100;
            format!("{}.{}", tenths / 10, tenths % 10)
        }
    }
}

/// `choices-mean`.
pub struct Mean;

/// What it depends on.
#[derive(Serialize, Deserialize)]
pub struct MeanSettings {
    policy: By,
    load: u32,
}

impl Default for MeanSettings {
    fn default() -> MeanSettings {
        MeanSettings { policy: By::Two, load: 90 }
    }
}

impl Experiment for Mean {
    const SAYS: &'static str = "The mean time of a request in the system, in \
                                service times, measured with 300 servers; or – where that takes \
                                too long to settle.";
    const KNOBS: &'static [Knob] = &[POLICY, LOAD];
    type Settings = MeanSettings;

    fn run(settings: &MeanSettings) -> String {
        // A queue that nobody evens out takes 1/(1 − ρ)² service times to settle:
        // at 99 % this length would measure how it fills.
        if let (By::Random | By::RoundRobin, 96..) =
            (settings.policy, settings.load)
        {
            return "–".into();
        }
        let fleet = Settings::alike(MANY, settings.policy.policy(), settings.load);
        decimal(mean_time(&fleet, LENGTH, 1))
    }
}

/// `choices-theory`.
pub struct Theory;

/// What it depends on.
#[derive(Serialize, Deserialize)]
pub struct TheorySettings {
    choices: u32,
    load: u32,
}

impl Default for TheorySettings {
    fn default() -> TheorySettings {
        TheorySettings { choices: 2, load: 90 }
    }
}

impl Experiment for Theory {
    const SAYS: &'static str = "The mean time of a request in the system, in \
                                service times, by the supermarket model with ever \
                                more servers.";
    const KNOBS: &'static [Knob] =
        &[Knob::linear("choices", "Choices", "", (1, 5, 1)), LOAD];
    type Settings = TheorySettings;

    fn run(settings: &TheorySettings) -> String {
        decimal(supermarket::mean_time(settings.choices, settings.load))
    }
}

/// `stale-mean`.
pub struct Stale;

/// What it depends on.
#[derive(Serialize, Deserialize)]
pub struct StaleSettings {
    policy: By,
    refresh: u32,
    balancers: u32,
}

impl Default for StaleSettings {
    fn default() -> StaleSettings {
        StaleSettings { policy: By::Least, refresh: 5, balancers: 0 }
    }
}

impl Experiment for Stale {
    const SAYS: &'static str = "The mean time of a request in the system, in \
                                service times: ten servers, load 90 %, a load \
                                board that is read every `refresh` service times; \
                                `balancers` add to it what they sent themselves, \
                                none if it is 0.";
    const KNOBS: &'static [Knob] = &[
        POLICY,
        Knob::stops(
            "refresh",
            "Board read every",
            "service times",
            &[0, 1, 2, 5, 10, 20],
        ),
        Knob::stops(
            "balancers",
            "Balancers that add",
            "",
            &[0, 1, 2, 5, 10, 20, 100],
        ),
    ];
    type Settings = StaleSettings;

    fn run(settings: &StaleSettings) -> String {
        let StaleSettings { policy, refresh, balancers } = *settings;
        decimal(stale_time(policy.policy(), refresh * 10, balancers, LENGTH))
    }
}

/// `failing-share`.
pub struct Failing;

/// What it depends on.
#[derive(Serialize, Deserialize)]
pub struct FailingSettings {
    policy: By,
    load: u32,
}

impl Default for FailingSettings {
    fn default() -> FailingSettings {
        FailingSettings { policy: By::Least, load: 90 }
    }
}

impl Experiment for Failing {
    const SAYS: &'static str = "How many per cent of the requests fail when one of \
                                eight servers answers each at once, with an error.";
    const KNOBS: &'static [Knob] = &[POLICY, LOAD];
    type Settings = FailingSettings;

    fn run(settings: &FailingSettings) -> String {
        failing_share(settings.policy.policy(), 8, settings.load).to_string()
    }
}
