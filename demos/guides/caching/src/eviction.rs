//! Ten caches get the same requests: see which keys each policy throws out.

mod checks;
mod marks;
mod panel;
mod picture;
mod rates;
mod scenarios;
mod settings;
mod words;

use models::caching::eviction::{Fate, Policy, SideBySide};
use settings::Settings;
use sim::Micros;
use stage::parts::{Row, Table};
use stage::{
    Actions, Card, Check, Demo, Element, Fidelity, Knob, Marks, Moment, Pace,
    Scenario,
};

/// The demo.
pub struct Eviction;

/// How long a run is at most.
const RUN: Micros = Micros::from_secs(50);

const CARD: Card = Card {
    title: "Which key leaves a full cache",
    watch_for: "the blue cells: keys that were asked for 3 times or more.",
    insight: "A policy is a guess at what is asked for again, and each guess has \
              requests that prove it wrong.",
    why: "LRU takes the last request for a sign, LFU the number of requests, \
          S3-FIFO a second one. OPT knows the requests to come: nobody has more \
          hits.",
    fidelity: Fidelity {
        models: "Ten caches run the algorithms of the papers on the same requests. \
                 OPT is Belady's, and each miss puts its key in.",
        leaves_out: "Keys have one size and never expire. What a hit costs under \
                     concurrency is left out: LRU and ARC move keys, FIFO, CLOCK, \
                     S3-FIFO and SIEVE set bits.",
        constants: "2Q: A1in a quarter, A1out names of half of the cells. S3-FIFO: \
                    S a tenth. W-TinyLFU: a window of one cell, 80 % of the rest \
                    protected. 26 letters by Zipf's law; a request takes 100 ms.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_secs(1) }),
    seed: 1,
    curated: None,
    rest: Micros::from_secs(10),
};

impl Demo for Eviction {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;
    const SELECTION: &'static [&'static str] = &["lru", "s3-fifo"];

    type Settings = Settings;
    type Model = SideBySide;

    fn model(settings: &Settings, seed: u64) -> SideBySide {
        SideBySide::new(&settings.of_model(), seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let rows = moment.model.caches().iter().map(|cache| {
            let parts = cache.policy().parts();
            let held = parts.iter().filter(|part| !part.is_ghost);
            let keys: Vec<_> = held
                .flat_map(|part| {
                    part.entries.iter().map(|entry| entry.key.to_string())
                })
                .collect();
            let count = |fate| cache.count(fate).to_string();
            let cells = vec![
                count(Fate::Hit),
                count(Fate::Again),
                count(Fate::First),
                keys.join(" "),
            ];
            Row::new(cache.kind().name(), cells)
        });
        let heads = ["", "hits", "evicted before", "first time", "keys"];
        let served = moment.model.served();
        Table {
            caption: format!("The caches after {served} requests"),
            head: heads.map(String::from).into(),
            rows: rows.collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        checks::checks(moment)
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        marks::marks(moment.model)
    }

    fn actions(moment: &Moment<'_, Self>) -> Actions<Self> {
        marks::actions(moment.model)
    }
}
