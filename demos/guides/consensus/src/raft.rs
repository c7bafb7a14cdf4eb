//! A Raft cluster to break: elections, logs, and what is never lost.

mod marks;
mod scenarios;
mod settings;

use crate::servers::{self, Hands, Scene};
use models::consensus::raft::Trial;
use settings::Settings;
use sim::Micros;
use stage::parts::{Table, row};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Marks, Moment, Pace, Scenario,
};

/// The demo.
pub struct Raft;

/// How many entries of the logs are shown.
const COLUMNS: u32 = 6;

/// How much of the run the space–time diagram shows.
const SPAN: Micros = Micros::from_millis(900);

const CARD: Card = Card {
    title: "Raft: what is committed stays",
    watch_for: "the cells: a dashed one is not known to be committed, and may vanish. \
                None that was ever solid does.",
    insight: "A committed entry survives crashes, cuts and lost messages, in any \
              order; one that is not committed may vanish.",
    why: "A leader commits an entry of its own term once a majority has it. Nobody \
          becomes leader without the votes of a majority, none of whom votes for a \
          log whose last entry is older than its own, by term and then by index: \
          so every later leader has it.",
    fidelity: Fidelity {
        models: "Every server runs all of Raft, with pre-vote, snapshots, changes of one \
                 member at a time, leadership transfer, client sessions, and reads that \
                 do not go through the log.",
        leaves_out: "The time that writing to disk takes, snapshots sent in pieces, \
                     and joint consensus. The client writes and \
                     reads one register, x, in turn.",
        constants: "Messages take the chosen latency, a third more or less; the \
                    heartbeat is a third of the shortest timeout. All is about twenty \
                    times as slow as in a data centre. A bar across a link: the server \
                    there hears nothing from the other.",
    },
    pace: Some(Pace {
        until: Micros::from_secs(12),
        per_second: Micros::from_millis(200),
    }),
    seed: 7,
    curated: None,
    rest: Micros::from_millis(3_370),
};

impl Demo for Raft {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Trial;

    fn model(settings: &Settings, seed: u64) -> Trial {
        settings.trial(seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        let scene = Scene::of(moment, Hands::On);
        row([servers::ring(&scene), servers::grid(&scene, COLUMNS)])
    }

    fn space_time(moment: &Moment<'_, Self>) -> Option<Element> {
        Some(servers::space_time(&Scene::of(moment, Hands::On), SPAN))
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        servers::table(&Scene::of(moment, Hands::On))
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        servers::checks(&Scene::of(moment, Hands::On))
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        marks::marks(&Scene::of(moment, Hands::On))
    }
}
