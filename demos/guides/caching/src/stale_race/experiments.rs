//! What the guide's prose quotes about late fills.

use super::settings::{KNOBS, Settings};
use models::caching::stale_race::End;
use stage::{Experiment, Knob};

/// How many orders end stale.
pub struct StaleOrders;

impl Experiment for StaleOrders {
    const SAYS: &'static str = "how many orders of the steps leave an old value in \
                                the cache, of how many: `1 of 6`";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Settings;

    fn run(settings: &Settings) -> String {
        let ends = settings.of_model().ends();
        let stale = ends.iter().filter(|(_, end)| *end == End::Stale).count();
        format!("{stale} of {}", ends.len())
    }
}
