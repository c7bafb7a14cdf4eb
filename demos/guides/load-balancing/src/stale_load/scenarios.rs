//! The experiments that the figure offers.

use super::{MOST_OF_TEN, StaleLoad};
use models::load_balancing::pair::Side;
use sim::Micros;
use stage::{Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<StaleLoad>] = &[HERD, TWO, FRESH, ADDS];

const HERD: Scenario<StaleLoad> = Scenario {
    name: "herd",
    title: "The herd",
    watch_for: "where the dots of the left balancer go until the next reading.",
    start: "left=least&right=random&t=1s&end=5900ms&speed=500ms",
    question: Some(Question {
        ask: "The board was read just now, and will be again in a second. Some 90 \
              requests come until then. Which servers get those of the left \
              balancer?",
        at: Micros::from_secs(1),
        answers: &[
            ("All, about nine each", "The balancer would have to see them fill."),
            (
                "The shortest on the board",
                "Nothing on the board changes for a second, so neither does the \
                 choice. At the next reading these are the longest, and others get \
                 the herd.",
            ),
            (
                "The shortest at that moment",
                "The balancer would have to know the queues as they are.",
            ),
        ],
        outcome: |moment| {
            let known = moment.now >= Micros::from_secs(2);
            let (servers, _) = moment.model.side(Side::Left).board().fewest()?;
            known.then_some(usize::from(servers < MOST_OF_TEN))
        },
    }),
    curated: None,
};

const TWO: Scenario<StaleLoad> = Scenario {
    name: "two-choices",
    title: "Two choices, same board",
    watch_for: "how tall the tallest stack gets at the right.",
    start: "left=least&right=two&t=1s&end=5900ms&speed=500ms",
    question: Some(Question {
        ask: "The right balancer has the same old board, and looks up two of the \
              ten servers for each request. About how much can one server get at \
              most?",
        at: Micros::from_secs(1),
        answers: &[
            ("All requests", "It would have to be one of the two each time."),
            (
                "A fifth of them",
                "A server is among the two in two of ten cases. However short its \
                 queue looks, the others get the rest.",
            ),
            ("A tenth of them", "So it would be if nobody looked at the board."),
        ],
        outcome: |moment| {
            let known = moment.now >= Micros::from_secs(5);
            let got = moment.model.side(Side::Right).board().got()?;
            let (most, all) = (got.iter().max()?, got.iter().sum::<u32>());
            known.then(|| match most * 100 / all {
                50.. => 0,
                15..50 => 1,
                0..15 => 2,
            })
        },
    }),
    curated: None,
};

const FRESH: Scenario<StaleLoad> = Scenario {
    name: "fresh",
    title: "Never old",
    watch_for: "the stacks of both sides, which are low now.",
    start: "left=least&right=two&refresh=0&t=1s&end=12s&speed=1s",
    question: Some(Question {
        ask: "Now both know each queue as it is at each moment. Which side has the \
              shorter queues?",
        at: Micros::from_secs(1),
        answers: &[
            ("The right: two choices", "It was better only while news was old."),
            (
                "The left: least request",
                "It finds a free server whenever there is one. Two choices may \
                 look at two that are busy while another one is free.",
            ),
            ("Both alike", "Two choices saw all that matters."),
        ],
        outcome: |moment| {
            let samples = moment.model.samples();
            let known = moment.now >= Micros::from_secs(11);
            let sum = |side: Side| {
                let longest = samples
                    .iter()
                    .map(|(_, figures)| figures[side as usize].longest);
                longest.sum::<u32>()
            };
            let [left, right] = Side::BOTH.map(sum);
            known.then(|| match () {
                _ if left * 10 <= right * 9 => 1,
                _ if right * 10 <= left * 9 => 0,
                _ => 2,
            })
        },
    }),
    curated: None,
};

const ADDS: Scenario<StaleLoad> = Scenario {
    name: "adds-its-own",
    title: "Count what you send",
    watch_for: "the stacks at the left, and at the right.",
    start: "left=least-adds&right=many-add&t=1s&end=5900ms&speed=500ms",
    question: Some(Question {
        ask: "A balancer now adds to the board what it sent itself. At the left \
              there is one; at the right twenty share the requests. Where is a \
              herd?",
        at: Micros::from_secs(1),
        answers: &[
            (
                "At neither side",
                "Each of the twenty would have to know all requests.",
            ),
            (
                "At the right",
                "One balancer knows all that was sent. Each of twenty knows a \
                 twentieth, and all of them begin with the same server.",
            ),
            ("At both sides", "The board was as old as before."),
        ],
        outcome: |moment| {
            let known = moment.now >= Micros::from_secs(5);
            let longest = |side: Side| {
                let samples = moment.model.samples().iter();
                samples.map(|(_, figures)| figures[side as usize].longest).max()
            };
            let [left, right] = Side::BOTH.map(longest);
            let (left, right) = (left?, right?);
            known.then(|| match () {
                _ if right >= left * 3 / 2 => 1,
                _ if left >= 15 => 2,
                _ => 0,
            })
        },
    }),
    curated: None,
};
