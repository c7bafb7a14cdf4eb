//! The experiments that the figure offers.

use super::{Pacelc, median};
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<Pacelc>] =
    &[MAJORITY, TWO_MORE, FAR_LEADER, SLOW, ALL_FIVE];

const MAJORITY: Scenario<Pacelc> = Scenario {
    name: "majority",
    title: "3 of 5",
    watch_for: "which row the upright line ends at.",
    start: "end=6400ms&t=0s",
    question: Some(Question {
        ask: "The leader in East US has two copies in the United States and two in \
              Europe. A write needs three acknowledgements, its own among them. \
              What does it take?",
        at: Micros::ZERO,
        answers: &[
            ("11 ms", "East US 2 is only the second to have it."),
            (
                "About 35 ms",
                "Its own is the first, East US 2 the second, Central US the third. \
                 Both in Europe take part and cost nothing.",
            ),
            ("About 85 ms", "It would have to wait for the farthest."),
        ],
        outcome: |moment| at_end(moment, &[20, 60]),
    }),
    curated: None,
};

const TWO_MORE: Scenario<Pacelc> = Scenario {
    name: "two-more",
    title: "4 of 7",
    watch_for: "the upright line, and the border of the ocean.",
    start: "copies=7&acks=4&end=6400ms&t=0s",
    question: Some(Question {
        ask: "Two more copies, in Japan and in Singapore, so a majority is four. \
              With three of five a write took about 35 ms. And now?",
        at: Micros::ZERO,
        answers: &[
            ("About 35 ms, as before", "There are only three copies on this side."),
            (
                "About 70 ms: to Europe",
                "The fourth nearest is in North Europe. The new copies are never \
                 waited for, yet they have made the majority larger than the \
                 continent.",
            ),
            ("About 230 ms: to Singapore", "That is what all seven would cost."),
        ],
        outcome: |moment| at_end(moment, &[60, 150]),
    }),
    curated: None,
};

const FAR_LEADER: Scenario<Pacelc> = Scenario {
    name: "far-leader",
    title: "The leader far away",
    watch_for: "the order of the rows, and what is across the ocean now.",
    start: "copies=7&acks=4&leader=southeast-asia&end=6400ms&t=0s",
    question: Some(Question {
        ask: "The same seven copies and four acknowledgements. Only the leader is \
              elsewhere: in Singapore, with Japan 74 ms away. What does a write \
              take?",
        at: Micros::ZERO,
        answers: &[
            ("About 70 ms, as before", "Only two copies are as near as that."),
            (
                "About 190 ms",
                "Behind Japan come West Europe and then Central US, both across an \
                 ocean. The place of the leader is part of the price.",
            ),
        ],
        outcome: |moment| at_end(moment, &[120]),
    }),
    curated: None,
};

const SLOW: Scenario<Pacelc> = Scenario {
    name: "slow-copy",
    title: "A slow copy",
    watch_for: "the row of North Europe, and whether the line moves.",
    start: "edits=1800ms-slow-3&end=6400ms&t=1600ms",
    question: Some(Question {
        ask: "Three of five again. In a moment North Europe begins to answer 150 \
              ms later. What do writes take then?",
        at: Micros::from_millis(1_600),
        answers: &[
            (
                "About 35 ms, as before",
                "It was the fourth and is the fifth now: nobody waits for it. That \
                 is what a majority buys beside safety.",
            ),
            ("150 ms more", "A write would have to wait for it."),
        ],
        outcome: |moment| at_end(moment, &[60]),
    }),
    curated: None,
};

const ALL_FIVE: Scenario<Pacelc> = Scenario {
    name: "all-five",
    title: "5 of 5",
    watch_for: "the upright line when one of five is slow.",
    start: "acks=5&edits=1800ms-slow-3&end=6400ms&t=1600ms",
    question: Some(Question {
        ask: "Now all five must have a write, which takes about 85 ms. Again North \
              Europe, 74 ms away, begins to answer 150 ms later. What do writes \
              take then?",
        at: Micros::from_millis(1_600),
        answers: &[
            ("About 85 ms, as before", "Another copy would have to be the last."),
            (
                "About 220 ms",
                "North Europe is the last now. Whoever waits for all is as slow as \
                 the slowest, and stops when one is down.",
            ),
        ],
        outcome: |moment| at_end(moment, &[150]),
    }),
    curated: None,
};

/// Between which of these, in milliseconds, the median lies when all writes are
/// answered.
fn at_end(moment: &Moment<'_, Pacelc>, bounds: &[u64]) -> Option<usize> {
    let median = median(moment)?.as_millis();
    let below = bounds.iter().filter(|bound| median >= **bound).count();
    moment.model.is_over().then_some(below)
}
