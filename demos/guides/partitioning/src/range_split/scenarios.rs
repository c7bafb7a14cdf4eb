//! The experiments that the figure offers.

use super::{RangeSplit, nodes};
use crate::figures::ratio_ppm;
use models::partitioning::SlotTable;
use models::partitioning::range_store::RECENT;
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<RangeSplit>] =
    &[RANDOM, TIMESTAMPS, PREFIXED, SLOTS, ONE_MORE];

/// When a question is asked: all is in one range still.
const EARLY: Micros = Micros::from_millis(1_500);
/// So many batches have come when the run has settled, at 30 s.
const LATE: usize = 300;

const RANDOM: Scenario<RangeSplit> = Scenario {
    name: "random",
    title: "Random keys",
    watch_for: "the dots: each is a write that falls to its key, in the row of a node.",
    start: "t=1.5s&end=40s",
    question: Some(Question {
        ask: "All is in one range on n1. Ranges split above 64 MB and move to nodes \
              with less. How much of the writes does the busiest node take at 30 s?",
        at: EARLY,
        answers: &[
            (
                "Nearly all",
                "So it would be if the writes stayed in one of the halves.",
            ),
            (
                "About half",
                "A random key falls into any range, and all nodes have some.",
            ),
            (
                "Less than half",
                "A random key falls into any range. So each range that is split and \
                 moved takes its part of the writes with it.",
            ),
        ],
        outcome: third_half_all,
    }),
    curated: None,
};

const TIMESTAMPS: Scenario<RangeSplit> = Scenario {
    name: "timestamps",
    title: "Timestamps",
    watch_for: "the dots, and the boxes that move.",
    start: "keys=ascending&t=1.5s&end=40s",
    question: Some(Question {
        ask: "Now keys only grow. Ranges split and move as before. How much of the \
              writes does the busiest node take at 30 s?",
        at: EARLY,
        answers: &[
            (
                "Nearly all",
                "Only the last range is written, and it is on one node. Splitting it \
                 makes another last range; the half that moves is never written again.",
            ),
            ("About half", "So it would be if a split left writes in both halves."),
            (
                "Less than half",
                "Splitting gives each node a part of the data, long after it was \
                 written.",
            ),
        ],
        outcome: third_half_all,
    }),
    curated: None,
};

const PREFIXED: Scenario<RangeSplit> = Scenario {
    name: "prefixes",
    title: "16 prefixes",
    watch_for: "at how many places the dots fall.",
    start: "keys=prefixed&t=1.5s&end=40s",
    question: Some(Question {
        ask: "The same timestamps, each behind one of 16 prefixes that a hash picks. \
              How much of the writes does the busiest node take at 30 s?",
        at: EARLY,
        answers: &[
            ("Nearly all", "So it was with one end. Now there are sixteen."),
            ("About half", "There are sixteen ends to write to, and four nodes."),
            (
                "Less than half",
                "There are sixteen ends to write to, on all nodes. A scan by time has \
                 to ask for each prefix.",
            ),
        ],
        outcome: third_half_all,
    }),
    curated: None,
};

const SLOTS: Scenario<RangeSplit> = Scenario {
    name: "slots",
    title: "The same in slots",
    watch_for: "the dots: they follow each other in time.",
    start: "keys=ascending&placed=slots&t=500ms&end=20s",
    question: Some(Question {
        ask: "Timestamps again. Now a hash of the key picks one of 16,384 slots. How \
              many nodes must a query for the last two seconds ask?",
        at: Micros::from_millis(500),
        answers: &[
            (
                "One",
                "So it was by ranges: neighbours in time are neighbours there.",
            ),
            ("Two", "A hash knows no neighbours: each of the keys is anywhere."),
            (
                "Three, or all four",
                "A hash spreads the writes, and with them what one query asks for.",
            ),
        ],
        outcome: |moment| {
            let store = moment.model;
            let owner = |(_, key)| store.slots().owner(SlotTable::slot(key)).0;
            let nodes =
                store.written(20).fold(0u32, |nodes, it| nodes | 1 << owner(it));
            let is_known = moment.now >= Micros::from_secs(10);
            is_known.then_some(match nodes.count_ones() {
                0..=1 => 0,
                2 => 1,
                3.. => 2,
            })
        },
    }),
    curated: None,
};

const ONE_MORE: Scenario<RangeSplit> = Scenario {
    name: "one-more",
    title: "A fifth node",
    watch_for: "the row of n5: it gets a part of each block of slots.",
    start: "placed=slots&t=29s&edits=30s-add&end=50s",
    question: Some(Question {
        ask: "n5 joins soon, empty. How much has to be copied before it has its share \
              of the slots?",
        at: Micros::from_secs(29),
        answers: &[
            ("Hardly anything", "It would wait for new data for a long time."),
            (
                "About a fifth",
                "Its fair share has to come from the others, by slots and by ranges \
                 alike. It takes as long as copying so much data takes.",
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

/// How much of the writes from 25 to 30 s one node took at most: nearly all, half, or a
/// third.
fn third_half_all(moment: &Moment<'_, RangeSplit>) -> Option<usize> {
    let takers = moment.model.takers().get(LATE - RECENT..LATE)?;
    let of = |node| takers.iter().filter(|(taker, _)| *taker == node).count();
    let most = nodes(moment.model).map(of).max().unwrap_or(0);
    Some(match most * 100 / RECENT {
        60.. => 0,
        43..60 => 1,
        0..43 => 2,
    })
}
