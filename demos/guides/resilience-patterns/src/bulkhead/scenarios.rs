//! The experiments that the figure offers.

use super::{Bulkhead, SETTLED};
use models::resilience_patterns::bulkhead::{
    DEPENDENCIES, SLOW_FROM, SLOW_TO, lines,
};
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<Bulkhead>] = &[SHARED, SHEDDING, BULKHEADS, TIMEOUT];

/// When the question is asked: A is as fast as ever.
const ASKED: Micros = Micros::from_millis(9_500);

const SHARED: Scenario<Bulkhead> = Scenario {
    name: "shared-pool",
    title: "One pool for all",
    watch_for: "the boxes of the pool: each that A holds serves nobody else.",
    start: "t=9.5s",
    question: Some(Question {
        ask: "From 10 s to 30 s A takes 2 s instead of 50 ms. How many requests for B \
              and C are still answered in time?",
        at: ASKED,
        answers: ANSWERS,
        outcome,
    }),
    curated: None,
};

const SHEDDING: Scenario<Bulkhead> = Scenario {
    name: "shedding",
    title: "Load shedding",
    watch_for: "the queue: it stays short, and who is refused is chance.",
    start: "defence=shedding&t=9.5s",
    question: Some(Question {
        ask: "The same, and requests are refused while 10 wait. How many for B and C \
              are answered in time?",
        at: ASKED,
        answers: ANSWERS,
        outcome,
    }),
    curated: None,
};

const BULKHEADS: Scenario<Bulkhead> = Scenario {
    name: "bulkheads",
    title: "With bulkheads",
    watch_for: "the first row: A can hold 8 places, and no more.",
    start: "defence=bulkhead&t=9.5s",
    question: Some(Question {
        ask: "The same, and each dependency may hold 8 threads at most. How many for B \
              and C are answered in time?",
        at: ASKED,
        answers: CAPPED,
        outcome,
    }),
    curated: None,
};

const TIMEOUT: Scenario<Bulkhead> = Scenario {
    name: "timeout",
    title: "A time-out of 200 ms",
    watch_for: "the boxes: A holds one for 0.2 s and not for 2 s.",
    start: "defence=timeout&t=9.5s",
    question: Some(Question {
        ask: "One pool again, but a call is given up after 200 ms. How many for B and C \
              are answered in time?",
        at: ASKED,
        answers: CUT_SHORT,
        outcome,
    }),
    curated: None,
};

const ANSWERS: &[(&str, &str)] =
    &[("Nearly all", "There are threads that A does not get."), SOME, NONE];

const CAPPED: &[(&str, &str)] = &[
    (
        "Nearly all",
        "A holds 8 threads at most. That leaves 12 of 20, and B and C need 4.",
    ),
    SOME,
    NONE,
];

const CUT_SHORT: &[(&str, &str)] = &[
    (
        "Nearly all",
        "A call for A ends after 0.2 s, so A needs 40/s × 0.2 s = 8 threads. That \
         leaves 12 of 20, and B and C need 4.",
    ),
    SOME,
    NONE,
];

const SOME: (&str, &str) = (
    "Some",
    "The queue is short, so who needs B and gets a thread is mostly in time. But \
     most are refused, whatever they need.",
);

const NONE: (&str, &str) = (
    "Next to none",
    "A wants 40/s × 2 s = 80 threads and gets nearly all 20. Who needs B waits \
     behind requests for A, and gives up before the turn is theirs.",
);

/// How many requests for B and C were answered while A was slow.
fn outcome(moment: &Moment<'_, Bulkhead>) -> Option<usize> {
    let (from, to) = (SLOW_FROM + SETTLED, SLOW_TO);
    if moment.now < to {
        return None;
    }
    let seconds = to.since(from).get() / 1_000_000;
    let load = u64::from(moment.model.settings().load_per_s);
    let asked = load * (DEPENDENCIES as u64 - 1) * seconds;
    let answered = moment.model.timeline().total(lines::HEALTHY, from, to);
    Some(match answered * 100 / asked {
        90.. => 0,
        5..90 => 1,
        0..5 => 2,
    })
}
