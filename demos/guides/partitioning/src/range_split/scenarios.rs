//! The experiments that the figure offers.

use super::{RangeSplit, busiest};
use crate::figures::ratio_ppm;
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<RangeSplit>] = &[RANDOM, TIMESTAMPS, PREFIXED, ONE_MORE];

/// When a question is asked that the start does not answer yet.
const EARLY: Micros = Micros::from_secs(4);
/// When the run has settled.
const LATE: Micros = Micros::from_secs(30);

const RANDOM: Scenario<RangeSplit> = Scenario {
    name: "random",
    title: "Random keys",
    watch_for: "the dots: each is a write that falls where its key belongs.",
    start: "t=4s",
    question: Some(Question {
        ask: "All began in one range on n1, which has had most of the writes so far. \
              And in half a minute?",
        at: EARLY,
        answers: &[
            (
                "Still n1, most of them",
                "So it would be if a split left the writes in one of the halves.",
            ),
            (
                "All four nodes",
                "A random key falls into any range. So each range that is split and \
                 moved takes its part of the writes with it.",
            ),
        ],
        outcome: |moment| {
            settled(moment).map(|busiest| usize::from(busiest < 500_000))
        },
    }),
    curated: None,
};

const TIMESTAMPS: Scenario<RangeSplit> = Scenario {
    name: "timestamps",
    title: "Timestamps as keys",
    watch_for: "the right end of the keys, and whose box is written.",
    start: "keys=ascending&t=4s",
    question: Some(Question {
        ask: "Now keys only grow. What share of the writes will the busiest of the \
              four nodes take?",
        at: EARLY,
        answers: &[
            (
                "About a quarter",
                "Splitting gives each node a quarter of the data, long after it was \
                 written.",
            ),
            ("About half", "It would, if a split left writes in both halves."),
            (
                "All of them",
                "Only the last range is written, and it is on one node. Splitting it \
                 makes another last range; the half that moves is never written again.",
            ),
        ],
        // Where the last range has just moved, two nodes had it in turn.
        outcome: |moment| {
            settled(moment).map(|busiest| match busiest {
                600_000.. => 2,
                400_000..600_000 => 1,
                0..400_000 => 0,
            })
        },
    }),
    curated: None,
};

const PREFIXED: Scenario<RangeSplit> = Scenario {
    name: "prefixes",
    title: "16 prefixes",
    watch_for: "how many boxes are written now: keys grow at sixteen places.",
    start: "keys=prefixed&t=4s",
    question: Some(Question {
        ask: "The same timestamps, each behind one of 16 prefixes that a hash picks. \
              What share will the busiest take?",
        at: EARLY,
        answers: &[
            (
                "About half, or less",
                "There are sixteen ends to write to, on all nodes. A scan by time has \
                 to ask for each prefix.",
            ),
            ("All of them", "So it was with one end. Now there are sixteen."),
        ],
        outcome: |moment| {
            settled(moment).map(|busiest| usize::from(busiest >= 750_000))
        },
    }),
    curated: None,
};

const ONE_MORE: Scenario<RangeSplit> = Scenario {
    name: "one-more",
    title: "A fifth node",
    watch_for: "what goes to n5: ranges one by one, and slots, the thin bars.",
    start: "t=29s&edits=30s-add",
    question: Some(Question {
        ask: "n5 joins soon, empty. How much has to be copied before it has its share \
              of the slots?",
        at: Micros::from_secs(29),
        answers: &[
            ("Hardly anything", "It would wait for new data for a long time."),
            (
                "About a fifth",
                "Its fair share has to come from the others, by slots and by ranges \
                 alike. Divided by the speed of copying that is the time it takes.",
            ),
            ("Nearly all", "So much moves by hash mod N."),
        ],
        outcome: |moment| {
            let store = moment.model;
            if store.nodes() < 5 || store.slots_due() > 0 {
                return None;
            }
            let copied = store.slots_copied().mb;
            match ratio_ppm(copied.into(), store.total_mb().into()) {
                450_000.. => Some(2),
                50_000..450_000 => Some(1),
                0..50_000 => Some(0),
            }
        },
    }),
    curated: None,
};

/// The busiest node's share of the writes to ranges, once the run has settled.
fn settled(moment: &Moment<'_, RangeSplit>) -> Option<u32> {
    (moment.now >= LATE).then(|| busiest(moment.model))
}
