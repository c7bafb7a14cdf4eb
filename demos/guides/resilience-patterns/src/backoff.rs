//! Clients that contend for one row and back off, each attempt as a mark.

mod cost;
#[cfg(not(target_arch = "wasm32"))]
pub mod experiments;
mod picture;
mod scenarios;
mod settings;

use models::resilience_patterns::Contention;
use models::resilience_patterns::backoff::Strategy;
use models::resilience_patterns::contention::Edit;
use settings::Settings;
use sim::{Log, Micros, Model};
use stage::parts::{Row, Table};
use stage::{
    Action, Actions, Card, Check, Demo, Element, Fidelity, Knob, Moment, Pace,
    Role, Scenario, Verdict,
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
                back together.",
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
        leaves_out: "A server that takes time, queues or breaks down: every call \
                     is answered at once, so trying again at once is quick here, \
                     and only wasteful. Nobody gives up.",
        constants: "Base 5 ms, cap 2 s, a delay of 10 ms with a standard deviation \
                    of 2 ms, and writes counted as calls, as in the simulator of \
                    AWS's study of 2015. Ours agrees with it within 5 %.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_millis(500) }),
    seed: 1,
    curated: None,
    rest: Micros::from_secs(2),
};

impl Demo for Backoff {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

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
        let crowd = Crowd::largest(moment);
        let apart = match crowd.is_large(model.clients()) {
            true => Verdict::Fails,
            false if moment.now > SETTLED => Verdict::Holds,
            false => Verdict::Open,
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
                detail: match apart {
                    Verdict::Fails => format!("{} calls within 50 ms", crowd.calls),
                    _ => format!("at most {} calls within 50 ms", crowd.calls),
                },
            },
            cost(moment),
        ]
    }

    fn actions(_moment: &Moment<'_, Self>) -> Actions<Self> {
        let join =
            |(clients, words): (u32, &str)| Action::new(words, Edit::Join(clients));
        let crowds = [(1, "One more client"), (10, "Ten more"), (50, "Fifty more")];
        crowds.map(join).into()
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

/// Whether the calls are few, which are what a busy server would have to serve.
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

/// Calls that came close together, and when.
#[derive(Clone, Copy, Default)]
struct Crowd {
    calls: u32,
    from: Micros,
    to: Micros,
}

impl Crowd {
    /// The largest one since all have had time to part.
    fn largest(moment: &Moment<'_, Backoff>) -> Crowd {
        let calls = moment.model.calls();
        let late = &calls[calls.partition_point(|call| call.at < SETTLED)..];
        let mut first = 0;
        let mut largest = Crowd::default();
        for (last, call) in late.iter().enumerate() {
            while call.at.since(late[first].at) > CROWD {
                first += 1;
            }
            let calls = (last + 1 - first) as u32;
            if calls > largest.calls {
                largest = Crowd { calls, from: late[first].at, to: call.at };
            }
        }
        largest
    }

    /// Whether it is a quarter of all clients.
    fn is_large(self, clients: u32) -> bool {
        self.calls > 1 && self.calls * 4 > clients
    }
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
