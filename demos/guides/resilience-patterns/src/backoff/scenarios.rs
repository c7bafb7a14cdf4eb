//! The experiments that the figure offers.

use super::{Backoff, is_over};
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<Backoff>] = &[WAVE, HERD, JITTER, BUSY_JITTER];

/// All have failed once or twice.
const FAILED: Micros = Micros::from_millis(300);

/// All have read the row.
const READ: Micros = Micros::from_millis(17);

const WAVE: Scenario<Backoff> = Scenario {
    name: "wave",
    title: "One wave",
    watch_for: "the moment at which the row gets its next version.",
    start: "t=17ms&end=38ms&speed=5ms",
    question: Some(Question {
        ask: "50 clients want to change one row. All have read version 0, and each \
              will write if it is still that one. How many change it?",
        at: READ,
        answers: &[
            ("All 50", "Each found the version that it had read."),
            ("About 25", "Every second one was quick enough."),
            (
                "Just 1",
                "The first makes it version 1. All others have read version 0: they \
                 are too late, are refused, and start again.",
            ),
        ],
        outcome: |moment| {
            let (model, first) = (moment.model, moment.model.clients() as usize);
            let wave = model.calls().get(..first)?;
            Some(match wave.iter().filter(|call| call.is_first).count() {
                0..=5 => 2,
                6..40 => 1,
                _ => 0,
            })
        },
    }),
    curated: None,
};

const HERD: Scenario<Backoff> = Scenario {
    name: "herd",
    title: "Without jitter",
    watch_for: "each wave: how many are too late, and how many change the row.",
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

const BUSY_JITTER: Scenario<Backoff> = Scenario {
    name: "busy-jitter",
    title: "A busy server",
    watch_for: "the queue at the server.",
    start: "backoff=full&work=4&t=300ms",
    question: Some(Question {
        ask: "Each message now takes 4 ms. If nobody waits (dashed: the queue), \
              about 20 get done. With full jitter?",
        at: FAILED,
        answers: &[
            (
                "Nearly all",
                "Who waits leaves the server to the others: within 3 s the queue \
                 is gone, and fewer calls are too late.",
            ),
            ("About 35", "Waits and the queue took too long."),
            ("About 20 again", "The queue stayed as long as it was."),
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
