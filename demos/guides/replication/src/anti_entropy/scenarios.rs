//! The experiments that the figure offers.

use super::{AntiEntropy, is_over};
use models::replication::merkle::{A, replica, rows_sent};
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<AntiEntropy>] = &[ONE, LEAF, SCATTERED, RANGE];

/// When the first answer is back.
const ASKED: Micros = Micros::from_millis(550);

/// The hashes that were sent, once all are.
fn hashes(moment: &Moment<'_, AntiEntropy>) -> Option<u64> {
    let hashes = replica(moment.model, A).traffic().hashes;
    is_over(moment).then_some(hashes)
}

const ONE: Scenario<AntiEntropy> = Scenario {
    name: "one",
    title: "One key",
    watch_for: "the orange nodes: their hashes differ.",
    start: "t=550ms&end=3.2s",
    question: Some(Question {
        ask: "1,024 keys in 64 leaves, and one row is old. A sends the hash of its root, \
              then of both children of each node that differs. How many hashes in all?",
        at: ASKED,
        answers: &[
            ("7", "One child of each node was enough."),
            (
                "13",
                "The root's, and two on each of six levels: one of the two is the same, \
                 and nothing below it is looked at.",
            ),
            ("64", "The hashes of all leaves were sent."),
        ],
        outcome: |moment| {
            hashes(moment).map(|hashes| match hashes {
                0..=12 => 0,
                13..=32 => 1,
                33.. => 2,
            })
        },
    }),
    curated: None,
};

const LEAF: Scenario<AntiEntropy> = Scenario {
    name: "leaf",
    title: "Larger leaves",
    watch_for: "the rows that go with the one that is old.",
    start: "depth=3&t=550ms&end=2.4s",
    question: Some(Question {
        ask: "The same row is old, but the tree has 8 leaves of 128 keys: 7 hashes in \
              the place of 13. Are fewer bytes sent in all?",
        at: ASKED,
        answers: &[
            ("Yes: fewer hashes", "Rows were less than hashes."),
            ("About as many", "What was saved and what was added is the same."),
            (
                "No: many more",
                "A leaf that differs is sent whole, so 128 rows go for one. A hash \
                 has 8 bytes, and a row 116.",
            ),
        ],
        outcome: |moment| {
            hashes(moment)?;
            let (rows, _) = rows_sent(moment.model);
            Some(match rows {
                0..=8 => 0,
                9..=32 => 1,
                33.. => 2,
            })
        },
    }),
    curated: None,
};

const SCATTERED: Scenario<AntiEntropy> = Scenario {
    name: "scattered",
    title: "16 anywhere",
    watch_for: "how many leaves turn orange.",
    start: "differing=16&t=550ms&end=3.2s",
    question: Some(Question {
        ask: "16 of 1,024 keys differ, anywhere, and each leaf has 16 keys. Which part \
              of the rows that are sent is one that the other needs?",
        at: ASKED,
        answers: &[
            ("All", "No leaf had a row that was the same."),
            ("About half", "Half of each leaf differs."),
            (
                "Under a tenth",
                "Most of the 16 are alone in a leaf, and it is sent whole with 15 rows \
                 that are the same. Here a scan is less: trees are for many keys of \
                 which few differ.",
            ),
        ],
        outcome: |moment| {
            hashes(moment)?;
            let (rows, news) = rows_sent(moment.model);
            Some(match news * 100 / rows.max(1) {
                0..10 => 2,
                10..90 => 1,
                90.. => 0,
            })
        },
    }),
    curated: None,
};

const RANGE: Scenario<AntiEntropy> = Scenario {
    name: "range",
    title: "16 in a row",
    watch_for: "the way down: how often it divides.",
    start: "differing=16&spread=range&t=550ms&end=3.2s",
    question: Some(Question {
        ask: "Again 16 keys differ, but B lacks them side by side: it was down for a \
              while. The scattered ones took 77 hashes. And these?",
        at: ASKED,
        answers: &[
            ("As many", "Each key had a way of its own."),
            ("About half", "Half of the ways were shared."),
            (
                "Under a quarter",
                "They lie in two leaves, so they share their way from the root. \
                 What costs is how many leaves differ, not how many keys.",
            ),
        ],
        outcome: |moment| {
            hashes(moment).map(|hashes| match hashes {
                0..=20 => 2,
                21..=50 => 1,
                51.. => 0,
            })
        },
    }),
    curated: None,
};
