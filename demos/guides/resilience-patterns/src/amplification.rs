//! Retries in layers: a tower of calls, each layer multiplying the one above.

mod picture;
mod settings;

use models::resilience_patterns::call_tree::{CallTree, Edit, Rule};
use settings::Settings;
use sim::Micros;
use stage::parts::{Row, Table};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Moment, Offer, Pace, Prediction,
    Verdict,
};

/// The demo.
pub struct Amplification;

/// More calls to the database than this for each request are too many: a cache
/// that is lost or a node that dies is planned for with as much.
const PLANNED: u64 = 2;

const CARD: Card = Card {
    title: "Retry amplification: each layer multiplies",
    watch_for: "the boxes of tries: they count like the wheels of a mileometer, and \
                the last one turns once for each call to the database.",
    insight: "Retries in layers multiply: five services that try three times each \
              make 3⁵ = 243 calls to the database out of one request.",
    why: "To a service, the failure of all tries below it looks like one failed \
          call, so it has the whole tree below it made again. Where one layer alone \
          retries there are 3; with a retry budget of 10 % in each there are at \
          most 1.1⁵ = 1.6.",
    fidelity: Fidelity {
        models: "Every call of every service is made and counted, one after the \
                 other; nothing is worked out from the formula, whose value is the \
                 dashed mark. Each service has a retry budget of its own.",
        leaves_out: "Time-outs, calls side by side, and that a database fails more \
                     the more it is called, which makes it worse. Requests come one \
                     after the other.",
        constants: "Five layers of three attempts is the example of Amazon's \
                    Builders' Library, three layers of four that of Google's SRE \
                    book, chapter 22. A call takes 10 ms so that the counting can \
                    be watched.",
    },
    prediction: Some(Prediction {
        question: "five services in a row try up to 3 times each. The database at \
                   the end is down. How many calls does it get from one request?",
        answers: &[
            ("3", "That is so where one layer alone retries."),
            (
                "15: three for each service",
                "Tries of different layers are not added up: each try of one \
                 service has the next one start from one again.",
            ),
            (
                "243: three times as many with each layer",
                "3 × 3 × 3 × 3 × 3. The last service alone is called 81 times, and \
                 calls the database three times for each.",
            ),
        ],
    }),
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
        let calls = moment.model.calls_of_ended().last().copied().unwrap_or(0);
        let ended = ended(moment);
        let (verdict, detail) = match ended {
            0 => (Verdict::Open, "no request is over".to_owned()),
            _ if calls <= PLANNED * ended => {
                (Verdict::Holds, format!("{} each", tenths(calls, ended)))
            }
            _ => match tenths(calls, ended) {
                each if each == PLANNED.to_string() => {
                    (Verdict::Fails, format!("a little over {each} each"))
                }
                each => (Verdict::Fails, format!("{each} each")),
            },
        };
        let (done, failed) = moment.model.ended();
        let answered = match ended {
            0 => Verdict::Open,
            _ if failed == 0 => Verdict::Holds,
            _ => Verdict::Fails,
        };
        vec![
            Check {
                name: "Database called at most twice, on average",
                verdict,
                detail,
            },
            Check {
                name: "Requests answered",
                verdict: answered,
                detail: format!("{done} answered, {failed} failed"),
            },
        ]
    }

    fn offers(_moment: &Moment<'_, Self>) -> Vec<Offer> {
        let choices = [
            (0, "no call"),
            (50, "half of its calls"),
            (90, "90 % of its calls"),
            (100, "every call"),
        ];
        let choices = choices.map(|(percent, words)| {
            (Edit::Fail(percent).to_string(), words.into())
        });
        vec![Offer::new("Database fails", choices.into())]
    }

    fn outcome(moment: &Moment<'_, Self>) -> Option<usize> {
        let settings = moment.model.settings();
        let is_asked = (settings.depth, settings.attempts) == (5, 3)
            && settings.rule != Rule::Budget;
        match moment.model.first_request()? {
            3 if is_asked => Some(0),
            243 if is_asked => Some(2),
            _ => None,
        }
    }
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
