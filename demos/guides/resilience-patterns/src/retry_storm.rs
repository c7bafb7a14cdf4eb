//! A retry storm: the outage that outlives its cause.

mod picture;
mod queue;
mod settings;

use models::resilience_patterns::retry_storm::{
    CAPACITY_PER_S, Cure, Edit, RetryStorm as Model, lines,
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
    insight: "The outage outlives its cause: once the queue is longer than its \
              clients' patience, their retries keep it so.",
    why: "The server is fully busy answering requests that were given up, so each \
          new one fails and comes three times: 3 × 36 = 108 a second is more than \
          100. Below 100 / 3 a second the same stall heals.",
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
        question: "36 requests a second come to a server that can serve 100. After 3 \
                   s of standing still it is as good as new. What does goodput do?",
        answers: &[
            (
                "It is back at once",
                "Whoever came after the stall did not have to wait for all who came \
                 before: the stall was short, the load low, or a cure at work.",
            ),
            (
                "It is back when the queue is worked off",
                "The attempts were fewer than the server can serve, or a cure kept \
                 the clients away for a while.",
            ),
            (
                "It does not come back",
                "The stall left more than a second's work in the queue. Whoever \
                 comes now gives up before the turn is theirs, and comes again: the \
                 attempts exceed the capacity, and the queue never shrinks.",
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
        let wanted = model.station().queue();
        let wanted = wanted.filter(|job| model.clients().waits_for(job.id));
        let wanted = wanted.count() as u64;
        Table {
            caption: format!("Requests at {}", moment.now.clock()),
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
        vec![goodput(moment), patience(moment)]
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

/// Whether those at the end of the queue will be served before they give up.
fn patience(moment: &Moment<'_, RetryStorm>) -> Check {
    let waiting = moment.model.station().waiting() as u32;
    let tenths = waiting * 10 / CAPACITY_PER_S;
    let verdict = Verdict::of(waiting < CAPACITY_PER_S);
    let detail =
        format!("{waiting} in it: {}.{} s of work", tenths / 10, tenths % 10);
    Check { name: "Queue shorter than the time-out", verdict, detail }
}
