//! The experiments that the figure offers.

use super::HockeyStick;
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<HockeyStick>] = &[BUSIER, VARIANCE, POOL];

/// When questions are asked: just before the lanes open that they are about.
const ASKED: Micros = Micros::from_millis(2_400);
/// When it is judged what these take.
const JUDGED: Micros = Micros::from_millis(9_500);

const BUSIER: Scenario<HockeyStick> = Scenario {
    name: "busier",
    title: "Busier and busier",
    watch_for: "the queues: a request needs 10 ms, and the rest of its time it \
                waits.",
    start: "t=2.4s&end=10s",
    question: Some(Question {
        ask: "At 50 % busy a request takes 20 ms, at 80 % 50 ms. How long does it \
              take at 95 %?",
        at: ASKED,
        answers: &[
            ("About 60 ms", "The wait grew as the load did."),
            ("About 100 ms", "That is what 90 % give."),
            (
                "About 200 ms",
                "It is 10 ms ÷ (1 − busy): 10 ÷ 0.5, 10 ÷ 0.2, 10 ÷ 0.05. From 90 \
                 to 95 % it doubles, as what is spare is halved.",
            ),
        ],
        outcome: |moment| {
            Some(match mean(moment, 3)? {
                0..80 => 0,
                80..150 => 1,
                150.. => 2,
            })
        },
    }),
    curated: None,
};

const VARIANCE: Scenario<HockeyStick> = Scenario {
    name: "variance",
    title: "Unequal work",
    watch_for: "who stands behind a ◆: it takes as long as 21 others.",
    start: "compare=variance&t=2.4s&end=9650ms",
    question: Some(Question {
        ask: "All are 90 % busy. In D 19 of 20 requests need 5 ms, one 105 ms: 10 \
              ms on average, as in C. How long does a request take in D?",
        at: ASKED,
        answers: &[
            ("As long as in C", "The load is the same, and nothing else counts."),
            ("Less: most are short", "Most were done in 5 ms."),
            (
                "More than twice as long",
                "Who comes behind a long one waits for it. The wait grows with the \
                 variance: in theory it is 2.9 times that of C. With none, in A, \
                 nobody waits.",
            ),
        ],
        outcome: |moment| {
            let (random, unequal) = (mean(moment, 2)?, mean(moment, 3)?);
            Some(match unequal * 10 / random {
                0..9 => 1,
                9..20 => 0,
                20.. => 2,
            })
        },
    }),
    curated: None,
};

const POOL: Scenario<HockeyStick> = Scenario {
    name: "pool",
    title: "One queue or four",
    watch_for: "queue A: some wait beside a server that has nothing to do.",
    start: "compare=pool&t=2.4s&end=9750ms",
    question: Some(Question {
        ask: "Four servers, 90 % busy, a queue each: a request takes 100 ms. Now \
              all wait in one queue for the first that is free. How long?",
        at: ASKED,
        answers: &[
            ("As long", "There is as much work for as many servers."),
            ("About half", "Some of the wait was in vain."),
            (
                "A third or less",
                "About 30 ms: no server rests while someone waits. Sixteen servers \
                 with one queue take 14 ms, as busy as they are.",
            ),
        ],
        outcome: |moment| {
            let (own, shared) = (mean(moment, 0)?, mean(moment, 1)?);
            Some(match shared * 100 / own {
                0..36 => 2,
                36..70 => 1,
                70.. => 0,
            })
        },
    }),
    curated: None,
};

/// What a request takes in a lane, in whole milliseconds, once that is known.
fn mean(moment: &Moment<'_, HockeyStick>, lane: usize) -> Option<u64> {
    let mean = moment.model.all().get(lane)?.measured().mean()?;
    (moment.now >= JUDGED).then_some(mean.as_millis())
}
