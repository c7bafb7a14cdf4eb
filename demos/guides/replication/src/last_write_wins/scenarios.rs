//! The experiments that the figure offers.

use super::LastWriteWins;
use super::checks::{has_siblings, is_over};
use models::replication::last_write_wins::{
    CLIENTS, REPLICAS, WriteId, facts, is_settled, lost, replica, winner,
};
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<LastWriteWins>] = &[SKEW, SEEN, MANY, SIBLINGS, MERGE];

/// Ann's first write, and Bob's.
const A1: WriteId = WriteId { client: CLIENTS[0], number: 1 };
const B1: WriteId = WriteId { client: CLIENTS[1], number: 1 };

/// Which of a1, b1 and both both replicas hold in the end.
fn which(moment: &Moment<'_, LastWriteWins>) -> Option<usize> {
    let held = replica(moment.model, REPLICAS[0]).store().writes();
    is_over(moment.model, 2).then(|| match held[..] {
        [write] if write == B1 => 0,
        [write] if write == A1 => 1,
        _ => 2,
    })
}

const SKEW: Scenario<LastWriteWins> = Scenario {
    name: "skew",
    title: "Skewed clocks",
    watch_for: "the crossed lines, and what B holds when A has told it.",
    start: "writes=0&ahead=400&lag=250&t=370ms&end=640ms&speed=50ms\
            &edits=100ms-ask-2-write,300ms-ask-3-write",
    question: Some(Question {
        ask: "A's clock is 400 ms ahead. Ann wrote a1 through A, Bob 200 ms later \
              b1 through B; both were told that it is done. Now A and B tell each \
              other. What will both hold?",
        at: Micros::from_millis(370),
        answers: &[
            ("b1, the later write", "The stamps had the order of the writes."),
            (
                "a1",
                "Its stamp is the greater one, by 200 ms. To B that is all that \
                 last means: it drops b1, and Bob is not told.",
            ),
            ("Both", "A replica that goes by stamps keeps one value only."),
        ],
        outcome: which,
    }),
    curated: None,
};

const SEEN: Scenario<LastWriteWins> = Scenario {
    name: "seen",
    title: "Bob has read a1",
    watch_for: "Bob's lane: he reads a1 at B, then he writes b1 there.",
    start: "writes=0&ahead=400&t=350ms&end=640ms&speed=50ms\
            &edits=100ms-ask-2-write,300ms-ask-3-read-write",
    question: Some(Question {
        ask: "The same clocks, but A has told B before. Bob reads a1 at B and \
              replaces it by b1, in full knowledge. What will both hold?",
        at: Micros::from_millis(350),
        answers: &[
            ("b1: Bob knew a1", "Stamps would have to say what a client had read."),
            (
                "a1",
                "A stamp does not say what Bob had read. Even at his own replica \
                 his write is the older one: B says that it is done, and keeps \
                 a1.",
            ),
            ("Both", "A replica that goes by stamps keeps one value only."),
        ],
        outcome: which,
    }),
    curated: None,
};

const MANY: Scenario<LastWriteWins> = Scenario {
    name: "many",
    title: "Many writes",
    watch_for: "the crosses: whose writes are they?",
    start: "writes=8&seed=71&t=150ms&speed=200ms",
    question: Some(Question {
        ask: "Ann and Bob write at random, each after a look at what is there. \
              Which writes can be lost to an earlier one?",
        at: Micros::from_millis(150),
        answers: &[
            ("Any", "A write through A has a stamp from the clock that is ahead."),
            (
                "Bob's, soon after Ann's",
                "Each came less than 300 ms after one of Ann's, whose stamps are \
                 as much too great. Later than that B's clock has passed her \
                 stamp.",
            ),
            ("Ann's, soon after Bob's", "Her stamps are too great, not too small."),
        ],
        outcome: |moment| {
            if !is_settled(moment.model) || moment.now < Micros::from_secs(2) {
                return None;
            }
            let facts = facts(moment.model);
            let lost = lost(moment.model);
            let mut by = [false, false];
            for fact in facts.iter().filter(|f| lost.contains(&f.taken.write)) {
                let winner = winner(moment.model, fact.taken.write);
                if winner.is_some_and(|winner| winner.at < fact.at) {
                    by[fact.replica.index()] = true;
                }
            }
            match by {
                [false, false] => None,
                [true, true] => Some(0),
                [false, true] => Some(1),
                [true, false] => Some(2),
            }
        },
    }),
    curated: Some("This run was picked: Bob often writes soon after Ann."),
};

const SIBLINGS: Scenario<LastWriteWins> = Scenario {
    name: "siblings",
    title: "Version vectors",
    watch_for: "the lower axis: it has no lines, as neither had seen the other.",
    start: "rule=vectors&writes=0&ahead=400&lag=250&t=370ms&end=740ms&speed=50ms\
            &edits=100ms-ask-2-write,300ms-ask-3-write",
    question: Some(Question {
        ask: "The same writes, and values that carry what their client had seen. \
              Neither Ann nor Bob has read the other's. What will both hold?",
        at: Micros::from_millis(370),
        answers: &[
            ("b1, the later write", "No replica knows which one came later."),
            ("a1", "No stamp of a clock is compared."),
            (
                "Both",
                "Neither replaces the other, so both are kept, and who reads is \
                 shown both. Nothing is lost, but somebody must merge them.",
            ),
        ],
        outcome: which,
    }),
    curated: None,
};

const MERGE: Scenario<LastWriteWins> = Scenario {
    name: "merge",
    title: "Merge",
    watch_for: "the lines from a2 to what Ann had seen.",
    start: "rule=vectors&writes=0&ahead=400&lag=200&t=620ms&end=1.1s&speed=50ms\
            &edits=100ms-ask-2-write,250ms-ask-3-write,560ms-ask-2-read-write",
    question: Some(Question {
        ask: "Both replicas hold a1 and b1. Ann has read both and writes a2 \
              through A. What will both hold?",
        at: Micros::from_millis(620),
        answers: &[
            (
                "a2",
                "It says that it has seen a1 and b1: both replicas know that it \
                 replaces them, whatever their clocks show.",
            ),
            ("a2 and b1", "Her write says that she had seen b1 as well."),
            ("All three", "Her write says what she had seen."),
        ],
        outcome: |moment| {
            let held = replica(moment.model, REPLICAS[1]).store().writes();
            let is_known = is_over(moment.model, 3);
            is_known.then(|| match (has_siblings(moment.model), held.len()) {
                (false, _) => 0,
                (true, 2) => 1,
                (true, _) => 2,
            })
        },
    }),
    curated: None,
};
