//! The experiments that the figure offers.

use super::VnodePrice;
use super::scene::mean_loss_ppm;
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<VnodePrice>] = &[ONE, SIXTEEN, SMALL, FIVE];

const ONE: Scenario<VnodePrice> = Scenario {
    name: "one-token",
    title: "One token each",
    watch_for: "where the two bands meet: two of three copies are gone.",
    start: "t=0s&edits=1s-each-pair&end=18s&speed=1500ms",
    question: Some(Question {
        ask: "30 nodes, three copies, one token each. Each of the 435 pairs fails in \
              turn. How many cost some key its quorum?",
        at: Micros::ZERO,
        answers: &[
            ("None", "Of three copies two are a quorum, and two have failed."),
            (
                "About 60",
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
    curated: Some("The first four pairs were picked."),
};

const SIXTEEN: Scenario<VnodePrice> = Scenario {
    name: "sixteen-tokens",
    title: "16 tokens each",
    watch_for: "the two bands, and how often they meet.",
    start: "vnodes=16&t=0s&edits=1s-each-pair&end=18s&speed=1500ms",
    question: Some(Question {
        ask: "With one token each 60 of 435 pairs break a quorum. Now each node has 16 \
              tokens. How many pairs do?",
        at: Micros::ZERO,
        answers: &[
            (
                "About 60",
                "There are as many copies, but more different sets of nodes that hold \
                 them.",
            ),
            ("About 190", "That is what four tokens a node give."),
            (
                "About 390",
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
    watch_for: "the columns: how many there are, and how high.",
    start: "vnodes=64&t=0s&edits=1s-each-pair&end=18s&speed=1500ms",
    question: Some(Question {
        ask: "One token: 60 of 435 pairs do harm, to 5 % of the keys on average. The mean \
              loss of all is 0.7 %. With 64 tokens all do harm. And the mean?",
        at: Micros::ZERO,
        answers: &[
            ("About 5 %", "It would be, if each pair shared as much as those 60."),
            (
                "0.7 % again",
                "A key loses its quorum with three of the 435 pairs, whatever the \
                 tokens. 64 tokens turn a few large losses into many small ones.",
            ),
            ("Under 0.1 %", "More pairs share keys, and each shares fewer."),
        ],
        outcome: |moment| {
            all_tried(moment)?;
            Some(match mean_loss_ppm(moment.model) {
                20_000.. => 0,
                3_000..20_000 => 1,
                0..3_000 => 2,
            })
        },
    }),
    curated: None,
};

const FIVE: Scenario<VnodePrice> = Scenario {
    name: "five-copies",
    title: "Five copies",
    watch_for: "the cells: each key has five copies now.",
    start: "vnodes=16&replicas=5&t=0s&edits=1s-each-pair&end=18s&speed=1500ms",
    question: Some(Question {
        ask: "16 tokens each, but five copies of each key: the bands meet more often. How \
              many pairs break a quorum?",
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
