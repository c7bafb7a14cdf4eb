//! Retries in layers: a tree of calls, each layer multiplying the one above.

mod forest;
mod picture;
mod place;
mod scenarios;
mod settings;

use models::resilience_patterns::call_tree::{CallTree, Edit};
use settings::Settings;
use sim::Micros;
use stage::parts::{Row, Table};
use stage::{
    Action, Card, Check, Demo, Element, Fidelity, Knob, Mark, Marks, Moment, Pace,
    Scenario, Verdict,
};

/// The demo.
pub struct Amplification;

/// From so many requests on, those that fail by chance are told from those that a
/// rule does not save.
const ENOUGH: u64 = 50;
/// How many standard deviations more may fail than one layer's retries leave.
const CHANCE: u64 = 3;

const CARD: Card = Card {
    title: "Retry amplification: each layer multiplies",
    watch_for: "the tree: each try of a service has all below it made again.",
    insight: "Retries in layers multiply: five services that try three times each \
              make 3⁵ = 243 calls to the database out of one request.",
    why: "To a service, the failure of all tries below it looks like one failed \
          call, so it has the whole tree below it made again. Where one layer \
          alone retries there are 3; with a retry budget of 10 % in each there are \
          at most 1.1⁵ = 1.6.",
    fidelity: Fidelity {
        models: "Every call of every service is made and counted, one after the \
                 other, below the call that it belongs to; nothing is worked out \
                 from the formula. Each service has a retry budget of its own.",
        leaves_out: "Time-outs, calls side by side, and that a database fails more \
                     the more it is called, which makes it worse. Requests come \
                     one after the other.",
        constants: "Five layers of three attempts is the example of Amazon's \
                    Builders' Library, three layers of four that of Google's SRE \
                    book, chapter 22. A call takes 10 ms so that the counting can \
                    be watched.",
    },
    pace: Some(Pace {
        until: Micros::from_secs(20),
        per_second: Micros::from_millis(500),
    }),
    seed: 1,
    curated: None,
    rest: Micros::from_millis(200),
};

impl Demo for Amplification {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = CallTree;

    fn model(settings: &Settings, seed: u64) -> CallTree {
        CallTree::new(&settings.of_model(), seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let model = moment.model;
        let rows = model.calls().iter().enumerate().map(|(layer, calls)| {
            let tries = match model.tries().get(layer) {
                Some(tries) => format!("{tries} of {}", model.attempts(layer)),
                None => String::new(),
            };
            let ended = ended(moment);
            let each = match ended {
                0 => String::new(),
                _ => tenths(model.calls_of_ended()[layer], ended),
            };
            Row::new(model.name(layer), vec![tries, calls.to_string(), each])
        });
        Table {
            caption: format!("Calls at {}", moment.now.clock()),
            head: [
                "",
                "tries now",
                "calls so far",
                "for each request that is over",
            ]
            .map(Into::into)
            .into(),
            rows: rows.collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        // Where nothing or everything fails no retry saves anything.
        let can_save = !matches!(moment.model.settings().failing, 0 | 100);
        let saves = (can_save || edits(moment) > 0).then(|| saves(moment));
        [multiplies(moment)].into_iter().chain(saves).collect()
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        let model = moment.model;
        let failing = model.settings().failing;
        let layer = |layer| {
            let (_, state) = picture::state(moment, layer);
            let calls = model.request()[layer].len();
            let state = format!("{state}, calls to it: {calls}");
            Mark::new(picture::mark(layer), model.name(layer)).state(state)
        };
        let mut marks: Vec<_> = (0..=model.settings().depth).map(layer).collect();
        for (percent, verb) in [
            (0, "Work"),
            (50, "Fail half of its calls"),
            (90, "Fail 90 % of its calls"),
            (100, "Fail every call"),
        ] {
            if percent != failing
                && let Some(database) = marks.last_mut()
            {
                database.actions.push(Action::new(verb, Edit::Fail(percent)));
            }
        }
        marks
    }
}

/// What the database does.
fn fails(percent: u32) -> String {
    match percent {
        0 => "works".into(),
        100 => "fails".into(),
        percent => format!("fails {percent} %"),
    }
}

/// How often the reader has changed how much the database fails.
fn edits(moment: &Moment<'_, Amplification>) -> usize {
    moment.edits.iter().filter(|(at, _)| *at <= moment.now).count()
}

/// Whether the database is called no more than if one layer alone tried again.
fn multiplies(moment: &Moment<'_, Amplification>) -> Check {
    let attempts = moment.model.settings().attempts;
    let (calls, requests) = judged(moment);
    let most = u64::from(attempts) * requests;
    let each = match tenths(calls, requests) {
        each if calls > most && each == attempts.to_string() => {
            format!("a little over {each}")
        }
        each => each,
    };
    let detail = format!("{each} to the database, limit {attempts}");
    let verdict =
        Verdict::of(calls <= most).once(calls > most || ended(moment) > 0);
    let name = "No more calls than one layer makes";
    Check { name, verdict, detail }
}

/// By which calls to the database, of how many requests, it is judged: of those that
/// are over, or of all that have begun where none is over or these alone show that the
/// calls are too many.
fn judged(moment: &Moment<'_, Amplification>) -> (u64, u64) {
    let model = moment.model;
    let attempts = u64::from(model.settings().attempts);
    let of = |calls: &[u64]| calls.last().copied().unwrap_or(0);
    let over = (of(model.calls_of_ended()), ended(moment));
    let begun = over.1 + u64::from(!model.tries().is_empty());
    let all = (of(model.calls()), begun);
    let is_broken = |(calls, requests)| calls > attempts * requests;
    match over.1 == 0 || (is_broken(all) && !is_broken(over)) {
        true => all,
        false => over,
    }
}

/// Whether as many requests are answered as if one layer alone tried again: of *a*
/// attempts that each fail with probability *f* all do with *f^a*.
fn saves(moment: &Moment<'_, Amplification>) -> Check {
    let settings = moment.model.settings();
    let (done, failed) = moment.model.ended();
    let failing = u64::from(settings.failing);
    let attempts = settings.attempts;
    let whole = 100u64.pow(attempts - 1);
    let left = (failing.pow(attempts) + whole / 2) / whole;
    let all = done + failed;
    // In hundredths of requests; of a chance that is rounded to none, one in a hundred.
    let beyond = (failed * 100).saturating_sub(left * all);
    let variance = left.max(1) * (100 - left.max(1)) * all;
    let verdict = Verdict::of(beyond * beyond <= CHANCE * CHANCE * variance)
        .once(all >= ENOUGH && edits(moment) == 0);
    let detail = match edits(moment) {
        0 => {
            format!("{failed} of {all} failed, one layer: {left} %")
        }
        _ => format!("{failed} of {all} failed"),
    };
    Check { name: "Retries save requests", verdict, detail }
}

/// How many requests are over.
fn ended(moment: &Moment<'_, Amplification>) -> u64 {
    let (done, failed) = moment.model.ended();
    done + failed
}

/// A quotient with one decimal, or none where it is zero.
fn tenths(dividend: u64, divisor: u64) -> String {
    let tenths = (dividend * 10 + divisor / 2) / divisor.max(1);
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{}.{rest}", tenths / 10),
    }
}
