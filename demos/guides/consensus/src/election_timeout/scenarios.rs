//! The experiments that the figure offers.

use super::ElectionTimeout;
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<ElectionTimeout>] = &[PAPER, NO_SPREAD, FIVE, WIDE];

/// The leader has crashed, no timer has ended.
const CRASHED: Micros = Micros::from_millis(20);

const PAPER: Scenario<ElectionTimeout> = Scenario {
    name: "paper",
    title: "150 to 300 ms",
    watch_for: "the timers: where each begins and where it ends.",
    start: "election=4&t=20ms",
    question: Some(Question {
        ask: "No timeout is shorter than 150 ms. How many of the 1,000 clusters have a \
              new leader 150 ms after the crash?",
        at: CRASHED,
        answers: &[
            (
                "None: no timer has ended",
                "A timer that started with the crash would still run.",
            ),
            (
                "Some",
                "309 of them: their timers began before the crash, with the last \
                 heartbeat, which was up to 75 ms earlier.",
            ),
            ("Nearly all", "Most timeouts are longer than that."),
        ],
        outcome: |moment| {
            let timeout = moment.model.trial().timeout;
            let early = moment.model.over(timeout).len();
            (moment.now >= timeout).then_some(match early {
                0 => 0,
                1..900 => 1,
                _ => 2,
            })
        },
    }),
    curated: Some("Election 4 was picked for how long it takes."),
};

const NO_SPREAD: Scenario<ElectionTimeout> = Scenario {
    name: "no-spread",
    title: "No spread",
    watch_for: "who votes for whom when all timers end at once.",
    start: "spread=0&t=20ms&speed=100ms",
    question: Some(Question {
        ask: "All servers use the same timeout of 150 ms. How many of 1,000 clusters \
              have a new leader within a second?",
        at: CRASHED,
        answers: &[
            (
                "Nearly all: somebody is always a little earlier",
                "The first that asked had its votes before another asked.",
            ),
            ("About half", "A small difference breaks the tie now and then."),
            (
                "Few",
                "They all ask at once, each votes for itself, and after the same \
                 timeout they do it again. Only differences in latency help.",
            ),
        ],
        outcome: within_a_second,
    }),
    curated: None,
};

const FIVE: Scenario<ElectionTimeout> = Scenario {
    name: "five",
    title: "5 ms of spread",
    watch_for: "the steps of the curve: each is a timeout.",
    start: "spread=5&election=3&t=20ms&speed=100ms",
    question: Some(Question {
        ask: "Now the timeouts differ by up to 5 ms, about as long as a message takes. \
              How many have a new leader within a second?",
        at: CRASHED,
        answers: &[
            (
                "About nine tenths",
                "Many votes are still split, but each timeout is a new draw, and \
                 there are six or seven of them in a second.",
            ),
            ("About half", "Most draws are still too close to each other."),
            ("Few", "The draws are so close that nearly every vote is split."),
        ],
        outcome: within_a_second,
    }),
    curated: Some("Election 3 was picked: its first vote is split."),
};

const WIDE: Scenario<ElectionTimeout> = Scenario {
    name: "wide",
    title: "300 ms of spread",
    watch_for: "how long the first timer takes to end.",
    start: "spread=300&t=20ms&speed=100ms",
    question: Some(Question {
        ask: "With timeouts of 150 to 300 ms half of the elections were over after \
              172 ms. Now they are 150 to 450 ms. Are half of them over sooner?",
        at: CRASHED,
        answers: &[
            ("Sooner", "Fewer votes are split."),
            ("As soon", "What is won by fewer split votes is lost by waiting."),
            (
                "Later",
                "Split votes were rare already. What is left is the wait for the \
                 first timer, and that grows with the spread.",
            ),
        ],
        outcome: |moment| {
            let half = moment.model.with(500, moment.now)?;
            Some(match half.took.as_millis() {
                0..163 => 0,
                163..182 => 1,
                _ => 2,
            })
        },
    }),
    curated: None,
};

/// Of few, half and nine tenths or more: how many are over within a second; the last first.
fn within_a_second(moment: &Moment<'_, ElectionTimeout>) -> Option<usize> {
    let over = moment.model.over(moment.now).len();
    moment.model.is_over(moment.now).then_some(match over {
        0..400 => 2,
        400..700 => 1,
        _ => 0,
    })
}
