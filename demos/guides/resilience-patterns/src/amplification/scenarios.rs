//! The experiments that the figure offers.

use super::{Amplification, ended};
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<Amplification>] = &[EVERY, ONE, BUDGET, HALF];

const EVERY: Scenario<Amplification> = Scenario {
    name: "every-layer",
    title: "All five retry",
    watch_for: "the tree: each try of a service has all below it made again.",
    start: "t=70ms&end=3640ms",
    question: Some(Question {
        ask: "Five services try up to 3 times each, and the database is down. How \
              many calls does it get from one request?",
        at: Micros::from_millis(70),
        answers: CALLS,
        outcome: first_request,
    }),
    curated: None,
};

const ONE: Scenario<Amplification> = Scenario {
    name: "one-layer",
    title: "One of them retries",
    watch_for: "how many of the grey dots become calls.",
    start: "rule=bottom&t=30ms&end=80ms&speed=10ms",
    question: Some(Question {
        ask: "Now service 5 alone tries up to 3 times; the others report a failure \
              at once. How many calls does the database get?",
        at: Micros::from_millis(30),
        answers: CALLS,
        outcome: first_request,
    }),
    curated: None,
};

const CALLS: &[(&str, &str)] = &[
    (
        "3",
        "One layer alone retries: its failure goes up, and nobody above tries \
         again. The work was tried three times already.",
    ),
    ("15", "Tries of different layers were added up."),
    (
        "243",
        "3 × 3 × 3 × 3 × 3: each try of one service has the next one start from \
         one again. The last is called 81 times, and calls the database three \
         times for each.",
    ),
];

/// How many calls the first request made.
fn first_request(moment: &Moment<'_, Amplification>) -> Option<usize> {
    moment.model.first_request().map(|calls| match calls {
        0..10 => 0,
        10..100 => 1,
        100.. => 2,
    })
}

const BUDGET: Scenario<Amplification> = Scenario {
    name: "budget",
    title: "A budget of 10 %",
    watch_for: "the columns: each is a request with all its calls.",
    start: "rule=budget&t=60ms&end=3820ms&speed=200ms",
    question: Some(Question {
        ask: "Each service may retry for at most a tenth of its requests. How many \
              calls does the database get for each?",
        at: Micros::from_millis(60),
        answers: &[
            ("Just 1", "Nobody could retry at all."),
            (
                "About 1.6",
                "Each layer makes at most 1.1 calls of one, and five of them 1.1⁵ \
                 = 1.6. What is multiplied is nearly one.",
            ),
            ("About 3", "The budgets let three tries through."),
        ],
        outcome: |moment| {
            each(moment, 50).map(|tenths| match tenths {
                0..12 => 0,
                12..22 => 1,
                22.. => 2,
            })
        },
    }),
    curated: None,
};

const HALF: Scenario<Amplification> = Scenario {
    name: "half",
    title: "Half of calls fail",
    watch_for: "how far up a failure gets.",
    start: "fail=50&t=60ms&end=3850ms&speed=200ms",
    question: Some(Question {
        ask: "All five retry, but the database fails only half of its calls. How \
              many does it get for each request?",
        at: Micros::from_millis(60),
        answers: &[
            ("About 120", "Half of the tree was built."),
            ("About 15", "Most layers had to try again."),
            (
                "About 2",
                "Service 5 mostly gets its answer within three tries, so the \
                 others have nothing to try again. The tree grows in an outage \
                 alone, when nothing helps and load hurts most.",
            ),
        ],
        outcome: |moment| {
            each(moment, 20).map(|tenths| match tenths {
                500.. => 0,
                50..500 => 1,
                0..50 => 2,
            })
        },
    }),
    curated: None,
};

/// How many tenths of a call the database got for each request, once enough are
/// over: so many that they differ far less than the answers.
fn each(moment: &Moment<'_, Amplification>, enough: u64) -> Option<u64> {
    let ended = ended(moment);
    let calls = moment.model.calls_of_ended().last().copied().unwrap_or(0);
    (ended >= enough).then(|| calls * 10 / ended)
}
