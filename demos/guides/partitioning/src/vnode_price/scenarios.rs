//! The experiments that the figure offers.

use super::VnodePrice;
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<VnodePrice>] = &[ONE, SIXTEEN, SMALL, FIVE];

const ONE: Scenario<VnodePrice> = Scenario {
    name: "one-token",
    title: "One token each",
    watch_for: "the strip; then the filled cells: press one to see what two nodes share.",
    start: "t=0s&edits=1s-trials-100",
    question: Some(Question {
        ask: "30 nodes, three copies, one token each. Of 100 random pairs that fail \
              together, how many cost some key its quorum?",
        at: Micros::ZERO,
        answers: &[
            ("None", "Of three copies two are a quorum, and two have failed."),
            (
                "Between 10 and 20",
                "A node shares keys with the two before it and the two behind it on \
                 the ring: four of the other 29.",
            ),
            ("Nearly all", "With one token a node shares keys with few others."),
        ],
        outcome: |moment| {
            let (tried, broke) = all_tried(moment)?;
            Some(match broke * 100 / tried {
                0 => 0,
                1..50 => 1,
                50.. => 2,
            })
        },
    }),
    curated: None,
};

const SIXTEEN: Scenario<VnodePrice> = Scenario {
    name: "sixteen-tokens",
    title: "16 tokens each",
    watch_for: "the strip: each cell is a pair that failed, red if a quorum was lost.",
    start: "vnodes=16&t=0s&edits=1s-trials-100",
    question: Some(Question {
        ask: "With one token each 14 % of all pairs break a quorum. Now each node has \
              16. Of 100 random pairs, how many do?",
        at: Micros::ZERO,
        answers: &[
            (
                "About 14",
                "There are as many copies, but more different sets of nodes that hold \
                 them.",
            ),
            ("About 44", "That is what four tokens a node give."),
            (
                "About 90",
                "Each node now shares some key with nearly every other one. Hardly any \
                 two failures are harmless.",
            ),
        ],
        outcome: |moment| {
            let (tried, broke) = all_tried(moment)?;
            Some(match broke * 100 / tried {
                65.. => 2,
                30..65 => 1,
                0..30 => 0,
            })
        },
    }),
    curated: None,
};

const SMALL: Scenario<VnodePrice> = Scenario {
    name: "how-much",
    title: "How much is lost",
    watch_for: "the red line on the ring: the keys that have no quorum.",
    start: "vnodes=16&t=0s&edits=1s-trials-100",
    question: Some(Question {
        ask: "With one token a pair that breaks a quorum takes it from 5 % of the keys, \
              on average. And such a pair with 16?",
        at: Micros::ZERO,
        answers: &[
            ("More", "The two share more arcs, but these are far shorter."),
            ("As much", "The two share some arcs more, and far shorter ones."),
            (
                "Under 1 %",
                "Such a pair loses little, but nearly each pair is one. On average over \
                 all pairs, harmless ones too, it is what it was with one token: often \
                 and small, or seldom and large.",
            ),
        ],
        outcome: |moment| {
            let (_, broke) = all_tried(moment)?;
            let lost = moment.model.trials().iter().map(|trial| trial.broken_ppm);
            Some(match lost.sum::<u32>() / broke.max(1) {
                70_000.. => 0,
                10_000..70_000 => 1,
                0..10_000 => 2,
            })
        },
    }),
    curated: None,
};

const FIVE: Scenario<VnodePrice> = Scenario {
    name: "five-copies",
    title: "Five copies",
    watch_for: "the strip, when each key has five copies instead of three.",
    start: "vnodes=16&replicas=5&t=0s&edits=1s-trials-100",
    question: Some(Question {
        ask: "16 tokens each, but five copies of each key. How many of 100 pairs break \
              a quorum?",
        at: Micros::ZERO,
        answers: &[
            ("None", "Of five copies two may fail: three are still a majority."),
            (
                "Even more",
                "More nodes share keys, but it takes three failures to lose a majority.",
            ),
        ],
        outcome: |moment| {
            let (_, broke) = all_tried(moment)?;
            Some(usize::from(broke > 0))
        },
    }),
    curated: None,
};

/// How many pairs were tried and how many broke a quorum, once all are tried.
fn all_tried(moment: &Moment<'_, VnodePrice>) -> Option<(u32, u32)> {
    let tried = moment.model.tried();
    (tried.0 > 0 && !moment.model.is_trying()).then_some(tried)
}
