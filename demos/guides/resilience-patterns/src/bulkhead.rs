//! One slow dependency drains the pool of threads that all share.

mod picture;
mod pool;
mod queue;
mod scenarios;
mod settings;

use models::resilience_patterns::Compared;
use models::resilience_patterns::bulkhead::{
    self, CALL_TIMEOUT, DEPENDENCIES, Defence, Edit, LATENCY, NAMES, Pool, lines,
};
use settings::Settings;
use sim::Micros;
use stage::parts::{Row, Table};
use stage::{
    Action, Actions, Card, Check, Demo, Element, Fidelity, Knob, Mark, Marks,
    Moment, Pace, Scenario, Verdict,
};

/// The demo.
pub struct Bulkhead;

/// How long a run is.
const RUN: Micros = Micros::from_secs(40);
/// Over how many stretches rates are taken: a second.
const SMOOTH: usize = 2;
/// Slow calls are under way from the start; what they do to the others shows a
/// second later.
const SETTLED: Micros = Micros::from_secs(2);

const CARD: Card = Card {
    title: "Bulkheads: one slow dependency and a shared pool",
    watch_for: "the boxes, a thread each: one that A holds serves nobody else.",
    insight: "A slow dependency is worse than a dead one: it can take the threads \
              of everyone who does not need it.",
    why: "Little's law: threads in use = requests a second × seconds each. 40 a \
          second of 50 ms need 2 threads, of 2 s 80: with 2 each for B and C that is \
          84, of a pool of 20. A bulkhead caps what A may occupy, a time-out how long, \
          and an adaptive limit finds the cap itself; shedding alone refuses B and C \
          as well.",
    fidelity: Fidelity {
        models: "Every request, thread and call. Requests wait in one queue for a \
                 thread of one pool, and occupy it until their dependency answers. \
                 Clients give up after 1 s, which the service does not notice.",
        leaves_out: "The way of a dot takes time in the picture alone. The service's \
                     own work, retries, and what threads cost: \
                     otherwise a larger pool would just be better. The adaptive \
                     limit is the simple one, AIMD, not a gradient.",
        constants: "40 requests a second for each of three dependencies, at random, \
                    50 ms each. A is slow from 10 s to 30 s. Bulkheads have 8 \
                    places, four times what is needed: Erlang's formula then \
                    refuses one in 1,200. The time-out is 200 ms. The limit falls \
                    by a tenth, as in Netflix's concurrency-limits, after an \
                    answer slower than 100 ms; there it is 5 s unless set.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_secs(2) }),
    seed: 1,
    curated: None,
    rest: Micros::from_millis(9_500),
};

impl Demo for Bulkhead {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Compared<Pool>;

    /// Beside it, how B and C fare in one pool for all.
    fn model(settings: &Settings, seed: u64) -> Compared<Pool> {
        let settings = settings.of_model();
        let shared =
            bulkhead::Settings { defence: Defence::None, ..settings.clone() };
        let [model, earlier] =
            [settings, shared].map(|settings| Pool::new(&settings, seed));
        Compared::beside(model, earlier, RUN, |pool| {
            pool.timeline().rate(lines::HEALTHY, SMOOTH).collect::<Vec<_>>()
        })
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let rows = (0..DEPENDENCIES).map(|index| {
            let tally = moment.model.tally(index);
            let cells = vec![
                moment.model.latency(index).to_string(),
                moment.model.held(index).to_string(),
                tally.arrived.to_string(),
                tally.answered.to_string(),
                tally.failed.to_string(),
                tally.refused.to_string(),
            ];
            Row::new(NAMES[index], cells)
        });
        Table {
            caption: format!(
                "Requests for each dependency at {}",
                moment.now.clock()
            ),
            head: [
                "",
                "takes",
                "threads",
                "requests",
                "answered in time",
                "too late",
                "refused",
            ]
            .map(Into::into)
            .into(),
            rows: rows.collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        vec![isolation(moment), little(moment)]
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        let model = moment.model;
        let defence = model.settings().defence;
        let mut pool = Mark::new("pool", "Pool").state(defence.name());
        for other in [
            Defence::Bulkhead,
            Defence::Timeout,
            Defence::Shedding,
            Defence::Adaptive,
            Defence::None,
        ] {
            let (name, edit) = (capital(other.name()), Edit::Use(other));
            pool = pool.action_if(other != defence, name, edit);
        }
        let latency = model.latency(0);
        let a = Mark::new("dependency-a", "Dependency A")
            .state(format!("takes {latency:#}"));
        let a = [50, 500, 2_000].into_iter().fold(a, |a, millis| {
            let other = Micros::from_millis(millis);
            let verb = format!("Let it take {other:#}");
            a.action_if(other != latency, verb, Edit::Latency(millis))
        });
        vec![pool, a]
    }

    fn actions(moment: &Moment<'_, Self>) -> Actions<Self> {
        let model = moment.model;
        let slow = match model.latency(0) > LATENCY {
            true => Action::new("Heal A", Edit::Latency(LATENCY.as_millis())),
            false => Action::new("Slow A down to 2 s", Edit::Latency(2_000)),
        };
        let walls = match model.settings().defence {
            Defence::Bulkhead => Action::new("One pool", Edit::Use(Defence::None)),
            _ => Action::new("Bulkheads", Edit::Use(Defence::Bulkhead)),
        };
        vec![slow, walls]
    }
}

/// A word as the first of a button.
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Answered requests for B and C in the last second, and how many come.
fn healthy(moment: &Moment<'_, Bulkhead>) -> (u64, u64) {
    let second = Micros::from_secs(1);
    let to = Micros::new(moment.now.get() / second.get() * second.get());
    let answered =
        moment.model.timeline().total(lines::HEALTHY, to.since(second), to);
    (answered, 2 * u64::from(moment.model.settings().load_per_s))
}

fn isolation(moment: &Moment<'_, Bulkhead>) -> Check {
    let (answered, load) = healthy(moment);
    // Requests come at random: some seconds have a third less.
    let verdict =
        Verdict::of(answered * 2 >= load).once(moment.now >= Micros::from_secs(1));
    let detail = format!("{answered} a second, and about {load} come");
    Check { name: "B and C are answered", verdict, detail }
}

/// Whether the pool has more threads than all three need, as far as each may occupy
/// them: Little's law, and the cap of a bulkhead or a limit.
fn little(moment: &Moment<'_, Bulkhead>) -> Check {
    let model = moment.model;
    let load = u64::from(model.settings().load_per_s);
    let is_cut = model.settings().defence == Defence::Timeout;
    // In thousandths of a thread.
    let needs = |index| {
        let latency = match model.latency(index) {
            latency if is_cut => latency.min(CALL_TIMEOUT),
            latency => latency,
        };
        (load * latency.as_millis()).min(model.limit(index) as u64 * 1_000)
    };
    let (mut sum, mut terms) = (0, String::new());
    for (index, name) in NAMES.iter().enumerate() {
        let plus = if index == 0 { "" } else { " + " };
        terms += &format!("{plus}{name} {}", threads(needs(index)));
        sum += needs(index);
    }
    let all = model.station().workers();
    let verdict = Verdict::of(sum < all as u64 * 1_000);
    let detail = format!("{terms} = {} of {all}", threads(sum));
    Check { name: "Threads are left in the long run", verdict, detail }
}

/// Thousandths of a thread as threads, with a decimal if there is one.
fn threads(thousandths: u64) -> String {
    match (thousandths + 50) / 100 {
        tenths if tenths % 10 == 0 => (tenths / 10).to_string(),
        tenths => format!("{}.{}", tenths / 10, tenths % 10),
    }
}
