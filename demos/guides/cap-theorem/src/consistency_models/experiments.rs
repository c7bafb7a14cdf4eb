//! Where the histories of the guide stand.

use super::settings::{KNOBS, Settings};
use models::cap_theorem::consistency::{Level, Recording, WINDOW};
use sim::Run;
use stage::{Experiment, Knob};

/// The strongest models that a history satisfies.
pub struct StrongestModel;

impl Experiment for StrongestModel {
    const SAYS: &'static str = "the strongest models that one of the twelve histories \
                                satisfies, by name";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Settings;

    fn run(settings: &Settings) -> String {
        let mut run = Run::new(Recording::new(settings.history()), Vec::new());
        run.seek(WINDOW);
        let strongest = run.model().standing().strongest();
        let names: Vec<_> = strongest.into_iter().map(Level::name).collect();
        names.join(", ")
    }
}
