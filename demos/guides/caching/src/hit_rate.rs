//! What a hit rate spares the database, and a cold cache that never gets warm.

mod clients;
mod database;
mod picture;
mod place;
mod scenarios;
mod settings;

use models::caching::warm_up::{Edit, STRETCH, WarmUp as Model, lines};
use models::resilience_patterns::Compared;
use settings::Settings;
use sim::{Log, Micros, Model as _};
use stage::parts::{Row, Table};
use stage::{
    Action, Actions, Card, Check, Demo, Element, Fidelity, Knob, Mark, Marks,
    Moment, Pace, Scenario, Verdict,
};

/// The demo.
pub struct HitRate;

/// How long a run is.
const RUN: Micros = Micros::from_secs(40);
/// When the run that others are compared with restarts.
const RESTARTS: Micros = Micros::from_secs(5);

const CARD: Card = Card {
    title: "Hit rate: what the cache keeps from the database",
    watch_for: "how many requests pass the cache, each second.",
    insight: "The database sees only the misses: one percent of the hit rate can \
              double its load, and an empty cache can be an outage that stays.",
    why: "The load is requests × (1 − hit rate). If that is more than the database can \
          do, its queue grows longer than its clients' patience, and no answer is in \
          time to fill the cache.",
    fidelity: Fidelity {
        models: "Every request, query, time-out and answer. The database does 100 \
                 queries a second, first come, first served; a client waits 1 s. Who \
                 asked fills the cache, unless it has given up. The cache forgets the \
                 key that was wanted longest ago.",
        leaves_out: "Keys that are more popular than others: then few keys make a high \
                     hit rate, and the last percents are as costly. Values that \
                     expire, requests for one key that share a query, retries (they \
                     make it worse), the way over the network (a dot's takes time in \
                     the picture alone).",
        constants: "1,000 keys, 1,000 requests and 100 queries a second, and 1 s are \
                    round numbers; load × (1 − hit rate) against the capacity is what \
                    matters, and the queue against the time-out.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_secs(2) }),
    seed: 1,
    curated: None,
    rest: Micros::from_millis(4_900),
};

impl Demo for HitRate {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Compared<Model>;

    /// Beside it, what becomes of a cache that restarts empty under full load.
    fn model(settings: &Settings, seed: u64) -> Compared<Model> {
        let settings = settings.of_model();
        let mut cold = Model::new(&settings, seed);
        cold.edit(RESTARTS, &Edit::Restart(0), &mut Log::off());
        Compared::beside(Model::new(&settings, seed), cold, RUN, |model| {
            picture::cached(model).collect::<Vec<_>>()
        })
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let model = moment.model;
        let tally = model.tally();
        let row = |head: &str, recent: String, all: u64| {
            Row::new(head, vec![recent, all.to_string()])
        };
        let recent = |line| last_second(moment, line).to_string();
        Table {
            caption: format!(
                "Requests at {}; {} of {} keys cached",
                moment.now.clock(),
                model.store().len(),
                model.settings().keys
            ),
            head: ["", "in the last second", "in all"].map(Into::into).into(),
            rows: vec![
                row(
                    "let in",
                    recent(lines::LET_IN),
                    tally.requests - tally.turned_away,
                ),
                row("not let in", String::new(), tally.turned_away),
                row("found in the cache", String::new(), tally.hits),
                row("queries", recent(lines::QUERIES), tally.queries),
                row("filled", recent(lines::FILLS), tally.answered),
                row("done too late", String::new(), tally.late),
                row("gave up", String::new(), tally.gave_up),
                row(
                    "answered in time",
                    recent(lines::ANSWERED),
                    tally.hits + tally.answered,
                ),
            ],
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let model = moment.model;
        let (now, store) = (model.settings(), model.store());
        let misses = model.misses_per_s();
        let absent = picture::percent(now.keys - store.len(), now.keys);
        let [let_in, answered] =
            [lines::LET_IN, lines::ANSWERED].map(|line| last_second(moment, line));
        // Some that are answered came before.
        let answered = answered.min(let_in);
        let away = now.load_per_s - model.admitted_per_s();
        let is_most = answered * 10 >= let_in * 9 && away * 10 <= now.load_per_s;
        let detail = match away {
            0 => format!("{answered} of {let_in}"),
            away => format!("{answered} of {let_in}, {away}/s turned away"),
        };
        vec![
            Check {
                name: "The database can do the misses",
                verdict: Verdict::of(misses <= now.capacity_per_s),
                detail: format!(
                    "{}/s × {absent} = {misses} of {}",
                    model.admitted_per_s(),
                    now.capacity_per_s
                ),
            },
            Check {
                name: "Requests are answered",
                verdict: Verdict::of(is_most).once(let_in > 0),
                detail,
            },
        ]
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        let model = moment.model;
        let now = model.settings();
        let let_in = model.admitted_per_s();
        let mut clients = Mark::new("clients", "Clients")
            .state(format!("{let_in} of {}/s let in", now.load_per_s));
        for most in [50, 100, 200, 1_000] {
            let is_other = most.min(now.load_per_s) != let_in;
            let words = format!("Let in {most}/s");
            clients = clients.action_if(is_other, words, Edit::LetIn(most));
        }
        let mut cache = Mark::new("cache", "Cache")
            .state(format!("{} of {} keys", model.store().len(), now.keys))
            .action("Restart it empty", Edit::Restart(0));
        for percent in [70, 95] {
            let words = format!("Restart with {percent} %");
            cache = cache.action(words, Edit::Restart(percent));
        }
        for room in [950, 980, 990] {
            let is_other = room as usize != now.room;
            let words = format!("Room for {room}");
            cache = cache.action_if(is_other, words, Edit::Room(room));
        }
        let mut database = Mark::new("database", "Database")
            .state(format!("does {} queries a second", now.capacity_per_s));
        for load in [500, 1_000] {
            let is_other = load != now.load_per_s;
            let words = format!("Send {load} requests/s");
            database = database.action_if(is_other, words, Edit::Load(load));
        }
        vec![clients, cache, database]
    }

    fn actions(moment: &Moment<'_, Self>) -> Actions<Self> {
        let is_open = moment.model.admitted_per_s() > 100;
        vec![
            Action::new("Restart the cache empty", Edit::Restart(0)),
            match is_open {
                true => Action::new("Let in 100/s", Edit::LetIn(100)),
                false => Action::new("Let all in", Edit::LetIn(1_000)),
            },
        ]
    }
}

/// What was counted in the last second that is known to its end, to half a second.
fn last_second(moment: &Moment<'_, HitRate>, line: usize) -> u64 {
    let ended = moment.now.get() / STRETCH.get() * STRETCH.get();
    let to = Micros::new(ended);
    let from = to.since(Micros::from_secs(1));
    moment.model.timeline().total(line, from, to)
}
