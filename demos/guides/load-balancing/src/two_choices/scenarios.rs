//! The experiments that the figure offers.

use super::TwoChoices;
use models::load_balancing::pair::Side;
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<TwoChoices>] = &[RANDOM, SLOW, UNEQUAL, FAILS];

const RANDOM: Scenario<TwoChoices> = Scenario {
    name: "random",
    title: "Random or two choices",
    watch_for: "the stacks at the right from 20 s on.",
    start: "left=random&right=random&edits=20s-right-two\
            &t=19.5s&end=27s&speed=1s",
    question: Some(Question {
        ask: "At 20 s the right one begins to look at two servers, and takes the \
              shorter queue. How long is its longest queue soon?",
        at: Micros::from_millis(19_500),
        answers: &[
            ("As long as the left one", "Two of eight were too few to look at."),
            ("Somewhat shorter", "It avoided a long queue now and then."),
            (
                "Less than half as long",
                "The longest queue gets nothing: whatever it is compared with is \
                 shorter. So it drains, and work that was piled up here is done by \
                 servers that were idle.",
            ),
        ],
        outcome: |moment| {
            let seconds = Micros::from_secs(24)..=Micros::from_secs(27);
            let samples = moment.model.samples().iter();
            let within = samples.filter(|(at, _)| seconds.contains(at));
            let sum = within.fold([0, 0], |[left, right], (_, figures)| {
                [left + figures[0].longest, right + figures[1].longest]
            });
            let known = moment.now >= Micros::from_secs(27);
            known.then(|| match sum {
                [left, right] if right * 2 < left => 2,
                [left, right] if right * 10 < left * 9 => 1,
                [_, _] => 0,
            })
        },
    }),
    curated: None,
};

const SLOW: Scenario<TwoChoices> = Scenario {
    name: "slow-server",
    title: "One slow server",
    watch_for: "s3 on both sides from 5 s on.",
    start: "left=round-robin&right=two&load=70&edits=5s-s3-at-25\
            &t=4.5s&end=14s&speed=1s",
    question: Some(Question {
        ask: "Each server gets 7 requests a second and can do 10. At 5 s, s3 slows \
              down to 2.5 a second. What becomes of its queue under round robin?",
        at: Micros::from_millis(4_500),
        answers: &[
            (
                "It grows, then stops",
                "Round robin would have to send it less, and does not look.",
            ),
            (
                "It grows as long as s3 is slow",
                "Seven come in each second, and 2.5 are done. One request in eight \
                 waits longer and longer, while other servers have time to spare.",
            ),
            ("It stays short", "Each got its turn, however long the queue."),
        ],
        outcome: |moment| {
            let load = |moment: &Moment<'_, TwoChoices>| {
                moment.model.side(Side::Left).servers()[2].load()
            };
            let known = moment.now >= Micros::from_secs(13);
            known.then(|| match load(moment) {
                20.. => 1,
                8..20 => 0,
                0..8 => 2,
            })
        },
    }),
    curated: None,
};

const UNEQUAL: Scenario<TwoChoices> = Scenario {
    name: "unequal",
    title: "Unequal servers",
    watch_for: "s5 to s8, which work at a quarter of the speed.",
    start: "left=round-robin&right=weighted&load=70&fleet=unequal\
            &t=1s&end=11s&speed=1s",
    question: Some(Question {
        ask: "Four servers do 10 requests a second, four do 2.5: 50 together. 35 \
              come, which is 70 %. What becomes of the slow ones under round \
              robin?",
        at: Micros::from_secs(1),
        answers: &[
            ("70 % busy, as all are", "Each would have to get by what it can do."),
            (
                "Their queues grow",
                "Each gets an eighth of 35, which is 4.4 a second, and does 2.5. \
                 By weight it gets 1.75.",
            ),
            ("They are mostly idle", "Each got less than it can do."),
        ],
        outcome: |moment| {
            let slow = &moment.model.side(Side::Left).servers()[4..];
            let all: usize = slow.iter().map(|server| server.load()).sum();
            let known = moment.now >= Micros::from_secs(10);
            known.then_some(match all {
                40.. => 1,
                4..40 => 0,
                0..4 => 2,
            })
        },
    }),
    curated: None,
};

const FAILS: Scenario<TwoChoices> = Scenario {
    name: "fails-at-once",
    title: "A server fails fast",
    watch_for: "the ✕ that come back from s3 from 5 s on.",
    start: "left=round-robin&right=least&edits=5s-s3-fails\
            &t=4.5s&end=12s&speed=1s",
    question: Some(Question {
        ask: "At 5 s, s3 begins to answer each request within 1 ms, with an error. \
              What share of the requests does least request send there?",
        at: Micros::from_millis(4_500),
        answers: &[
            ("An eighth, as round robin", "Its queue was as long as the others'."),
            ("None", "It would have to know that the answers are errors."),
            (
                "Far more than an eighth",
                "Its queue is always the shortest: it looks like the one that is \
                 free. A policy that goes by queues needs outlier ejection beside \
                 it.",
            ),
        ],
        outcome: |moment| {
            let known = moment.now >= Micros::from_secs(11);
            known.then(|| match super::failed_percent(moment.model, Side::Right) {
                18.. => 2,
                5..18 => 0,
                0..5 => 1,
            })
        },
    }),
    curated: None,
};
