//! The experiments that the figure offers.

use super::CircuitBreaker;
use models::resilience_patterns::circuit_breaker::State;
use models::resilience_patterns::guarded_calls::{SICKNESS, Sample};
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<CircuitBreaker>] =
    &[ONE_FOR_ALL, ONE_OF_FOUR, PER_SHARD, NINETEEN];

/// When in [`ONE_FOR_ALL`] nearly half of the calls fail, and its breaker is closed.
const FILLED: Micros = Micros::from_secs(9);
/// When the calls of [`NINETEEN`] have timed out, and when one more comes.
const ALL_FAILED: Micros = Micros::from_millis(5_500);
const ONE_MORE: Micros = Micros::from_secs(7);

const NINETEEN: Scenario<CircuitBreaker> = Scenario {
    name: "nineteen",
    title: "19 of 19 fail",
    watch_for: "the bar under the states: how many of the calls in the window failed.",
    start: "shards=1&load=0&edits=4s-burst-19,7s-burst-1&end=12s&t=4.6s",
    question: Some(Question {
        ask: "This breaker opens when 50 % of 20 or more calls fail, as that of Hystrix \
              does. All of these 19 will fail. Does it open before 7 s?",
        at: Micros::from_millis(4_600),
        answers: &[
            ("Yes", "The 20 calls that it wants to see were there."),
            (
                "No",
                "All of them failed, but with fewer than 20 calls it does not judge. The \
                 20th comes at 7 s: when that has failed too, it opens.",
            ),
        ],
        outcome: |moment| {
            let samples = moment.model.samples().iter();
            let mut early = samples.take_while(|sample| sample.at < ONE_MORE);
            match moment.now < ALL_FAILED {
                true => None,
                false => Some(usize::from(!early.any(is_open))),
            }
        },
    }),
    curated: None,
};

const ONE_FOR_ALL: Scenario<CircuitBreaker> = Scenario {
    name: "one-for-all",
    title: "One breaker for all",
    watch_for: "the switch between the callers and both shards.",
    start: "t=9s",
    question: Some(Question {
        ask: "B is dead until 30 s, A is well, and one breaker guards both. What do \
              callers of A get?",
        at: FILLED,
        answers: &[
            ("Answers", "Less than half of the calls failed, so it stayed closed."),
            (
                "Refusals",
                "Half of all calls failed, so it opened, and no trials closed it.",
            ),
            (
                "Both, in turns",
                "Half of all calls fail, so it opens, for A as well. It closes when most \
                 trials meet A, and the failures of B open it again.",
            ),
        ],
        outcome: flaps,
    }),
    curated: Some("Other seeds may end otherwise."),
};

const ONE_OF_FOUR: Scenario<CircuitBreaker> = Scenario {
    name: "one-of-four",
    title: "One dead of four",
    watch_for: "the bar: how many of all calls fail, and the line where it opens.",
    start: "shards=4&t=4s",
    question: Some(Question {
        ask: "One breaker guards four shards, and opens at 50 %. D is dead until 30 s. \
              What do the callers of D get?",
        at: Micros::from_secs(4),
        answers: &[
            (
                "Refused, soon",
                "By chance half of the calls in a window were for D, and it opened.",
            ),
            (
                "A time-out, each of them",
                "D is a quarter of the calls, so never half of them fail: the breaker \
                 stays closed, and each caller of D waits 1 s in vain.",
            ),
        ],
        outcome: |moment| {
            let has_opened = moment.model.samples().iter().any(is_open);
            match (has_opened, moment.now < SICKNESS.1) {
                (true, _) => Some(0),
                (false, true) => None,
                (false, false) => Some(1),
            }
        },
    }),
    curated: None,
};

const PER_SHARD: Scenario<CircuitBreaker> = Scenario {
    name: "per-shard",
    title: "One for each shard",
    watch_for: "the two switches.",
    start: "breakers=per-shard&t=4s",
    question: Some(Question {
        ask: "Now each shard has a breaker of its own. How many calls for A are refused \
              until 30 s?",
        at: Micros::from_secs(4),
        answers: &[
            (
                "None",
                "The breaker of A never saw a failure. That of B refuses the calls for \
                 B, which would have waited in vain.",
            ),
            ("Those that meet a trial", "A trial of B is a call for B."),
            ("As many as for B", "The breakers do not know of one another."),
        ],
        outcome: |moment| match moment.model.tallies()[0].refused {
            _ if moment.now < SICKNESS.1 => None,
            0 => Some(0),
            _ => Some(1),
        },
    }),
    curated: None,
};

fn is_open(sample: &Sample) -> bool {
    matches!(sample.state, State::Open { .. })
}

/// Whether the breaker opened, and closed and opened again, while the last shard was
/// sick.
fn flaps(moment: &Moment<'_, CircuitBreaker>) -> Option<usize> {
    let ill = |sample: &&Sample| sample.at < SICKNESS.1;
    let samples = moment.model.samples();
    let (mut opened, mut closed, mut was) = (0, 0, State::Closed);
    for sample in samples.iter().take_while(ill) {
        match (was, sample.state) {
            (State::Closed, State::Open { .. }) => opened += 1,
            (State::HalfOpen { .. }, State::Closed) => closed += 1,
            (State::Closed, State::Closed | State::HalfOpen { .. })
            | (State::Open { .. }, _)
            | (State::HalfOpen { .. }, _) => {}
        }
        was = sample.state;
    }
    match (opened, closed) {
        (2.., 1..) => Some(2),
        _ if moment.now < SICKNESS.1 => None,
        (0, _) => Some(0),
        (_, 0) => Some(1),
        (_, _) => None,
    }
}
