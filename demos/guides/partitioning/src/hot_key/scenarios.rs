//! The experiments that the figure offers.

use super::HotKey;
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<HotKey>] =
    &[GETS_HOT, MORE_TOKENS, BOUNDED, WRITES, SPLIT_READS];

/// When a question is asked: half a second before the key gets hot.
const EARLY: Micros = Micros::from_millis(2_500);

const GETS_HOT: Scenario<HotKey> = Scenario {
    name: "gets-hot",
    title: "A key gets hot",
    watch_for: "the orange dots from 3 s on: all of them are for one key.",
    start: "t=2.5s",
    question: Some(Question {
        ask: "Each node has about ten requests in hand. Soon one key draws 40 % of \
              all. How many will its owner have?",
        at: EARLY,
        answers: &[
            ("About 10", "Virtual nodes spread keys over nodes. This is one key."),
            (
                "About 20",
                "Twice the mean would be a fifth of all requests. The key alone draws \
                 two fifths.",
            ),
            (
                "Over 30",
                "All requests for the key go to its one owner, and its share of the \
                 others as well.",
            ),
        ],
        outcome: |moment| {
            let hottest = hottest(moment, (5_000, 8_000))?;
            Some(match hottest {
                35.. => 2,
                15..35 => 1,
                0..15 => 0,
            })
        },
    }),
    curated: None,
};

const MORE_TOKENS: Scenario<HotKey> = Scenario {
    name: "more-tokens",
    title: "A finer ring",
    watch_for: "where the orange dots are before 6 s, and where they are after it.",
    start: "t=5.5s&edits=6s-vnodes-1000",
    question: Some(Question {
        ask: "At 6 s each node gets 1,000 virtual nodes instead of 100. How many \
              requests will the hottest node have then?",
        at: Micros::from_millis(5_500),
        answers: &[
            ("About 10", "So it would be if the key could be on several arcs."),
            (
                "About 20",
                "1/√V is about the lengths of arcs. No arc is shorter than a key.",
            ),
            (
                "Over 30, as before",
                "The key is one point of the circle. Another node may own it on the \
                 finer ring, and then gets all of its requests.",
            ),
        ],
        outcome: |moment| {
            let hottest = hottest(moment, (8_000, 10_000))?;
            Some(match hottest {
                35.. => 2,
                15..35 => 1,
                0..15 => 0,
            })
        },
    }),
    curated: None,
};

const BOUNDED: Scenario<HotKey> = Scenario {
    name: "bounded",
    title: "Bounded loads",
    watch_for: "the dots that come to the full owner and go on to another node.",
    start: "policy=bounded&writes=0&t=2.5s",
    question: Some(Question {
        ask: "All are reads now. A node with 1.25 times the mean is full and passes \
              reads on. Who answers for the key?",
        at: EARLY,
        answers: &[
            ("Its owner", "It is full, most of the time."),
            (
                "Two or three",
                "They are as full as the owner soon, and pass on as well.",
            ),
            (
                "Most of the ten",
                "Two fifths of all requests fill more than three nodes up to the cap, \
                 beside what these have already. As the loads change, so do the nodes.",
            ),
        ],
        outcome: |moment| {
            let known = moment.now >= Micros::from_secs(8);
            let holders = moment.model.tally().holders.count_ones();
            known.then_some(match holders {
                0..=1 => 0,
                2..=4 => 1,
                5.. => 2,
            })
        },
    }),
    curated: None,
};

const WRITES: Scenario<HotKey> = Scenario {
    name: "writes",
    title: "Writes only",
    watch_for: "the owner's row: loads are bounded at 5 s, the key is split at 8 s.",
    start: "writes=100&t=4.5s&edits=5s-use-bounded,8s-use-split",
    question: Some(Question {
        ask: "All are writes. At 5 s loads are bounded, at 8 s the key is split into \
              eight parts. Which helps?",
        at: Micros::from_millis(4_500),
        answers: &[
            (
                "Bounding does",
                "A write has to go to the one owner, however full that is.",
            ),
            (
                "Splitting does",
                "Each write goes to one of the eight parts, on five nodes here: the \
                 hottest has about half of what it had.",
            ),
            ("Both do", "A write cannot be passed on, so bounding does nothing."),
        ],
        outcome: |moment| {
            let bounded = hottest(moment, (6_000, 8_000))? < 30;
            let split = hottest(moment, (10_000, 12_000))? < 30;
            Some(match (bounded, split) {
                (true, false) => 0,
                (false, true) => 1,
                (true, true) => 2,
                (false, false) => return None,
            })
        },
    }),
    curated: None,
};

const SPLIT_READS: Scenario<HotKey> = Scenario {
    name: "split-reads",
    title: "Split, then read",
    watch_for: "how many orange dots one read becomes from 6 s on.",
    start: "writes=0&t=5.5s&edits=6s-use-split",
    question: Some(Question {
        ask: "All are reads, and at 6 s the key is split into eight parts. A read \
              needs all of them. What will the hottest node have?",
        at: Micros::from_millis(5_500),
        answers: &[
            ("About 20", "So it is with writes: each goes to one part."),
            (
                "As much as before",
                "It has fewer parts to answer for, and more reads.",
            ),
            (
                "More than before",
                "Each read is now eight pieces of work for the nodes. Split keys that \
                 are written often and read seldom.",
            ),
        ],
        outcome: |moment| {
            let before = hottest(moment, (4_500, 6_000))?;
            let after = hottest(moment, (8_000, 11_000))?;
            Some(if after * 4 > before * 5 {
                2
            } else {
                usize::from(after * 4 > before * 3)
            })
        },
    }),
    curated: None,
};

/// What the hottest node had in hand, the mean over a stretch of time in
/// milliseconds, once that is over.
fn hottest(moment: &Moment<'_, HotKey>, (start, end): (u64, u64)) -> Option<u32> {
    let (start, end) = (Micros::from_millis(start), Micros::from_millis(end));
    if moment.now < end {
        return None;
    }
    let samples = moment.model.samples().iter();
    let within = samples.filter(|sample| sample.at >= start && sample.at < end);
    let (count, sum) = within
        .fold((0, 0), |(count, sum), sample| (count + 1, sum + sample.hottest));
    Some(sum / count.max(1))
}
