//! What a sick shard costs, by what is guarded, for the prose.

use super::settings::{KNOBS, Settings};
use models::resilience_patterns::breaker_experiments::{
    Outage, failures_to_open, outage,
};
use stage::{Experiment, Knob};

/// How many runs are added up.
const SEEDS: u64 = 200;

fn of(settings: &Settings) -> Outage {
    outage(&settings.of_model(), SEEDS)
}

fn percent(part: u32, whole: u32) -> String {
    (u64::from(part) * 100 + u64::from(whole) / 2)
        .checked_div(whole.into())
        .unwrap_or(0)
        .to_string()
}

/// How many calls for healthy shards were refused.
pub struct Refused;

impl Experiment for Refused {
    const SAYS: &'static str = "percent of the calls for healthy shards that were \
                                refused while another shard was sick for 27 s";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Settings;

    fn run(settings: &Settings) -> String {
        let healthy = of(settings).healthy;
        percent(healthy.refused, healthy.calls())
    }
}

/// How many calls for the sick shard waited for their time-out.
pub struct Waited;

impl Experiment for Waited {
    const SAYS: &'static str = "percent of the calls for a shard that was sick for \
                                27 s that waited for their time-out in vain";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Settings;

    fn run(settings: &Settings) -> String {
        let sick = of(settings).sick;
        percent(sick.timed_out, sick.calls())
    }
}

/// How many failures in a row it takes.
pub struct Failures;

impl Experiment for Failures {
    const SAYS: &'static str = "failed calls, all within a second and none that \
                                succeeds, with which a closed breaker opens";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Settings;

    fn run(settings: &Settings) -> String {
        let failures = failures_to_open(settings.rules(), 1_000);
        failures.map_or("never".into(), |failures| failures.to_string())
    }
}
