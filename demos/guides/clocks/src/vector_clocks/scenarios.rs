//! The experiments that the figure offers.

use super::pairs::Pairs;
use super::{VectorClocks, is_over};
use models::clocks::{Conversation, Event, Order};
use sim::Micros;
use stage::{Moment, Question, Scenario};
use std::cmp::Ordering;

/// In the order in which understanding grows.
pub const ALL: &[Scenario<VectorClocks>] =
    &[NO_PATH, BY_VECTORS, THROUGH, BACKWARDS, ALL_PAIRS];

const NO_PATH: Scenario<VectorClocks> = Scenario {
    name: "no-path",
    title: "2 and 6",
    watch_for: "where the lines and arrows lead from p3.2, and where p1.5 comes from.",
    start: "select=p3.2,p1.5&hold=1s&t=790ms",
    question: Some(Question {
        ask: "A message is about to reach p1: p1.5, with the Lamport stamp 6. The \
              stamp of p3.2 is 2. Could p3.2 have influenced p1.5?",
        at: Micros::from_millis(790),
        answers: &[
            ("Yes: 2 is less than 6", "A path of lines and arrows leads there."),
            (
                "No: no path leads there",
                "p2 heard of p3.2 only after it had written to p1. The smaller stamp \
                 rules out that p1.5 influenced p3.2, and proves nothing more: \
                 the two are concurrent.",
            ),
            ("It was the other way", "A path leads from p1.5 to p3.2."),
        ],
        outcome: |moment| {
            let (a, b) = both(moment, ["p3.2", "p1.5"])?;
            Some(match moment.model.events().order(a.id, b.id) {
                Order::Before => 0,
                Order::Concurrent | Order::Equal => 1,
                Order::After => 2,
            })
        },
    }),
    curated: Some(
        "This run was picked: the stamps of these two are as far apart as 2 and 6.",
    ),
};

const BY_VECTORS: Scenario<VectorClocks> = Scenario {
    name: "by-vectors",
    title: "By vectors",
    watch_for: "the three counts of the two vectors, one by one.",
    start: "shown=vector&select=p3.2,p1.5&hold=1s&t=790ms",
    question: Some(Question {
        ask: "The same two events with vectors: p3.2 has [0,0,2], and p1.5 is about to \
              happen. Which vector will be smaller?",
        at: Micros::from_millis(790),
        answers: &[
            (
                "That of p3.2",
                "p1.5 would have to count two events of p3, and so know of p3.2.",
            ),
            ("That of p1.5", "p3.2 would have to know of p1.5, which is later."),
            (
                "Neither",
                "p1.5 gets [5,3,1]: more of p1 and of p2, but of p3 only 1, and p3.2 \
                 has 2 there. So the two are concurrent, which 2 and 6 did not tell.",
            ),
        ],
        outcome: |moment| {
            let (a, b) = both(moment, ["p3.2", "p1.5"])?;
            Some(match a.stamps.vector.order(&b.stamps.vector) {
                Order::Before => 0,
                Order::After => 1,
                Order::Concurrent | Order::Equal => 2,
            })
        },
    }),
    curated: None,
};

const THROUGH: Scenario<VectorClocks> = Scenario {
    name: "through-p1",
    title: "From p2 to p3",
    watch_for: "who carries on to p3 what p2 knew.",
    start: "shown=vector&select=p2.2,p3.4&t=1.02s",
    question: Some(Question {
        ask: "p2 has sent nothing to p3. A message from p1 is about to reach p3: \
              p3.4. Could p2.2 have influenced p3.4?",
        at: Micros::from_millis(1_020),
        answers: &[
            (
                "No: p2 never wrote to p3",
                "No path leads from the one to the other.",
            ),
            (
                "Yes, through p1",
                "p2 wrote to p1 and then p1 to p3. What p2 had done by then is \
                 counted in p3's vector, whether or not the messages spoke of it.",
            ),
            ("That is not known", "The two vectors are the same."),
        ],
        outcome: |moment| {
            let (a, b) = both(moment, ["p2.2", "p3.4"])?;
            let is_before =
                a.stamps.vector.order(&b.stamps.vector) == Order::Before;
            Some(usize::from(is_before))
        },
    }),
    curated: None,
};

const BACKWARDS: Scenario<VectorClocks> = Scenario {
    name: "backwards",
    title: "By the wall clock",
    watch_for: "the stamps of p1.2 and p3.2, and the times at which they happened.",
    start: "select=p1.2,p3.2&end=600ms&t=340ms",
    question: Some(Question {
        ask: "p1.2 has happened, and its Lamport stamp is 3. Soon p3 takes a step, \
              p3.2. Which stamp does that get?",
        at: Micros::from_millis(340),
        answers: &[
            ("4 or more: it is later", "p3 had heard of p1.2."),
            ("3, like p1.2", "p3 had come as far by itself."),
            (
                "Less than 3",
                "p3 has heard of nothing since its own 1, and counts on: 2. By their \
                 stamps p3.2 looks like the earlier one. Where no path leads, a \
                 Lamport stamp says nothing about time.",
            ),
        ],
        outcome: |moment| {
            let (later, earlier) = both(moment, ["p3.2", "p1.2"])?;
            Some(match later.stamps.lamport.cmp(&earlier.stamps.lamport) {
                Ordering::Greater => 0,
                Ordering::Equal => 1,
                Ordering::Less => 2,
            })
        },
    }),
    curated: Some("This run was picked for these two stamps."),
};

const ALL_PAIRS: Scenario<VectorClocks> = Scenario {
    name: "all-pairs",
    title: "All pairs",
    watch_for: "the boxes: each stands for two events with no path between them.",
    start: "seed=3&select=&t=500ms",
    question: Some(Question {
        ask: "At the end, how many of the pairs with no path between them have two \
              different Lamport stamps, and so look ordered?",
        at: Micros::from_millis(500),
        answers: &[
            ("None: they get the same", "No two concurrent events differ here."),
            ("Up to half of them", "The others happen to have the same number."),
            (
                "Most of them",
                "Each process counts along by itself, so most pairs get different \
                 numbers by chance. That the larger one did not cause the smaller is \
                 all that they say.",
            ),
        ],
        outcome: |moment| {
            let (misleading, all) = Pairs::of(moment).misleading();
            (is_over(moment) && all > 0).then_some(match misleading {
                0 => 0,
                some if 2 * some <= all => 1,
                _ => 2,
            })
        },
    }),
    curated: None,
};

/// Two events of the run by their names, once both have happened.
fn both<'a>(
    moment: &Moment<'a, VectorClocks>,
    names: [&str; 2],
) -> Option<(&'a Event, &'a Event)> {
    let model: &'a Conversation = moment.model;
    let [a, b] = names.map(|name| model.events().get(name.parse().ok()?));
    a.zip(b)
}
