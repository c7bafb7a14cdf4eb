//! A cache stampede: a hot key expires, and all its readers rebuild it.

mod cache;
mod database;
mod picture;
mod place;
mod readers;
mod scenarios;
mod settings;

use models::caching::stampede::{Cure, Edit, Stampede as Model};
use models::resilience_patterns::Compared;
use settings::Settings;
use sim::Micros;
use stage::parts::{Row, Table};
use stage::{
    Action, Actions, Card, Check, Demo, Element, Fidelity, Knob, Mark, Marks,
    Moment, Pace, Scenario, Verdict,
};

/// The demo.
pub struct Stampede;

/// How long a run is.
const RUN: Micros = Micros::from_secs(8);

const CARD: Card = Card {
    title: "Cache stampede: a hot key expires",
    watch_for: "what each reader does who finds the value expired.",
    insight: "When a hot key expires, each request rebuilds it until it is back: load \
              × rebuild time of them, where one is enough.",
    why: "Each cure has its price: with one rebuild at a time the others wait, stale \
          while revalidate gives out old values, and early by chance makes values \
          live shorter. Jitter helps many keys, but not one.",
    fidelity: Fidelity {
        models: "Every request, lease and rebuild. The database works on 100 rebuilds \
                 at once, for 0.4 s each; the others queue. Who rebuilds early waits \
                 for its own rebuild, as XFetch is written in its paper. A rebuild \
                 whose lease has ended is refused.",
        leaves_out: "The way over the network (a dot's takes time in the picture \
                     alone), time-outs and retries, what is forgotten for lack of \
                     room, and that a database slows down when it has much to do: the \
                     queue stands for that.",
        constants: "1,000 requests a second, 0.4 s, 100 at once and a TTL of 5 s are \
                    round numbers; load × rebuild time is what matters. Leases are \
                    those of Facebook's memcache, which gave one for a key every 10 \
                    s; 1 s here. XFetch \
                    with β = 1 is that of Vattani and others (VLDB 2015).",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_millis(200) }),
    seed: 1,
    curated: None,
    rest: Micros::from_millis(4_900),
};

impl Demo for Stampede {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Compared<Model>;

    /// Beside it, what would have been without the cure, or without jitter.
    fn model(settings: &Settings, seed: u64) -> Compared<Model> {
        let [model, earlier] = [settings, &settings.before()]
            .map(|settings| Model::new(&settings.of_model(), seed));
        Compared::beside(model, earlier, RUN, |model| {
            picture::at_database(model).collect::<Vec<_>>()
        })
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let model = moment.model;
        let tally = model.tally();
        let row = |head: &str, value: String| Row::new(head, vec![value]);
        let count =
            |head: &str, value: u64| Row::new(head, vec![value.to_string()]);
        Table {
            caption: format!(
                "Requests and rebuilds up to {}; cure: {}",
                moment.now.clock(),
                model.settings().cure.name()
            ),
            head: ["", "so far"].map(Into::into).into(),
            rows: vec![
                count("requests", tally.requests),
                count("got a fresh value at once", tally.hits - tally.old),
                count("got an old value", tally.old),
                count("waited for a value", tally.waited),
                count("wait now", model.waiting().len() as u64),
                row("the longest wait", tally.longest.clock()),
                count("rebuilds", tally.rebuilds),
                count("of these for nothing", tally.again),
                count("at the database now", model.station().jobs() as u64),
                count("at the database at most", tally.most as u64),
            ],
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let model = moment.model;
        let tally = model.tally();
        let workers = model.settings().workers;
        vec![
            Check {
                name: "The database keeps up",
                verdict: Verdict::of(tally.most <= workers),
                detail: format!("at most {} of {workers}", tally.most),
            },
            Check {
                name: "Nobody waits",
                // Who rebuilds a fresh value early chose to.
                verdict: Verdict::of(tally.missed == 0),
                detail: format!("{} so far", tally.missed),
            },
            Check {
                name: "No value is old",
                verdict: Verdict::of(tally.old == 0),
                detail: format!("{} so far", tally.old),
            },
        ]
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        let model = moment.model;
        let now = model.settings();
        let mut readers = Mark::new("readers", "Readers")
            .state(format!("{} requests a second", now.load_per_s));
        for load in [100, 500, 1_000, 2_000] {
            let is_other = load != now.load_per_s;
            let words = format!("Send {load}/s");
            readers = readers.action_if(is_other, words, Edit::Load(load));
        }
        let expired = model.expired(moment.now);
        let keys = now.keys;
        let mut cache = Mark::new("cache", "Cache")
            .state(format!("{} of {keys} keys fresh", keys - expired))
            .action(delete(keys), Edit::Delete);
        let others = Cure::ALL.into_iter().filter(|cure| *cure != now.cure);
        cache.actions.extend(others.map(switch));
        let jobs = model.station().jobs();
        let database = Mark::new("database", "Database")
            .state(format!("{jobs} rebuilds, {} at once", now.workers))
            .action_if(jobs > 0, "Crash who asked first", Edit::Crash);
        vec![readers, cache, database]
    }

    fn actions(moment: &Moment<'_, Self>) -> Actions<Self> {
        let now = moment.model.settings();
        let other = match now.cure {
            Cure::None => Cure::OneFlight,
            Cure::OneFlight | Cure::StaleMeanwhile | Cure::Early => Cure::None,
        };
        vec![Action::new(delete(now.keys), Edit::Delete), switch(other)]
    }
}

fn delete(keys: usize) -> &'static str {
    match keys {
        1 => "Delete the value",
        _ => "Delete all values",
    }
}

fn switch(cure: Cure) -> Action<Edit> {
    let words = match cure {
        Cure::None => "No cure",
        Cure::OneFlight => "One rebuild at a time",
        Cure::StaleMeanwhile => "Stale while revalidate",
        Cure::Early => "Early by chance",
    };
    Action::new(words, Edit::Use(cure))
}
