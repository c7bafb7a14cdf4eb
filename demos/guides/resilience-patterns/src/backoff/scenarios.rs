//! The experiments that the figure offers.

use super::{Backoff, is_over};
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<Backoff>] = &[HERD, JITTER, AT_ONCE, BUSY_JITTER];

/// All have failed once or twice.
const FAILED: Micros = Micros::from_millis(300);

const HERD: Scenario<Backoff> = Scenario {
    name: "herd",
    title: "Without jitter",
    watch_for: "each wave: how many calls it has, and how many change the row.",
    start: "t=300ms",
    question: Some(Question {
        ask: "With each failure a client waits twice as long, up to 2 s. How many \
              of the 50 are done after 5.5 s?",
        at: FAILED,
        answers: &[
            ("All of them", "Crowds were small enough to get all through."),
            ("About 40", "Crowds were small enough to get most through."),
            (
                "Fewer than 25",
                "They keep together. Each wave gets one to three done, and waves \
                 get rare: in the end they come 2 s apart.",
            ),
        ],
        outcome: done,
    }),
    curated: None,
};

const JITTER: Scenario<Backoff> = Scenario {
    name: "full-jitter",
    title: "With full jitter",
    watch_for: "the calls from 0.5 s on.",
    start: "backoff=full&t=300ms",
    question: Some(Question {
        ask: "Now each waits a random part of that, anew each time. How many of \
              the 50 are done after 5.5 s?",
        at: FAILED,
        answers: &[
            (
                "All of them",
                "Spread out, a call meets fewer rivals, and so more of them \
                 succeed.",
            ),
            ("About 40", "The last ones were unlucky."),
            ("Fewer than 25", "A random wait helped nobody."),
        ],
        outcome: done,
    }),
    curated: None,
};

const AT_ONCE: Scenario<Backoff> = Scenario {
    name: "at-once",
    title: "Nobody waits",
    watch_for: "the queue at the server, and how much of its work is too late.",
    start: "backoff=none&work=4&t=300ms",
    question: Some(Question {
        ask: "Each message now takes the server 4 ms, and whoever fails tries \
              again at once. How many of the 50 are done after 5.5 s?",
        at: FAILED,
        answers: &[
            ("All of them", "No time was lost with waiting."),
            ("About 40", "The server had time enough for most."),
            (
                "About 20",
                "The server is busy all the time, for calls that are too late: \
                 while a client's write stands in the queue, others change the \
                 row.",
            ),
        ],
        outcome: done,
    }),
    curated: None,
};

const BUSY_JITTER: Scenario<Backoff> = Scenario {
    name: "busy-jitter",
    title: "The same with jitter",
    watch_for: "the queue at the server.",
    start: "backoff=full&work=4&t=300ms",
    question: Some(Question {
        ask: "The same server, and full jitter again. How many of the 50 are done \
              after 5.5 s?",
        at: FAILED,
        answers: &[
            (
                "Nearly all",
                "Who waits leaves the server to the others: within 3 s the queue \
                 is gone, and fewer calls are too late.",
            ),
            ("About 35", "Waits and the queue took too long."),
            ("About 20, as before", "The queue stayed as long as it was."),
        ],
        outcome: done,
    }),
    curated: None,
};

/// Which of three answers is right: most, some, or less than half.
fn done(moment: &Moment<'_, Backoff>) -> Option<usize> {
    is_over(moment).then(|| match moment.model.done().0 {
        45.. => 0,
        27..45 => 1,
        0..27 => 2,
    })
}
