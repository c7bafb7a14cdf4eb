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
    watch_for: "the stacks at the right from 10 s on.",
    start: "left=random&right=random&edits=10s-right-two&t=9.5s&end=20s&speed=1s",
    question: Some(Question {
        ask: "Until 10 s both pick a server at random. Then the right one looks at \
              two and takes the shorter queue. What becomes of its slowest \
              requests?",
        at: Micros::from_millis(9_500),
        answers: &[
            ("Much as before", "Two of eight was too few to look at."),
            ("A little faster", "It avoided a long queue now and then."),
            (
                "At least three times as fast",
                "A long queue gets a request only if it meets one that is longer. \
                 So it shrinks, and the same servers do the same work in time.",
            ),
        ],
        outcome: |moment| {
            let [left, right] = p99(moment, 19_000)?;
            Some(match () {
                _ if right * 3 <= left => 2,
                _ if right * 10 <= left * 9 => 1,
                _ => 0,
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
            known.then(|| match all {
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
    title: "A server fails at once",
    watch_for: "the ✕ that fall out of s3 from 5 s on.",
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

/// The p99 of both sides in milliseconds, at a moment in milliseconds that is over.
fn p99(moment: &Moment<'_, TwoChoices>, at: u64) -> Option<[u64; 2]> {
    let at = Micros::from_millis(at);
    let (_, figures) =
        moment.model.samples().iter().find(|(when, _)| *when == at)?;
    let [left, right] = figures.map(|figures| figures.p99);
    Some([left?.as_millis(), right?.as_millis()])
}
