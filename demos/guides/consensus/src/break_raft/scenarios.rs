//! A scenario for each rule that is switched off, and one with all rules kept.

use super::BreakRaft;
use models::consensus::raft::breaking::STEP;
use models::consensus::raft::checks::Check;
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<BreakRaft>] =
    &[FORGOTTEN_VOTE, ANY_TWO, OLDER_LOG, OLD_TERM, ALL_KEPT];

/// The first step is being taken.
const ASKED: Micros = Micros::new(STEP.get() + 20_000);

const NOTHING: &str = "No promise is broken";
const TWO_LEADERS: &str = "Two leaders in one term";
const LOST: &str = "A leader lacks what is committed";

/// What is said to whoever expects one thing or another, where another comes first.
const NOT_NOTHING: &str =
    "Every schedule within the bounds was searched, and none broke a promise.";
const NOT_LEADERS: &str = "Two servers were elected in one term.";
const NOT_LOST: &str = "A later leader lacked what had been committed.";

const FORGOTTEN_VOTE: Scenario<BreakRaft> = Scenario {
    name: "forgotten-vote",
    title: "Votes forgotten",
    watch_for: "the column of S1: whom it votes for, before and after it crashes.",
    start: "off=persist-vote&steps=found&end=2500ms&t=520ms&hold=400ms",
    question: Some(Question {
        ask: "A server that crashes forgets whom it voted for. The search has found \
              the shortest way to do harm. Which promise breaks first?",
        at: ASKED,
        answers: &[
            (NOTHING, NOT_NOTHING),
            (
                TWO_LEADERS,
                "S1 and S2 elected S1. Then S1 crashed, forgot its vote, and voted \
                 again: S1 and S3 are a majority too, and elected S3.",
            ),
            (LOST, NOT_LOST),
        ],
        outcome,
    }),
    curated: None,
};

const ANY_TWO: Scenario<BreakRaft> = Scenario {
    name: "any-two",
    title: "Any two decide",
    watch_for: "the rows: which two of the five servers elect a leader.",
    start: "off=majority&steps=found&end=2s&t=520ms&hold=400ms",
    question: Some(Question {
        ask: "Of five servers any two may elect a leader and commit. Which promise \
              breaks first?",
        at: ASKED,
        answers: &[
            (NOTHING, NOT_NOTHING),
            (
                TWO_LEADERS,
                "No server is in both pairs, so none had to vote twice. Any two \
                 groups of three out of five share a server.",
            ),
            (LOST, NOT_LOST),
        ],
        outcome,
    }),
    curated: None,
};

const OLDER_LOG: Scenario<BreakRaft> = Scenario {
    name: "older-log",
    title: "Any log wins",
    watch_for: "x=1: once it is committed, who is elected without it?",
    start: "off=up-to-date&steps=found&end=3s&t=520ms&hold=400ms",
    question: Some(Question {
        ask: "Servers vote for whoever asks first, whatever its log. Which promise \
              breaks first?",
        at: ASKED,
        answers: &[
            (NOTHING, NOT_NOTHING),
            (TWO_LEADERS, NOT_LEADERS),
            (
                LOST,
                "S1 and S3 have x=1, so it is committed. S2 lacks it and leads all the \
                 same: it will make the other logs like its own.",
            ),
        ],
        outcome,
    }),
    curated: None,
};

const OLD_TERM: Scenario<BreakRaft> = Scenario {
    name: "old-term",
    title: "Old entries",
    watch_for: "x=1, which is of term 1: how many servers have it, and who leads.",
    start: "off=own-term&steps=found&end=4500ms&t=520ms&hold=400ms",
    question: Some(Question {
        ask: "A leader commits an entry of an earlier term as soon as a majority has \
              a copy of it. Which promise breaks first?",
        at: ASKED,
        answers: &[
            (
                "None: a majority has it",
                "Every schedule within the bounds was searched, and none broke a \
                 promise.",
            ),
            (TWO_LEADERS, NOT_LEADERS),
            (
                LOST,
                "S1 counts two copies of x=1 and commits it. S2 has x=2 of a later \
                 term, is elected, and overwrites x=1: Figure 8 of the Raft paper.",
            ),
        ],
        outcome,
    }),
    curated: None,
};

const ALL_KEPT: Scenario<BreakRaft> = Scenario {
    name: "all-kept",
    title: "All rules kept",
    watch_for: "how far a schedule gets when nobody breaks a rule.",
    start: "off=nothing&steps=found&t=520ms&hold=250ms",
    question: Some(Question {
        ask: "Now every rule is kept. The search tries all that three servers can do \
              within its bounds. Which promise breaks?",
        at: ASKED,
        answers: &[
            (
                NOTHING,
                "The search found nothing, and this was one of its busiest schedules. \
                 It is no proof: larger clusters were not tried.",
            ),
            (TWO_LEADERS, NOT_LEADERS),
            (LOST, NOT_LOST),
        ],
        outcome,
    }),
    curated: None,
};

/// Which promise the schedule breaks, once its last step is over.
fn outcome(moment: &Moment<'_, BreakRaft>) -> Option<usize> {
    let report = moment.model.report()?;
    if moment.now < report.over() {
        return None;
    }
    Some(match report.violated() {
        None => 0,
        Some(Check::ElectionSafety) => 1,
        Some(
            Check::LogMatching
            | Check::LeaderCompleteness
            | Check::StateMachineSafety,
        ) => 2,
    })
}
