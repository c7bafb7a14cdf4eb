//! The experiments that the figure offers.

use super::{Bulkhead, RUN, SETTLED};
use models::resilience_patterns::bulkhead::{
    DEPENDENCIES, SLOW_FROM, SLOW_TO, STRETCH, lines,
};
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<Bulkhead>] = &[SHARED, HEALED, TIMEOUT, BULKHEADS];

/// When most questions are asked: A is as fast as ever.
const ASKED: Micros = Micros::from_millis(9_500);
/// When it is judged what A's slowness did, which is still to be seen then.
const JUDGED: Micros = Micros::from_secs(29);
/// How soon after A is well B and C must be answered to be so at once: as long as
/// its last slow calls take.
const AT_ONCE: Micros = Micros::from_secs(2);

const SHARED: Scenario<Bulkhead> = Scenario {
    name: "shared-pool",
    title: "One pool for all",
    watch_for: "the boxes, a thread each: one that A holds serves nobody else.",
    start: "t=9.5s&end=29.5s",
    question: Some(Question {
        ask: "From 10 s to 30 s A takes 2 s, not 50 ms. How many requests for B and C \
              are answered in time?",
        at: ASKED,
        answers: &[
            ("Nearly all", "There are threads that A does not get."),
            ("About half", "A holds some of the threads."),
            (
                "Next to none",
                "A wants 40/s × 2 s = 80 threads and gets nearly all 20. Who needs B \
                 waits behind requests for A, and gives up before the turn is theirs.",
            ),
        ],
        outcome,
    }),
    curated: None,
};

const HEALED: Scenario<Bulkhead> = Scenario {
    name: "healed",
    title: "A is well again",
    watch_for: "the ✕ in the boxes: threads that work for nobody.",
    start: "t=30s&end=38s",
    question: Some(Question {
        ask: "It is 30 s, and A is as fast as ever. When are B and C answered again?",
        at: SLOW_TO,
        answers: &[
            ("Within 2 s", "The queue was short."),
            (
                "Seconds later",
                "Some 1,800 waited, and most of them had given up. The threads served \
                 all of these first, in vain: 7 s more of an outage without a cause.",
            ),
            ("Not any more", "The queue did not get shorter."),
        ],
        outcome: |moment| {
            let timeline = moment.model.timeline();
            let from = SLOW_TO + AT_ONCE;
            match timeline.total(lines::HEALTHY, SLOW_TO, moment.now) {
                _ if moment.now < from => None,
                1.. if timeline.total(lines::HEALTHY, SLOW_TO, from) > 0 => Some(0),
                1.. => Some(1),
                0 if moment.now < RUN => None,
                0 => Some(2),
            }
        },
    }),
    curated: None,
};

const TIMEOUT: Scenario<Bulkhead> = Scenario {
    name: "timeout",
    title: "A time-out of 200 ms",
    watch_for: "how far the boxes of A are filled before A leaves them.",
    start: "defence=timeout&t=9.5s&end=29.5s",
    question: Some(Question {
        ask: "Now a call is given up after 200 ms. How many of the 20 threads does A \
              hold, on average, while it is slow?",
        at: ASKED,
        answers: &[
            ("Nearly all", "Its calls held them for long."),
            (
                "About 8",
                "40/s × 0.2 s = 8 threads. That leaves 12 of 20, and B and C need 4: they \
                 are answered.",
            ),
            ("About 2, as before", "Its calls held them for as long as before."),
        ],
        outcome: |moment| match mean_held(moment)? {
            15.. => Some(0),
            4..15 => Some(1),
            0..4 => Some(2),
        },
    }),
    curated: None,
};

const BULKHEADS: Scenario<Bulkhead> = Scenario {
    name: "bulkheads",
    title: "Bulkheads",
    watch_for: "the first row of boxes: A can hold these, and no more.",
    start: "defence=bulkhead&t=9.5s&end=29.5s",
    question: Some(Question {
        ask: "No time-out, but each may hold 8 threads at most. Who is answered in time \
              while A takes 2 s?",
        at: ASKED,
        answers: &[
            ("A, B and C", "Each had the threads that it needs."),
            (
                "B and C, not A",
                "A holds 8 threads at most. That leaves 12 of 20, and B and C need 4. Most \
                 requests for A are refused at once, and hold nothing.",
            ),
            ("None of them", "A held the threads of the others."),
        ],
        outcome: |moment| {
            let of_a = || total(moment, lines::SICK) > 0;
            Some(match outcome(moment)? {
                0 if of_a() => 0,
                0 | 1 => 1,
                _ => 2,
            })
        },
    }),
    curated: None,
};

/// What was counted while A was slow, and that had shown.
fn total(moment: &Moment<'_, Bulkhead>, line: usize) -> u64 {
    moment.model.timeline().total(line, SLOW_FROM + SETTLED, JUDGED)
}

/// How many threads A held on average while it was slow, once that is known.
fn mean_held(moment: &Moment<'_, Bulkhead>) -> Option<u64> {
    let stretches = JUDGED.since(SLOW_FROM + SETTLED).get() / STRETCH.get();
    let mean = total(moment, lines::HELD) / stretches;
    (moment.now >= JUDGED).then_some(mean)
}

/// How many requests for B and C were answered while A was slow.
fn outcome(moment: &Moment<'_, Bulkhead>) -> Option<usize> {
    if moment.now < JUDGED {
        return None;
    }
    let seconds = JUDGED.since(SLOW_FROM + SETTLED).get() / 1_000_000;
    let load = u64::from(moment.model.settings().load_per_s);
    let asked = load * (DEPENDENCIES as u64 - 1) * seconds;
    Some(match total(moment, lines::HEALTHY) * 100 / asked {
        90.. => 0,
        5..90 => 1,
        0..5 => 2,
    })
}
