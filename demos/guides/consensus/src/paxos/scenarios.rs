//! The experiments that the figure offers.

use super::{Paxos, UNTIL};
use models::consensus::paxos::{Agreement, Phase, Value, agreement, proposers};
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<Paxos>] = &[DUEL, BACKOFF, LATE, NO_RULE];

/// P1 asks for votes, and P2's higher ballot is under way to the same acceptors.
const CROSSING: Micros = Micros::from_millis(43);
/// Each has been refused four times, in the same way each time.
const REPEATED: Micros = Micros::from_millis(240);
/// All have voted for A, and nobody knows.
const CRASHED: Micros = Micros::from_millis(56);

const DUEL: Scenario<Paxos> = Scenario {
    name: "duel",
    title: "Two proposers",
    watch_for: "which of P1's Accept and P2's Prepare reaches the acceptors first.",
    start: "t=43ms&end=250ms&speed=20ms",
    question: Some(Question {
        ask: "P1 wants A, P2 wants B and began 25 ms later. Whoever is refused tries \
              again at once, in a higher ballot. What is chosen in the end?",
        at: CROSSING,
        answers: &[
            ("A or B", "One of them had its votes before the other could stop it."),
            (
                "Nothing, however long it runs",
                "Each time, the Prepare of one comes before the Accept of the other, \
                 which is then refused. This repeats every 50 ms, two rounds higher, \
                 for ever: no message is lost and nobody crashes.",
            ),
            ("Both A and B", "Two majorities voted, for two values."),
        ],
        outcome: |moment| match agreement(moment.model.cluster()) {
            Agreement::Open => (moment.now >= REPEATED).then_some(1),
            Agreement::On(_) => Some(0),
            Agreement::Broken(..) => Some(2),
        },
    }),
    curated: None,
};

const BACKOFF: Scenario<Paxos> = Scenario {
    name: "backoff",
    title: "Wait at random",
    watch_for: "what P1 does after its refusal.",
    start: "backoff=100&seed=7&t=43ms&speed=10ms&hold=200ms",
    question: Some(Question {
        ask: "The same duel, but whoever is refused waits up to 100 ms, at random, \
              before it tries again. What may be chosen in such a run?",
        at: CROSSING,
        answers: &[
            (
                "Only B: it is the higher ballot",
                "If P1 is back soon enough, its next ballot is the higher one.",
            ),
            (
                "A or B: whoever is left alone",
                "A proposer wins once the other waits for as long as its two rounds \
                 take. Here P2 has its votes for B before P1 is back; P1 is told, and \
                 agrees. Had P1 waited for less than 5 ms, it would have stopped P2 in \
                 turn, and A could win.",
            ),
            (
                "Nothing, as before",
                "Both waited for the same time, again and again.",
            ),
        ],
        outcome: |moment| match agreement(moment.model.cluster()) {
            Agreement::Open => (moment.now >= UNTIL).then_some(2),
            Agreement::On(_) | Agreement::Broken(..) => Some(1),
        },
    }),
    curated: None,
};

const LATE: Scenario<Paxos> = Scenario {
    name: "late",
    title: "P1 crashes",
    watch_for: "what gathers above P2: a sign for each promise that it gets.",
    start: "gap=40&edits=52ms-crash-0&t=56ms&speed=10ms&hold=600ms",
    question: Some(Question {
        ask: "All have voted for A, so A is chosen; but P1 has crashed before it heard \
              of that, and P2 wants B. What does P2 ask votes for?",
        at: CRASHED,
        answers: &[
            ("B, its own value", "It was told of no vote, and so was free."),
            (
                "A, which it never wanted",
                "Each promise told P2 of a vote for A, and a proposer must take over \
                 the vote of the highest ballot that it is told of. P2 does not have \
                 to know whether A was chosen.",
            ),
            ("Nothing: it is stuck", "It got no promises from a majority."),
        ],
        outcome: |moment| match asked_by_second(moment) {
            Some(value) => Some(usize::from(value == Value(0))),
            None => (moment.now >= UNTIL).then_some(2),
        },
    }),
    curated: None,
};

const NO_RULE: Scenario<Paxos> = Scenario {
    name: "no-rule",
    title: "Without the rule",
    watch_for: "what gathers above P2, and then the votes below the acceptors.",
    start: "adopt=false&gap=40&edits=52ms-crash-0&t=56ms&speed=10ms&hold=600ms",
    question: Some(Question {
        ask: "The same crash, but P2 ignores what it is told and asks votes for B. \
              What do the acceptors do?",
        at: CRASHED,
        answers: &[
            (
                "They refuse: A is chosen",
                "No acceptor knows that; it goes by its promise alone.",
            ),
            (
                "They vote for B as well",
                "An acceptor only looks at its promise, and 1.P2 is the higher ballot. \
                 Now A and B are both chosen. Promises are not enough: proposers must \
                 take over what they are told.",
            ),
            ("Some vote, no majority", "One was down, or out of reach."),
        ],
        outcome: |moment| match agreement(moment.model.cluster()) {
            Agreement::Broken(..) => Some(1),
            Agreement::On(_) => (moment.now >= UNTIL).then_some(0),
            Agreement::Open => (moment.now >= UNTIL).then_some(2),
        },
    }),
    curated: None,
};

/// What P2 asks votes for, once it does.
fn asked_by_second(moment: &Moment<'_, Paxos>) -> Option<Value> {
    let (_, second) = proposers(moment.model.cluster()).nth(1)?;
    match second.phase() {
        Phase::Proposing { value, .. } | Phase::Decided(value) => Some(value),
        Phase::Waiting | Phase::Preparing { .. } => None,
    }
}
