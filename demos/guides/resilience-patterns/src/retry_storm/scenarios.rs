//! The experiments that the figure offers.

use super::{RetryStorm, last_second};
use models::resilience_patterns::retry_storm::{Edit, lines};
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<RetryStorm>] =
    &[STALL, LESS_LOAD, BUDGET, IN_THE_MIDDLE, BY_HAND];

/// How long after a stall, or a cure, it is clear that goodput does not come back.
const PATIENCE: Micros = Micros::from_secs(15);
/// How soon after it goodput must be back to have come back at once.
const AT_ONCE: Micros = Micros::from_secs(2);
/// When the server has stood still for 2 s, and will for one more.
const STALLED: Micros = Micros::from_secs(12);

const STALL: Scenario<RetryStorm> = Scenario {
    name: "stall",
    title: "A stall at 36/s",
    watch_for: "the ✕ in the queue: their clients have given up. What does the server \
                do with them?",
    start: "t=12s",
    question: Some(Question {
        ask: "The server stands still until 13 s; then it is as good as new. Does \
              goodput, the answers in time, come back?",
        at: STALLED,
        answers: ANSWERS,
        outcome,
    }),
    curated: None,
};

const LESS_LOAD: Scenario<RetryStorm> = Scenario {
    name: "less-load",
    title: "The same at 30/s",
    watch_for: "how far the attempts rise, and the grey line: what the server can \
                serve.",
    start: "load=30&t=12s",
    question: Some(Question {
        ask: "The same stall until 13 s, at 30 requests a second and not 36. Does \
              goodput come back?",
        at: STALLED,
        answers: ANSWERS,
        outcome,
    }),
    curated: None,
};

const BUDGET: Scenario<RetryStorm> = Scenario {
    name: "budget",
    title: "A retry budget",
    watch_for: "how far the attempts rise above the new requests.",
    start: "cure=budget&t=12s",
    question: Some(Question {
        ask: "36 a second again, but each new request earns a tenth of a retry, and at \
              most ten are saved up. Does goodput come back after 13 s?",
        at: STALLED,
        answers: SAVED_UP,
        outcome,
    }),
    curated: None,
};

const IN_THE_MIDDLE: Scenario<RetryStorm> = Scenario {
    name: "cure-in-the-storm",
    title: "A cure in the storm",
    watch_for: "what has to leave the queue from 20 s on.",
    start: "edits=20s-budget-on&t=20s",
    question: Some(Question {
        ask: "After 7 s of storm the same budget is switched on: retries are a tenth \
              of the requests. Does goodput come back?",
        at: Micros::from_secs(20),
        answers: CURED,
        outcome,
    }),
    curated: None,
};

const BY_HAND: Scenario<RetryStorm> = Scenario {
    name: "by-hand",
    title: "By hand",
    watch_for: "the queue after 20 s.",
    start: "edits=20s-load-20,27s-load-36&t=20s",
    question: Some(Question {
        ask: "After 7 s of storm only 20 requests a second are let in, and at 27 s \
              all 36 again. No cure is on. Does goodput come back?",
        at: Micros::from_secs(20),
        answers: CUT,
        outcome,
    }),
    curated: None,
};

const ANSWERS: &[(&str, &str)] = &[
    AT_ONCE_AGAIN,
    (
        "Yes, but later",
        "At first whoever came gave up before the turn was theirs. But the attempts \
         were fewer than the server can serve, so the queue got shorter.",
    ),
    NO,
];

const SAVED_UP: &[(&str, &str)] = &[
    (
        "Yes, within 2 s",
        "Only ten retries were saved up, and then one came with ten requests. So 1.25 s \
         of work was left, and soon whoever came was served in time.",
    ),
    ("Yes, but later", "The queue was long, and got shorter."),
    NO,
];

const CURED: &[(&str, &str)] = &[
    AT_ONCE_AGAIN,
    (
        "Yes, but later",
        "Attempts fell to about 40 a second, of 100 that the server can serve. But \
         whoever waited had to be served first, in vain.",
    ),
    NO,
];

const CUT: &[(&str, &str)] = &[
    AT_ONCE_AGAIN,
    (
        "Yes, but later",
        "20 a second, tried three times each, are 60, of 100 that can be served: the \
         queue was worked off. Since then one attempt is enough.",
    ),
    NO,
];

const AT_ONCE_AGAIN: (&str, &str) =
    ("Yes, within 2 s", "Little more than a second of work was left.");

const NO: (&str, &str) = (
    "No",
    "Whoever comes gives up before the turn is theirs, and asks three times: 108 \
     attempts a second, and the server can serve 100. The queue grows.",
);

/// What goodput did since the stall was over, or since the cure.
fn outcome(moment: &Moment<'_, RetryStorm>) -> Option<usize> {
    let cured = moment.edits.iter().filter_map(|(at, edit)| match edit {
        Edit::On(_) if *at <= moment.now => Some(*at),
        _ => None,
    });
    let since = cured.chain(moment.model.resumed_at()).max()?;
    match moment.model.healed_at() {
        Some(healed) if healed.since(since) <= AT_ONCE => Some(0),
        Some(_) => Some(1),
        None if moment.now.since(since) < PATIENCE => None,
        None if last_second(moment, lines::GOODPUT) > 0 => None,
        None => Some(2),
    }
}
