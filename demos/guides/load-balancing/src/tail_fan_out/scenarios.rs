//! The experiments that the figure offers.

use super::TailFanOut;
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<TailFanOut>] = &[SLOWEST, HEDGE, OVERLOAD, BUDGET];

/// When most questions are asked: of no request it is known if it is slow.
const ASKED: Micros = Micros::from_millis(900);
/// Just before a surge.
const BEFORE: Micros = Micros::from_millis(2_900);
/// When it is judged how many are, with no surge.
const JUDGED: Micros = Micros::from_millis(5_500);
/// When it is judged what a surge did: it is long over.
const OVER: Micros = Micros::from_millis(9_000);
/// The end of the run with a surge.
const LATE: Micros = Micros::from_millis(11_500);

const SLOWEST: Scenario<TailFanOut> = Scenario {
    name: "slowest-of-100",
    title: "The slowest of 100",
    watch_for: "the last dot at the left: the whole request waits for it.",
    start: "t=0.9s&end=5.9s",
    question: Some(Question {
        ask: "A request needs 100 servers. Each answers at once, but is slow one \
              time in a hundred. How many of 100 requests are slow?",
        at: ASKED,
        answers: &[
            ("1", "A request was as fast as one server."),
            ("About 10", "Slow answers met at the same requests."),
            (
                "About 63",
                "All 100 must be fast: 0.99¹⁰⁰ = 37 %. What is rare at one server \
                 is usual at a hundred.",
            ),
        ],
        outcome: |moment| {
            Some(match slow(moment, Micros::ZERO, JUDGED)? {
                0..5 => 0,
                5..40 => 1,
                40.. => 2,
            })
        },
    }),
    curated: None,
};

const HEDGE: Scenario<TailFanOut> = Scenario {
    name: "hedge",
    title: "Hedge after 80 ms",
    watch_for: "the ◆: sent again, to another server, and soon answered.",
    start: "hedge=80&t=0.9s&end=5.9s",
    question: Some(Question {
        ask: "97 of 100 answers are there within 80 ms. The others are now asked \
              for again, at another server. How many of 100 requests are slow?",
        at: ASKED,
        answers: &[
            ("About 63, as before", "The second copy was as slow as the first."),
            ("About 30", "Half of the slow ones were saved."),
            (
                "About 1",
                "Both copies must be held up: one in 10,000, times 100 parts. It \
                 costs some 4 % more work.",
            ),
        ],
        outcome: |moment| {
            Some(match slow(moment, Micros::ZERO, JUDGED)? {
                0..10 => 2,
                10..45 => 1,
                45.. => 0,
            })
        },
    }),
    curated: None,
};

const OVERLOAD: Scenario<TailFanOut> = Scenario {
    name: "overload",
    title: "A surge",
    watch_for: "the bar of work: the second copies grow with the first.",
    start: "hedge=80&busy=55&surge=true&t=2.9s&speed=1s&end=11.9s",
    question: Some(Question {
        ask: "At 55 % busy, with a surge to 95 % from 3 s to 5 s: how many requests are \
              slow from 9 s on?",
        at: BEFORE,
        answers: &[
            ("About 1, as before", "The surge was over."),
            ("About 63, as without", "Second copies came too late to help."),
            (
                "All of them",
                "In the surge every part is late, and is sent again; no copy is \
                 cancelled. Twice 55 % is more than the servers can do: all stay \
                 late, with no surge any more.",
            ),
        ],
        outcome: |moment| {
            Some(match slow(moment, OVER, LATE)? {
                0..30 => 0,
                30..90 => 1,
                90.. => 2,
            })
        },
    }),
    curated: None,
};

const BUDGET: Scenario<TailFanOut> = Scenario {
    name: "budget",
    title: "A budget of 10 %",
    watch_for: "the second copies in the bar: about a tenth of the first, at most.",
    start: "hedge=80&busy=55&cap=10&surge=true&t=2.9s&speed=1s&end=11.9s",
    question: Some(Question {
        ask: "The same surge, but one second copy for ten first ones at most. How many \
              requests are slow from 9 s on?",
        at: BEFORE,
        answers: &[
            (
                "Few, as before",
                "The surge leaves a queue, but no more work than usual: 55 % and a \
                 tenth of it. The queue goes, and most late parts have their \
                 second copy again.",
            ),
            ("About 63, as without", "The cap left too few second copies."),
            ("All of them", "There was too much work all the same."),
        ],
        outcome: |moment| {
            Some(match slow(moment, OVER, LATE)? {
                0..30 => 0,
                30..90 => 1,
                90.. => 2,
            })
        },
    }),
    curated: None,
};

/// Of a hundred requests of which it became known between two moments, the slow
/// ones, once the second has come.
fn slow(moment: &Moment<'_, TailFanOut>, from: Micros, to: Micros) -> Option<u32> {
    if moment.now < to {
        return None;
    }
    let (mut slow, mut judged) = (0, 0);
    for second in moment.model.tally().seconds() {
        if from < second.end && second.end <= to {
            slow += second.slow;
            judged += second.judged;
        }
    }
    (slow * 100).checked_div(judged)
}
