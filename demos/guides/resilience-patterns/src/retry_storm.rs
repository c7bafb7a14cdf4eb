//! A retry storm: the outage that outlives its cause.

mod picture;
mod queue;
mod settings;

use models::resilience_patterns::retry_storm::{
    CAPACITY_PER_S, Cure, Edit, RetryStorm as Model, SERVICE, lines,
};
use settings::Settings;
use sim::Micros;
use stage::parts::{Row, Table};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Moment, Offer, Pace, Prediction,
    Verdict,
};

/// The demo.
pub struct RetryStorm;

/// How long a run is.
const RUN: Micros = Micros::from_secs(60);
/// How long after the stall it is clear that goodput does not come back by
/// itself.
const PATIENCE: Micros = Micros::from_secs(30);
/// How soon after the stall goodput must be back to have come back at once.
const AT_ONCE: Micros = Micros::from_secs(2);

const CARD: Card = Card {
    title: "Retry storm: the outage that outlives its cause",
    watch_for: "whom the server works for: ▪ a client who still waits, or ✕ one who \
                has given up and asked again.",
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
        leaves_out: "Network delay, and backoff: it spreads retries over time, but \
                     in a storm that lasts there are as many. Users who walk away, \
                     machines that are added, and what a long queue costs in memory.",
        constants: "100 requests a second and 1 s are round numbers; only load × \
                    attempts ÷ capacity matters, and the stall against the \
                    time-out. A budget of 10 % is that of Google's SRE book, \
                    chapter 21. The breaker opens for 5 s after 20 failures in a \
                    row. A bounded queue holds 50: half a time-out; another one ends at \
                    10,000.",
    },
    prediction: Some(Prediction {
        question: "a server that can serve 100 requests a second stands still for a \
                   while, and is then as good as new. What does goodput do?",
        answers: &[
            (
                "It is back at once",
                "Two seconds after the stall at the latest whoever came was served \
                 in time: less than a second's work was left, or they did not have \
                 to wait behind it.",
            ),
            (
                "It is back when the queue is worked off",
                "While more than a second's work was left, whoever came gave up \
                 before the turn was theirs, or the breaker refused them. But the \
                 attempts were fewer than the server can serve, so the queue got \
                 shorter.",
            ),
            (
                "It does not come back",
                "The stall left more than a second's work in the queue. Whoever \
                 comes now gives up before the turn is theirs. The attempts, retries \
                 included, are as many as the server can serve or more, so the queue \
                 gets no shorter.",
            ),
        ],
    }),
    pace: Some(Pace { until: RUN, per_second: Micros::from_secs(5) }),
    seed: 1,
    curated: None,
    rest: Micros::from_secs(13),
};

impl Demo for RetryStorm {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;

    type Settings = Settings;
    type Model = Model;

    fn model(settings: &Settings, seed: u64) -> Model {
        Model::new(&settings.of_model(), seed)
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

    fn offers(moment: &Moment<'_, Self>) -> Vec<Offer> {
        let choice = |edit: Edit, words: &str| (edit.to_string(), words.to_owned());
        let stalls =
            [3, 1, 2, 6].map(|s| choice(Edit::Stall(s), &format!("for {s} s")));
        let switches =
            Cure::ALL.map(|cure| match moment.model.settings().cures.has(cure) {
                true => choice(Edit::Off(cure), &format!("{} off", cure.name())),
                false => choice(Edit::On(cure), &format!("{} on", cure.name())),
            });
        let loads = [20, 30, 36, 50, 80]
            .map(|load| choice(Edit::Load(load), &format!("{load}/s")));
        let attempts = [(1, "1 try"), (2, "2 tries"), (3, "3 tries")]
            .map(|(n, words)| choice(Edit::Attempts(n), words));
        vec![
            Offer::new("Stall", stalls.into()),
            Offer::new("Switch", switches.into()).long(),
            Offer::new("Send", loads.into()),
            Offer::new("Allow", attempts.into()),
        ]
    }

    fn outcome(moment: &Moment<'_, Self>) -> Option<usize> {
        // What a reader did is no answer to what goodput does by itself.
        if moment.edits.iter().any(|(at, _)| *at <= moment.now) {
            return None;
        }
        let resumed = moment.model.resumed_at()?;
        if moment.model.settings().load_per_s >= CAPACITY_PER_S {
            return None; // that is too much without any storm
        }
        match moment.model.healed_at() {
            Some(healed) if healed.since(resumed) <= AT_ONCE => Some(0),
            Some(_) => Some(1),
            None if moment.now.since(resumed) < PATIENCE => None,
            // It may be on its way back, and the run is too short to see it.
            None if is_shrinking(moment) || is_half_back(moment) => None,
            None => Some(2),
        }
    }
}

/// Whether the queue is shorter than it was ten seconds ago.
fn is_shrinking(moment: &Moment<'_, RetryStorm>) -> bool {
    let ago = moment.now.since(Micros::from_secs(10));
    let stretches = moment.model.timeline().stretches();
    let mut queues = stretches
        .filter(|(end, _)| *end >= ago)
        .map(|(_, counts)| counts[lines::QUEUE]);
    let before = queues.next();
    queues.next_back() < before
}

/// Whether every other request is answered in time: a server with too much to do
/// can be better than that only by chance.
fn is_half_back(moment: &Moment<'_, RetryStorm>) -> bool {
    last_second(moment, lines::GOODPUT) * 2 >= last_second(moment, lines::FRESH)
}

/// What was counted in the last whole second.
fn last_second(moment: &Moment<'_, RetryStorm>, line: usize) -> u64 {
    let second = Micros::from_secs(1);
    let to = Micros::new(moment.now.get() / second.get() * second.get());
    moment.model.timeline().total(line, to.since(second), to)
}

fn goodput(moment: &Moment<'_, RetryStorm>) -> Check {
    let fresh = last_second(moment, lines::FRESH);
    let answered = last_second(moment, lines::GOODPUT);
    let verdict = match fresh {
        0 => Verdict::Open,
        _ if answered * 10 >= fresh * 9 => Verdict::Holds,
        _ => Verdict::Fails,
    };
    let detail = format!("{answered} answered of {fresh} a second");
    Check { name: "Goodput follows the load", verdict, detail }
}

/// Whether whoever comes now is served before they give up: behind the rest of a
/// stall, and all who will be served before them.
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
    let detail = format!(
        "{} in the queue, {}.{} s before a newcomer's turn",
        model.station().waiting(),
        tenths / 10,
        tenths % 10
    );
    Check { name: "Newcomers are served in time", verdict, detail }
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
