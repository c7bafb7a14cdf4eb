//! The race of a cache fill with a write, and all orders of its steps.

#[cfg(not(target_arch = "wasm32"))]
pub mod experiments;
mod lanes;
mod marks;
mod orders;
mod picture;
mod place;
mod scenarios;
mod settings;
mod steps;
mod words;

use models::caching::stale_race::{Edit, End, Race, Slot};
use settings::Settings;
use sim::Micros;
use stage::parts::{Row, Table};
use stage::{
    Action, Actions, Card, Check, Demo, Element, Fidelity, Grip, Knob, Marks,
    Moment, Pace, Role, Scenario, Verdict,
};

/// The demo.
pub struct StaleRace;

const CARD: Card = Card {
    title: "Cache race: a fill that comes too late",
    watch_for: "who still has the old value v1, and who could still delete it.",
    insight: "Write, then delete leaves the old value in the cache in one order of \
              six: the reader reads before the write, and fills after the \
              delete.",
    why: "Delete, then write does so in four. A lease makes the late fill fail, \
          because the delete cancels its token; a version does so only if the \
          delete leaves a marker.",
    fidelity: Fidelity {
        models: "Every order of the steps is tried, each on a cache and a database \
                 of its own. A miss gives a token that is good for this miss \
                 alone; a delete or a set cancels it. A version is compared with \
                 what the cache has. Read-through has the same orders: there the \
                 cache itself reads and fills.",
        leaves_out: "Expiry, which ends a stale value in any case, and eviction, \
                     which can take a token or a marker away; writers that die \
                     between their steps; write-behind; and how likely each order \
                     is. The reader asks the cache and the database in one step.",
        constants: "A step takes a second here, for the eye. The follower gets the \
                    write after all other steps. Leases are those of Facebook's \
                    memcache (Nishtala and others, NSDI 2013, §3.2.1), without its \
                    limit of one token in ten seconds.",
    },
    pace: Some(Pace {
        until: Micros::from_secs(7),
        per_second: Micros::from_secs(1),
    }),
    seed: 1,
    curated: None,
    rest: Micros::from_secs(1),
};

impl Demo for StaleRace {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Race;

    fn model(settings: &Settings, _seed: u64) -> Race {
        Race::new(settings.of_model())
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let race = moment.model;
        let steps = race.taken().iter().map(|taken| {
            let world = &taken.after;
            let cache = match world.cache().slot() {
                Slot::Empty => "–".to_string(),
                Slot::Value(version) => version.to_string(),
                Slot::Marker(version) => format!("marker {version}"),
            };
            let cells = vec![
                words::actor(taken.by.actor).into(),
                words::deed(taken),
                cache,
                world.database().to_string(),
            ];
            let row = Row::new(taken.by.to_string(), cells);
            if world.is_stale() { row.role(Role::Lost) } else { row }
        });
        let ends = race.ends().iter().filter(|_| race.is_over());
        let ends = ends.map(|(order, end)| {
            let ends = format!("ends {}", words::end(*end));
            let cells = vec![String::new(), ends, String::new(), String::new()];
            let row = Row::new(words::order(order), cells);
            if *end == End::Stale { row.role(Role::Lost) } else { row }
        });
        Table {
            caption: format!(
                "The steps in the order {}",
                words::order(race.order())
            ),
            head: ["step", "who", "does", "cache", "database"]
                .map(Into::into)
                .into(),
            rows: steps.chain(ends).collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let race = moment.model;
        let world = race.world();
        let (stale, all) = (race.stale(), race.ends().len());
        let is_stale = world.is_stale();
        let values = world.cache().value().filter(|_| is_stale);
        let values =
            values.map(|value| format!("{value}, not {}", world.database()));
        vec![
            Check {
                name: "The cache is not older than the database",
                verdict: Verdict::of(!is_stale),
                detail: values.unwrap_or_else(|| "no old value".into()),
            },
            Check {
                name: "No order ends stale",
                verdict: Verdict::of(stale == 0).once(race.is_over()),
                detail: match race.is_over() {
                    true => format!("{stale} of {all}"),
                    false => "not known yet".into(),
                },
            },
        ]
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        marks::marks(moment.model)
    }

    fn actions(moment: &Moment<'_, Self>) -> Actions<Self> {
        marks::actions(moment.model)
    }

    fn drag(
        moment: &Moment<'_, Self>,
        from: &Grip,
        to: &Grip,
    ) -> Option<(Micros, Edit)> {
        marks::dragged(moment, from, to).map(|edit| (Micros::ZERO, edit))
    }
}

/// Something that is done to the run's beginning.
fn from_the_start(verb: &'static str, edit: Edit) -> Action<Edit> {
    Action { at: Some(Micros::ZERO), ..Action::new(verb, edit) }
}
