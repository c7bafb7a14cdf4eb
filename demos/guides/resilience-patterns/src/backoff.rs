//! Clients that contend for one row and back off, each attempt as a mark.

#[cfg(not(target_arch = "wasm32"))]
pub mod experiments;
mod picture;
mod settings;

use models::resilience_patterns::Contention;
use models::resilience_patterns::backoff::Strategy;
use settings::Settings;
use sim::{Log, Micros, Model};
use stage::parts::{Row, Table};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Moment, Offer, Pace, Prediction,
    Role, Verdict,
};

/// The demo.
pub struct Backoff;

/// How long a run is.
const RUN: Micros = Micros::from_secs(5);
/// From then on a crowd is a fault of the backoff: all began together.
const SETTLED: Micros = Micros::from_secs(1);
/// In how short a time calls make a crowd.
const CROWD: Micros = Micros::from_millis(50);
/// More calls than this for each client that is done are too many: with jitter it
/// takes 5 to 10 of them, from 20 to 100 clients.
const CALLS_EACH: u32 = 12;
/// Most steps that the table looks ahead.
const STEPS_MAX: u32 = 40_000;

const CARD: Card = Card {
    title: "Backoff: without jitter the herd comes back in waves",
    watch_for: "the columns of calls: without jitter whoever failed together comes \
                back together, ever later and nearly as many.",
    insight: "Exponential backoff makes crowds rarer, not smaller; jitter is what \
              takes them apart.",
    why: "Of all who read one version of the row only the first changes it, so a \
          wave of calls gets few clients done; spread out, each call meets fewer \
          rivals.",
    fidelity: Fidelity {
        models: "Each client reads the row and writes it on the condition that \
                 nobody was faster, and backs off if somebody was: optimistic \
                 concurrency, as with a conditional write. Each message takes its \
                 own time.",
        leaves_out: "A server that takes time, queues or breaks down: every call is \
                     answered at once, so trying again at once is quick here, and \
                     only wasteful. Nobody gives up.",
        constants: "Base 5 ms, cap 2 s, a delay of 10 ms with a standard deviation \
                    of 2 ms, and writes counted as calls, as in the simulator of \
                    AWS's study of 2015. Ours agrees with it within 5 %.",
    },
    prediction: Some(Prediction {
        question: "each of 50 clients waits 10 ms after its first failure, then 20, \
                   40, 80 … up to 2 s, without jitter. How many are done after 5 \
                   seconds?",
        answers: &[
            ("All of them", "They need more than half a minute."),
            (
                "25 or more, but not all",
                "A wave gets few done, and waves get rare.",
            ),
            (
                "Fewer than 25",
                "A wave gets few done, and waves get rare. With full \
                 jitter all 50 are done after about 3 seconds.",
            ),
        ],
    }),
    pace: Some(Pace { until: RUN, per_second: Micros::from_millis(500) }),
    seed: 1,
    curated: None,
    rest: Micros::from_secs(2),
};

impl Demo for Backoff {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;

    type Settings = Settings;
    type Model = Contention;

    fn model(settings: &Settings, seed: u64) -> Contention {
        Contention::new(settings.strategy(), settings.clients(), seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let head = ["backoff", "calls", "calls a client", "all done after"];
        let clients = moment.settings.clients();
        Table {
            caption: format!(
                "Until the {clients} from the start are done, on seed 1"
            ),
            head: head.map(Into::into).into(),
            rows: Strategy::ALL.map(|strategy| table_row(moment, strategy)).into(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let model = moment.model;
        let (done, at) = model.done();
        let all = match done == model.clients() {
            true => Verdict::Holds,
            false if is_over(moment) => Verdict::Fails,
            false => Verdict::Open,
        };
        let most = crowd(moment);
        let apart = match most <= 1 || most * 4 <= model.clients() {
            false => Verdict::Fails,
            true if moment.now > SETTLED => Verdict::Holds,
            true => Verdict::Open,
        };
        let clients = model.clients();
        let detail = match done {
            0 => format!("none of {clients} yet"),
            _ => format!("{done} of {clients}, the last at {}", at.clock()),
        };
        vec![
            Check { name: "All done within 5 s", verdict: all, detail },
            Check {
                name: "No crowd after 1 s",
                verdict: apart,
                detail: format!("at most {most} calls within 50 ms"),
            },
            cost(moment),
        ]
    }

    fn offers(_moment: &Moment<'_, Self>) -> Vec<Offer> {
        let join = |(clients, words): (u32, &str)| {
            (format!("join-{clients}"), words.to_owned())
        };
        let crowds = [(10, "10 clients"), (1, "1 client"), (50, "50 clients")];
        vec![Offer::new("Let begin now", crowds.map(join).into())]
    }

    fn outcome(moment: &Moment<'_, Self>) -> Option<usize> {
        let settings = moment.settings;
        let is_asked = settings.strategy() == Strategy::Exponential
            && settings.clients() == 50
            && moment.model.clients() == 50;
        if !is_asked || !is_over(moment) {
            return None;
        }
        match moment.model.done().0 {
            50.. => Some(0),
            25..50 => Some(1),
            0..25 => Some(2),
        }
    }
}

/// Whether the run is over: nothing happens any more before its end. The player may
/// not go on to the very end then.
fn is_over(moment: &Moment<'_, Backoff>) -> bool {
    let next = moment.model.next();
    let is_quiet = next.is_none_or(|next| next > RUN);
    let is_last = moment.edits.iter().all(|(at, _)| *at <= moment.now);
    moment.now >= RUN || (is_quiet && is_last)
}

/// Whether the calls are few, which are what a busy server would have to bear.
fn cost(moment: &Moment<'_, Backoff>) -> Check {
    let model = moment.model;
    let (done, clients) = (model.done().0, model.clients());
    let count = model.count();
    let verdict = match done == clients || is_over(moment) {
        true => Verdict::of(count <= CALLS_EACH * done),
        // However soon the others are done.
        false if count > CALLS_EACH * clients => Verdict::Fails,
        false => Verdict::Open,
    };
    let name = "At most 12 calls for each client done";
    Check { name, verdict, detail: format!("{count} calls, {done} done") }
}

/// The largest crowd since all have had time to part.
fn crowd(moment: &Moment<'_, Backoff>) -> u32 {
    let calls = moment.model.calls();
    let late = &calls[calls.partition_point(|call| call.at < SETTLED)..];
    let mut first = 0;
    let mut most = 0;
    for (last, call) in late.iter().enumerate() {
        while call.at.since(late[first].at) > CROWD {
            first += 1;
        }
        most = most.max(last + 1 - first);
    }
    most as u32
}

/// What the same clients would need under another strategy.
fn table_row(moment: &Moment<'_, Backoff>, strategy: Strategy) -> Row {
    let mut run = Contention::new(strategy, moment.settings.clients(), CARD.seed);
    for _ in 0..STEPS_MAX {
        run.step(&mut Log::off());
    }
    let (calls, tenths) = (run.count(), run.count() * 10 / run.clients());
    let cells = vec![
        calls.to_string(),
        format!("{}.{}", tenths / 10, tenths % 10),
        run.done().1.clock(),
    ];
    let row = Row::new(settings::name(strategy), cells);
    match strategy == moment.settings.strategy() {
        true => row.role(Role::Chosen),
        false => row,
    }
}
