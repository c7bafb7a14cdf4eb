//! A scenario for each rule that is switched off, and one with all rules kept.

use super::BreakRaft;
use models::consensus::raft::breaking::STEP;
use models::consensus::raft::checks::Check;
use models::consensus::raft::{Entry, servers};
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
    watch_for: "x=1 on S1: in step 4, when two of three have it, and in step 7.",
    start: "off=own-term&steps=kept&end=4500ms&t=520ms&hold=400ms",
    question: Some(Question {
        ask: "The steps of “Old entries” again, but a leader commits by counting only \
              what is of its own term. What becomes of x=1 now?",
        at: ASKED,
        answers: &[
            (
                "It is committed, and stays",
                "Somebody has committed x=1, and every later leader has it.",
            ),
            (
                "S1 refuses S2 its vote",
                "S2 was not elected, and x=1 is still there.",
            ),
            (
                "It is lost, and nothing breaks",
                "With two copies S1 still commits nothing, as x=1 is of an older term. \
                 So nobody relied on x=1 when S2 overwrote it. The vote for S2 was \
                 right; the counting would have been wrong.",
            ),
        ],
        outcome: became_of_first,
    }),
    curated: None,
};

/// What has become of x=1 once the last step is over.
fn became_of_first(moment: &Moment<'_, BreakRaft>) -> Option<usize> {
    let report = moment.model.report()?;
    if moment.now < report.over() {
        return None;
    }
    let is_first = |entry: &Entry| entry.term == 1;
    let all: Vec<_> = servers(moment.model.cluster()).collect();
    let committed = all.iter().any(|(_, server)| {
        server.witness().committed().iter().any(|c| is_first(&c.entry))
    });
    let gone = all.iter().any(|(_, server)| {
        server.witness().discarded().iter().any(|gone| is_first(&gone.entry))
    });
    Some(match (committed, gone) {
        (true, _) => 0,
        (false, false) => 1,
        (false, true) => 2,
    })
}

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
