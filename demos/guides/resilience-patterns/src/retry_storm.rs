//! A retry storm: the outage that outlives its cause.

mod crowd;
mod picture;
mod place;
mod scenarios;
mod server;
mod settings;

use models::resilience_patterns::Compared;
use models::resilience_patterns::retry_storm::{
    CAPACITY_PER_S, Cure, Edit, RetryStorm as Model, SERVICE, STRETCH, lines,
};
use settings::Settings;
use sim::Micros;
use stage::parts::{Row, Table};
use stage::{
    Action, Actions, Card, Check, Demo, Element, Fidelity, Knob, Mark, Marks,
    Moment, Pace, Scenario, Verdict,
};

/// The demo.
pub struct RetryStorm;

/// How long a run is.
const RUN: Micros = Micros::from_secs(30);

const CARD: Card = Card {
    title: "Retry storm: the outage that outlives its cause",
    watch_for: "the ✕ in the queue: their clients have given up. What does the server \
                do with them?",
    insight: "An outage can outlive its cause: once the queue is longer than its \
              clients' patience, their retries can keep it so.",
    why: "At 36 requests a second, three attempts and no cure, the server is fully \
          busy answering requests that were given up, so each new one fails and \
          comes three times: 108 a second are more than 100. Below 100 / 3 a second \
          the same stall heals: at 30 a second after 9 s, at 33 only after 100, when \
          this run is over.",
    fidelity: Fidelity {
        models: "Every request, attempt, time-out and answer. A server serves 100 \
                 requests a second, first come, first served; a client waits 1 s, \
                 then asks again at once. All clients share one retry budget and \
                 one circuit breaker.",
        leaves_out: "Network delay (the way of a dot takes time in the picture \
                     alone), and backoff: it spreads retries over time, but \
                     in a storm that lasts there are as many. Users who walk away, \
                     machines that are added, and what a long queue costs in memory.",
        constants: "100 requests a second and 1 s are round numbers; only load × \
                    attempts ÷ capacity matters, and the stall against the \
                    time-out. A budget of 10 % is that of Google's SRE book, \
                    chapter 21. The breaker opens for 5 s after 20 failures in a \
                    row. A bounded queue holds 50: half a time-out; another one ends at \
                    10,000.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_secs(2) }),
    seed: 1,
    curated: None,
    rest: Micros::from_secs(12),
};

impl Demo for RetryStorm {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Compared<Model>;

    /// Beside it, what the attempts are at 36 requests a second and without a cure.
    fn model(settings: &Settings, seed: u64) -> Compared<Model> {
        let [model, earlier] = [settings, &settings.uncured()]
            .map(|settings| Model::new(&settings.of_model(), seed));
        Compared::beside(model, earlier, RUN, |model| {
            model.timeline().rate(lines::ATTEMPTS, 1).collect::<Vec<_>>()
        })
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let model = moment.model;
        let tally = model.tally();
        let row = |head: &str, recent: u64, all: u64| {
            Row::new(head, vec![recent.to_string(), all.to_string()])
        };
        let recent = |line| last_second(moment, line);
        let waiting = model.station().waiting() as u64;
        let wanted = wanted(model);
        Table {
            caption: format!(
                "Requests at {}; cures on: {}",
                moment.now.clock(),
                cures_on(model)
            ),
            head: ["", "in the last second", "in all"].map(Into::into).into(),
            rows: vec![
                row("new", recent(lines::FRESH), tally.fresh),
                row("attempts", recent(lines::ATTEMPTS), tally.attempts),
                row("answered in time", recent(lines::GOODPUT), tally.answered),
                Row::new("failed", vec!["".into(), tally.failed.to_string()]),
                Row::new(
                    "served for nobody",
                    vec!["".into(), tally.wasted.to_string()],
                ),
                Row::new("in the queue", vec!["".into(), waiting.to_string()]),
                Row::new(
                    "of these waited for",
                    vec!["".into(), wanted.to_string()],
                ),
            ],
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        vec![goodput(moment), newcomer(moment)]
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        let model = moment.model;
        let now = model.settings();
        let mut clients = Mark::new("clients", "Clients").state(format!(
            "{} new requests a second, {} attempts for each",
            now.load_per_s, now.attempts
        ));
        for load in [20, 30, 36, 50] {
            clients = clients.action_if(
                load != now.load_per_s,
                format!("Send {load}/s"),
                Edit::Load(load),
            );
        }
        for (attempts, words) in [(1, "Try once"), (3, "Try 3 times")] {
            let edit = Edit::Attempts(attempts);
            clients = clients.action_if(attempts != now.attempts, words, edit);
        }
        for cure in [Cure::RetryBudget, Cure::CircuitBreaker] {
            clients.actions.push(switch(model, cure));
        }
        let waiting = model.station().waiting();
        let mut queue =
            Mark::new("queue", "Queue").state(format!("{waiting} wait"));
        for cure in [Cure::NewestFirst, Cure::DropExpired, Cure::BoundedQueue] {
            queue.actions.push(switch(model, cure));
        }
        let mut server = Mark::new("server", "Server")
            .state(format!("serves {CAPACITY_PER_S} a second"));
        for seconds in [1, 3, 6] {
            server =
                server.action(format!("Stall {seconds} s"), Edit::Stall(seconds));
        }
        vec![clients, queue, server]
    }

    fn actions(moment: &Moment<'_, Self>) -> Actions<Self> {
        vec![
            Action::new("Stall the server for 3 s", Edit::Stall(3)),
            switch(moment.model, Cure::RetryBudget),
            switch(moment.model, Cure::NewestFirst),
        ]
    }
}

/// Switches a cure on or off.
fn switch(model: &Model, cure: Cure) -> Action<Edit> {
    let words = match cure {
        Cure::RetryBudget => "Retry budget",
        Cure::DropExpired => "Drop expired work",
        Cure::NewestFirst => "Newest first",
        Cure::BoundedQueue => "Queue of 50",
        Cure::CircuitBreaker => "Circuit breaker",
    };
    match model.settings().cures.has(cure) {
        true => Action::new(format!("{words} off"), Edit::Off(cure)),
        false => Action::new(format!("{words} on"), Edit::On(cure)),
    }
}

/// The last second that is known to its end, to half a second.
fn second(now: Micros) -> (Micros, Micros) {
    let second = Micros::from_secs(1);
    let ended = Micros::new(now.get() / STRETCH.get() * STRETCH.get());
    let to = if ended < second { Micros::ZERO } else { ended };
    (to.since(second), to)
}

/// What was counted in that second.
fn last_second(moment: &Moment<'_, RetryStorm>, line: usize) -> u64 {
    let (from, to) = second(moment.now);
    moment.model.timeline().total(line, from, to)
}

/// Whether nearly all that came in the last second were answered.
fn is_goodput_back(moment: &Moment<'_, RetryStorm>) -> Verdict {
    let fresh = last_second(moment, lines::FRESH);
    let answered = last_second(moment, lines::GOODPUT);
    Verdict::of(answered * 10 >= fresh * 9).once(fresh > 0)
}

fn goodput(moment: &Moment<'_, RetryStorm>) -> Check {
    let fresh = last_second(moment, lines::FRESH);
    let answered = last_second(moment, lines::GOODPUT);
    let detail = format!("{answered} of {fresh} a second");
    let verdict = is_goodput_back(moment);
    Check { name: "Goodput follows the load", verdict, detail }
}

/// Whether whoever joins the queue now is served before they give up: behind the
/// rest of a stall, and all who will be served before them. A breaker or a bound may
/// keep others from joining it.
fn newcomer(moment: &Moment<'_, RetryStorm>) -> Check {
    let model = moment.model;
    let cures = model.settings().cures;
    let ahead = match () {
        () if cures.has(Cure::NewestFirst) => 0,
        () if cures.has(Cure::DropExpired) => wanted(model),
        () => model.station().waiting() as u64,
    };
    let stall = model.stalled_until().map_or(Micros::ZERO, |t| t.since(moment.now));
    let wait = stall + Micros::new(ahead * SERVICE.get());
    let verdict = Verdict::of(wait + model.service() <= model.settings().timeout);
    let tenths = (wait.as_millis() + 50) / 100;
    let detail = format!("waits {}.{} s", tenths / 10, tenths % 10);
    Check { name: "Whoever queues now is in time", verdict, detail }
}

/// How many in the queue are waited for still.
fn wanted(model: &Model) -> u64 {
    let jobs = model.station().queue();
    jobs.filter(|job| model.clients().waits_for(job.id)).count() as u64
}

/// The cures that are on now, which need not be what the run began with.
fn cures_on(model: &Model) -> String {
    let cures = model.settings().cures;
    let on = Cure::ALL.into_iter().filter(|cure| cures.has(*cure));
    match on.map(Cure::name).collect::<Vec<_>>().join(", ") {
        none if none.is_empty() => "none".into(),
        some => some,
    }
}
