//! The experiments that the figure offers.

use super::{Backoff, is_over};
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<Backoff>] = &[HERD, JITTER, AT_ONCE];

/// All have failed once or twice.
const FAILED: Micros = Micros::from_millis(100);

const HERD: Scenario<Backoff> = Scenario {
    name: "herd",
    title: "Without jitter",
    watch_for: "the columns of calls: whoever failed together comes back together, \
                ever later and nearly as many.",
    start: "t=100ms",
    question: Some(Question {
        ask: "With each failure a client waits twice as long, up to 2 s. How many \
              of the 50 are done after 5 s?",
        at: FAILED,
        answers: DONE,
        outcome: done,
    }),
    curated: None,
};

const JITTER: Scenario<Backoff> = Scenario {
    name: "full-jitter",
    title: "With full jitter",
    watch_for: "the dots of each client: nobody comes back with the same others.",
    start: "backoff=full&t=100ms",
    question: Some(Question {
        ask: "Now each waits a random part of that, anew each time. How many of \
              the 50 are done after 5 s?",
        at: FAILED,
        answers: DONE,
        outcome: done,
    }),
    curated: None,
};

const DONE: &[(&str, &str)] = &[
    (
        "All of them",
        "Spread out, a call meets fewer rivals, and so more of them succeed.",
    ),
    ("About 40", "Crowds were small enough to get most through."),
    (
        "Fewer than 25",
        "They keep together. Each wave gets one to three done, and waves get rare: \
         in the end they come 2 s apart.",
    ),
];

fn done(moment: &Moment<'_, Backoff>) -> Option<usize> {
    is_over(moment).then(|| match moment.model.done().0 {
        50.. => 0,
        25..50 => 1,
        0..25 => 2,
    })
}

const AT_ONCE: Scenario<Backoff> = Scenario {
    name: "at-once",
    title: "Nobody waits",
    watch_for: "the strip of calls: orange ones were for nothing.",
    start: "backoff=none&t=100ms",
    question: Some(Question {
        ask: "Soon all 50 are done. With full jitter that took about 330 calls. \
              How many does it take now?",
        at: FAILED,
        answers: &[
            ("Fewer", "Most calls got something done."),
            ("About as many", "Each client needed as many tries as with waits."),
            (
                "Twice as many",
                "All try all the time, and of those who read the same version one \
                 wins. It is quick here because the row takes any number of calls; \
                 a busy server would have to serve them.",
            ),
        ],
        outcome: |moment| {
            let model = moment.model;
            let is_done = model.done().0 == model.clients();
            is_done.then(|| match model.count() {
                500.. => 2,
                300..500 => 1,
                0..300 => 0,
            })
        },
    }),
    curated: None,
};
