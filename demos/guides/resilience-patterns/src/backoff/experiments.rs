//! What contention costs under each strategy, for the prose.

use super::settings::{KNOBS_OF_STUDY, Settings};
use models::resilience_patterns::backoff_experiments::{Study, study};
use stage::{Experiment, Knob};

/// How many runs a mean is taken over.
const SEEDS: u64 = 100;

fn of(settings: &Settings) -> Study {
    study(settings.strategy(), settings.clients(), SEEDS)
}

/// How many calls it takes.
pub struct Calls;

impl Experiment for Calls {
    const SAYS: &'static str = "calls until all of so many clients have changed a \
                                row that they contend for, on average";
    const KNOBS: &'static [Knob] = KNOBS_OF_STUDY;
    type Settings = Settings;

    fn run(settings: &Settings) -> String {
        of(settings).calls.to_string()
    }
}

/// How long it takes.
pub struct Time;

impl Experiment for Time {
    const SAYS: &'static str = "time in seconds until all of so many clients have \
                                changed a row that they contend for, on average";
    const KNOBS: &'static [Knob] = KNOBS_OF_STUDY;
    type Settings = Settings;

    fn run(settings: &Settings) -> String {
        let tenths = (of(settings).time.as_millis() + 50) / 100;
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}
