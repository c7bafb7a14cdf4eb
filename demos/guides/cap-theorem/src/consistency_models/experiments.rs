//! Where the histories of the guide stand.

use super::settings::{KNOBS, Settings};
use models::cap_theorem::consistency::{Level, Recording, WINDOW};
use serde::{Deserialize, Serialize};
use sim::Run;
use stage::knob::grouped;
use stage::{Experiment, Knob};

/// The strongest models that a history satisfies.
pub struct StrongestModel;

impl Experiment for StrongestModel {
    const SAYS: &'static str = "the strongest models that one of the twelve \
                                histories satisfies, by name";
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

/// How many small histories there are.
pub struct Histories;

/// Of up to how many operations.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Small {
    operations: u32,
}

impl Default for Small {
    fn default() -> Small {
        Small { operations: 5 }
    }
}

impl Experiment for Histories {
    const SAYS: &'static str = "histories of one to so many reads and writes of \
                                two registers, shared out among the processes in \
                                every way, where each read returns each value: on \
                                all of them the checkers agree with all \
                                permutations";
    const KNOBS: &'static [Knob] =
        &[Knob::linear("operations", "Operations, at most", "", (1, 5, 1))];
    type Settings = Small;

    fn run(small: &Small) -> String {
        // In how many ways so many operations can be shared out.
        let shares = [1, 2, 3, 5, 7];
        let count = (1..=small.operations).zip(shares);
        let count: u32 = count.map(|(n, shares)| shares * of_operations(n)).sum();
        grouped(&count.to_string())
    }
}

/// All that so many operations in a row can do; the first register used is called
/// x.
fn of_operations(operations: u32) -> u32 {
    let all = 0..4u32.pow(operations) / 2;
    let answers = |code: u32| {
        let kinds = (0..operations).map(|place| code >> (2 * place) & 3);
        let kinds: Vec<u32> = kinds.collect();
        // An even kind writes its register, the next one reads it.
        let writes =
            |read: u32| kinds.iter().filter(|kind| **kind + 1 == read).count();
        let reads = kinds.iter().filter(|kind| **kind % 2 == 1);
        reads.map(|read| 1 + writes(*read) as u32).product::<u32>()
    };
    all.map(answers).sum()
}
