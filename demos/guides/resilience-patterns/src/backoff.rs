//! Clients that contend for one row and back off, each attempt as a mark.

#[cfg(not(target_arch = "wasm32"))]
pub mod experiments;
mod ghost;
mod picture;
mod scenarios;
mod scene;
mod settings;
mod waves;

use models::resilience_patterns::backoff::Strategy;
use models::resilience_patterns::contention::{Edit, STRETCH, State};
use models::resilience_patterns::{Compared, Contention};
use settings::Settings;
use sim::{Log, Micros, Model};
use stage::parts::{Row, Table};
use stage::{
    Action, Actions, Card, Check, Demo, Element, Fidelity, Knob, Mark, Marks,
    Moment, Pace, Role, Scenario, Verdict,
};
use waves::Wave;

/// The demo.
pub struct Backoff;

/// The seed of the resting frame, and of every run that another one is compared with.
const SEED: u64 = 1;
/// How long a run is.
const RUN: Micros = Micros::from_millis(5_500);
/// From then on a queue is one: the first crowd takes a busy server some time.
const QUEUE_SETTLED: Micros = Micros::from_secs(3);
/// More calls than this for each client that is done are too many: with jitter it
/// takes 5 to 10 of them, from 20 to 100 clients.
const CALLS_EACH: u32 = 12;
/// Most steps that the table looks ahead.
const STEPS_MAX: u32 = 40_000;

const CARD: Card = Card {
    title: "Backoff: without jitter the herd comes back in waves",
    watch_for: "the calls over time: without jitter whoever failed together comes \
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
        leaves_out: "A server that breaks down, and clients that give up. But for \
                     the last run the server takes no time; there it reads one \
                     message after the other.",
        constants: "Base 5 ms, cap 2 s, a delay of 10 ms with a standard deviation \
                    of 2 ms, and writes counted as calls, as in the simulator of \
                    AWS's study of 2015. Ours agrees with it within 5 %. The 4 ms \
                    of a message in the last run are ours.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_millis(500) }),
    seed: SEED,
    curated: None,
    rest: Micros::from_secs(2),
};

impl Demo for Backoff {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Compared<Contention>;

    /// Beside one with jitter, the same clients without it.
    fn model(settings: &Settings, seed: u64) -> Compared<Contention> {
        let model = |strategy, seed| {
            let (clients, work) = (settings.clients(), settings.work());
            Contention::with_work(strategy, clients, work, seed)
        };
        let run = model(settings.strategy(), seed);
        let earlier = match (settings.has_jitter(), settings.is_busy()) {
            (true, true) => model(Strategy::None, SEED),
            (true, false) => model(Strategy::Exponential, SEED),
            (false, _) => return Compared::alone(run),
        };
        Compared::beside(run, earlier, RUN, ghost::line_of)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let head = ["backoff", "calls", "calls a client", "all done after"];
        let clients = moment.settings.clients();
        Table {
            caption: format!(
                "Until the {clients} from the start are done, on seed {SEED}"
            ),
            head: head.map(Into::into).into(),
            rows: Strategy::ALL.map(|strategy| table_row(moment, strategy)).into(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let settings = moment.settings;
        let price = match settings.strategy() {
            _ if settings.is_busy() => no_queue(moment),
            Strategy::None => cost(moment),
            _ => no_waves(moment),
        };
        vec![all_done(moment), price]
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        let model = moment.model;
        let (done, clients) = (model.done().0, model.clients());
        let state = |client| model.state(client, moment.now);
        let waiting =
            (0..clients).filter(|client| state(*client) == State::Waits).count();
        let tries = clients - done - waiting as u32;
        let state = format!("{done} done, {waiting} wait, {tries} try");
        let mut crowd = Mark::new("clients", "Clients").state(state);
        crowd.actions = Self::actions(moment);
        let calls =
            format!("{} calls, {} changed it", model.count(), model.version());
        let row = Mark::new("row", "Row").state(calls);
        let waves = Wave::all(moment).into_iter().enumerate();
        let waves = waves.map(|(number, Wave { calls, changes, from, .. })| {
            let state = format!("{calls} calls, {changes} changed the row");
            let name = format!("Wave at {}", from.clock());
            Mark::new(picture::mark(number), name).state(state)
        });
        [crowd, row].into_iter().chain(waves).collect()
    }

    fn actions(_moment: &Moment<'_, Self>) -> Actions<Self> {
        let join =
            |(clients, words): (u32, &str)| Action::new(words, Edit::Join(clients));
        let crowds = [(1, "One more client"), (10, "Ten more"), (50, "Fifty more")];
        crowds.map(join).into()
    }
}

/// Whether every client has changed the row.
fn all_done(moment: &Moment<'_, Backoff>) -> Check {
    let ((done, _), clients) = (moment.model.done(), moment.model.clients());
    let verdict = match done == clients {
        true => Verdict::Holds,
        false if is_over(moment) => Verdict::Fails,
        false => Verdict::Open,
    };
    let detail = match verdict == Verdict::Fails && moment.now < RUN {
        true => format!("{done} of {clients}, no more by then"),
        false => format!("{done} of {clients}"),
    };
    Check { name: "All done within 5.5 s", verdict, detail }
}

/// Whether calls come one by one when all have had time to part: known when there
/// was a wave, or when nothing comes any more.
fn no_waves(moment: &Moment<'_, Backoff>) -> Check {
    let calls = Wave::largest(moment).calls;
    let many = format!("{calls} calls in 50 ms, limit {}", Wave::most(moment));
    let (verdict, detail) = match Wave::all(moment).is_empty() {
        false => (Verdict::Fails, many),
        true if moment.now > waves::SETTLED => {
            (Verdict::Holds.once(is_over(moment)), many)
        }
        true => (Verdict::Open, "not yet".into()),
    };
    Check { name: "No waves after 1 s", verdict, detail }
}

/// Whether hardly anybody waits at a busy server when all have had time to part.
fn no_queue(moment: &Moment<'_, Backoff>) -> Check {
    let model = moment.model;
    let settled = (QUEUE_SETTLED.get() / STRETCH.get()) as usize;
    let late = model.queues().iter().skip(settled).copied();
    let queue = late.max().unwrap_or(0);
    let (verdict, detail) = match moment.now > QUEUE_SETTLED {
        _ if queue * 4 > model.clients() => {
            (Verdict::Fails, format!("up to {queue} messages"))
        }
        true => (Verdict::Holds, format!("up to {queue} messages")),
        false => (Verdict::Open, "not yet".into()),
    };
    Check { name: "No queue after 3 s", verdict, detail }
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
    Check { name, verdict, detail: format!("{count} for {done}") }
}

/// What the same clients would need under another strategy.
fn table_row(moment: &Moment<'_, Backoff>, strategy: Strategy) -> Row {
    let (clients, work) = (moment.settings.clients(), moment.settings.work());
    let mut run = Contention::with_work(strategy, clients, work, SEED);
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
