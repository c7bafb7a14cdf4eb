//! The experiments that the figure offers.

use super::ConsistencyModels;
use models::cap_theorem::consistency::Level;
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<ConsistencyModels>] =
    &[STALE, OVERLAP, BOTH_OLD, REPLY, NEVER];

const STALE: Scenario<ConsistencyModels> = Scenario {
    name: "stale-read",
    title: "A stale read",
    watch_for: "where A lies in the one order, and where it lay in time.",
    start: "history=stale-read&end=120ms&t=0s",
    question: Some(Question {
        ask: "A has written x=1 and ended when B begins, and B returns the old \
              value. What is the strongest model that allows it?",
        at: Micros::ZERO,
        answers: &[
            ("Linearizable", "B would have to return 1: A had ended."),
            (
                "Sequential",
                "One order explains it: B, A, C. It keeps what each process did, \
                 and nobody asks it to keep what the clock says. Linearizability \
                 does.",
            ),
            ("Causal at most", "One order for all would have to be impossible."),
        ],
        outcome: |moment| at_end(moment, &[Level::Linearizable, Level::Sequential]),
    }),
    curated: None,
};

const OVERLAP: Scenario<ConsistencyModels> = Scenario {
    name: "overlap",
    title: "During a write",
    watch_for: "the dots: a point in each interval, in the order of the row below.",
    start: "history=overlap&end=120ms&t=0s",
    question: Some(Question {
        ask: "While A writes x=1, B returns the new value. C begins later, before \
              B has ended, and returns the old one. Is that linearizable?",
        at: Micros::ZERO,
        answers: &[
            (
                "Yes: they overlap",
                "C's point may lie before A's and B's behind it, as all three were \
                 under way. Had B ended before C began, it would not be: try B \
                 shorter.",
            ),
            ("No: C is later than B", "B would have to end before C begins."),
        ],
        outcome: |moment| at_end(moment, &[Level::Linearizable]),
    }),
    curated: None,
};

const BOTH_OLD: Scenario<ConsistencyModels> = Scenario {
    name: "both-old",
    title: "Both see the old",
    watch_for: "the red arrows: each operation has to come before the next.",
    start: "history=both-old&end=120ms&t=0s",
    question: Some(Question {
        ask: "Each process writes, then reads what the other wrote, and both get \
              the old value. Can one order of the four explain that?",
        at: Micros::ZERO,
        answers: &[
            ("Yes: it is sequential", "Some order would keep both processes' own."),
            (
                "No: it is only causal",
                "C comes before B, which it did not see, and D before A: with each \
                 process's own order that is a circle. Nobody has read a write, so \
                 there is no cause to keep, and each may have an order of its own.",
            ),
        ],
        outcome: |moment| at_end(moment, &[Level::Sequential]),
    }),
    curated: None,
};

const REPLY: Scenario<ConsistencyModels> = Scenario {
    name: "reply-first",
    title: "Reply first",
    watch_for: "the way from A through P2 to P3.",
    start: "history=reply-first&end=120ms&t=0s",
    question: Some(Question {
        ask: "P1 posts (x=1), P2 reads that and replies (y=2). P3 reads the reply, \
              and then finds no post. What is the strongest model that allows it?",
        at: Micros::ZERO,
        answers: &[
            ("Sequential", "One order for all would have to exist."),
            ("Causal", "P3 would need an order in which the post comes first."),
            (
                "PRAM",
                "Post and reply are from two processes, and PRAM keeps only what \
                 each wrote by itself. That the reply was caused by the post is \
                 what causal consistency adds, and writes follow reads by itself.",
            ),
        ],
        outcome: |moment| {
            at_end(moment, &[Level::Sequential, Level::Causal, Level::Pram])
        },
    }),
    curated: None,
};

const NEVER: Scenario<ConsistencyModels> = Scenario {
    name: "never-agree",
    title: "Never agree",
    watch_for: "the last rung, which stands apart from the ladder.",
    start: "history=never-agree&select=eventual&end=120ms&t=0s",
    question: Some(Question {
        ask: "Both writes have ended long ago. P3 reads 1, P4 reads 2, and they \
              could go on so for ever. Can a sequentially consistent store do \
              that?",
        at: Micros::ZERO,
        answers: &[
            (
                "Yes, one order will do",
                "A, C, B, D, or B, D, A, C: sequential consistency never says by \
                 when a write is seen. Eventual consistency says only that, so \
                 neither implies the other.",
            ),
            ("No, all see one copy", "There would have to be no order at all."),
        ],
        outcome: |moment| at_end(moment, &[Level::Sequential]),
    }),
    curated: None,
};

/// Which of these, the stronger first, is the first to hold at the end; what comes
/// behind them if none does.
fn at_end(
    moment: &Moment<'_, ConsistencyModels>,
    levels: &[Level],
) -> Option<usize> {
    let standing = moment.model.standing();
    let first = levels.iter().position(|level| standing.holds(*level));
    moment.model.is_over().then_some(first.unwrap_or(levels.len()))
}
