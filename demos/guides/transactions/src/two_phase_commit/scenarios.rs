//! The experiments that the figure offers.

use super::TwoPhaseCommit;
use super::UNTIL;
use super::checks::LONG_DOUBT;
use models::transactions::two_phase_commit::{
    Agreement, Outcome, agreement, outcome, participants,
};
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<TwoPhaseCommit>] = &[UNDECIDED, ONE_TOLD, STANDBY, CUT];

/// The coordinator has all votes and has crashed.
const CRASHED: Micros = Micros::from_millis(60);
/// The same where one has been told, and has heard it.
const TOLD: Micros = Micros::from_millis(80);

const UNDECIDED: Scenario<TwoPhaseCommit> = Scenario {
    name: "undecided",
    title: "Crash before deciding",
    watch_for: "the padlocks: who holds locks, and until when.",
    start: "crash=after-votes&t=60ms",
    question: Some(Question {
        ask: "C had every vote, all yes, and has crashed before it wrote a decision \
              to its log. What do the participants do?",
        at: CRASHED,
        answers: &[
            (
                "Commit: all said yes",
                "Somebody told them. One that knows only its own yes cannot know the \
                 others'.",
            ),
            (
                "Abort after a time-out",
                "Somebody told them to, before they had waited for long.",
            ),
            (
                "Wait, with their locks",
                "A yes is a promise, and C may have decided either way: no time-out \
                 can end that safely. They ask C until it is repaired: it finds no \
                 decision in its log, and aborts.",
            ),
        ],
        outcome: |moment| {
            let waits = participants(moment.model).any(|(_, participant)| {
                let doubt = participant.doubt().length(moment.now);
                doubt.is_some_and(|doubt| doubt >= LONG_DOUBT)
            });
            match outcome(moment.model) {
                _ if waits => Some(2),
                Some(Outcome::Commit) => Some(0),
                Some(Outcome::Abort) => Some(1),
                None => None,
            }
        },
    }),
    curated: None,
};

const ONE_TOLD: Scenario<TwoPhaseCommit> = Scenario {
    name: "one-told",
    title: "Crash with one told",
    watch_for: "P1 when P2 and P3 begin to ask.",
    start: "crash=after-first-told&repair=0&cooperative=true&t=80ms",
    question: Some(Question {
        ask: "C decided to commit, told P1 alone and crashed for good. Participants \
              in doubt ask each other. What becomes of P2 and P3?",
        at: TOLD,
        answers: &[
            ("They wait for C", "Whoever knows the outcome could not be heard."),
            (
                "They commit too",
                "P1 has heard the outcome, which is final, and tells whoever asks. \
                 Had C crashed a moment earlier, P1 would be in doubt like them, and \
                 asking would not help.",
            ),
            (
                "They abort, two to one",
                "A majority of those who do not know does not know either.",
            ),
        ],
        outcome: |moment| match outcome(moment.model) {
            Some(Outcome::Commit) => Some(1),
            Some(Outcome::Abort) => Some(2),
            None => is_over(moment).then_some(0),
        },
    }),
    curated: None,
};

const STANDBY: Scenario<TwoPhaseCommit> = Scenario {
    name: "standby",
    title: "A standby",
    watch_for: "S: how long it hears nothing from C, and what it records then.",
    start: "standby=true&crash=after-votes&repair=0&t=60ms",
    question: Some(Question {
        ask: "The first crash again, no decision in C's log. But a standby S watches \
              C, and a commit counts only once S has recorded it. What happens?",
        at: CRASHED,
        answers: &[
            ("All wait for C", "S could not be heard."),
            ("S commits it", "C had asked S to record a commit before it crashed."),
            (
                "S aborts it",
                "S has recorded no commit, and now never will: so it may abort, even \
                 if C is only slow.",
            ),
        ],
        outcome: |moment| match outcome(moment.model) {
            Some(Outcome::Commit) => Some(1),
            Some(Outcome::Abort) => Some(2),
            None => is_over(moment).then_some(0),
        },
    }),
    curated: None,
};

const CUT: Scenario<TwoPhaseCommit> = Scenario {
    name: "cut",
    title: "Three phases, cut",
    watch_for: "P1, which is pre-committed: it knows that all voted yes; P2 and P3 do \
                not.",
    start: "protocol=three-phase&crash=after-first-told&repair=0&\
            edits=20ms-cut-1-2,20ms-cut-1-3&t=80ms",
    question: Some(Question {
        ask: "Three-phase commit: C told P1 alone that all votes are yes, and crashed \
              for good. P1 cannot reach P2 and P3. What do they do?",
        at: TOLD,
        answers: &[
            ("All wait", "Nobody's time-out went off."),
            ("All abort", "P1 heard of the others' abort before it took over."),
            (
                "P1 commits, the others abort",
                "Each side takes the other's silence for death and does what it may: \
                 P1 knows that all voted yes, P2 and P3 do not. Nobody waits, and the \
                 transaction is torn.",
            ),
        ],
        outcome: |moment| match agreement(moment.model) {
            Agreement::Broken { .. } => Some(2),
            Agreement::Kept => match outcome(moment.model) {
                Some(Outcome::Abort) => Some(1),
                Some(Outcome::Commit) => None,
                None => is_over(moment).then_some(0),
            },
        },
    }),
    curated: None,
};

fn is_over(moment: &Moment<'_, TwoPhaseCommit>) -> bool {
    moment.now >= UNTIL
}
