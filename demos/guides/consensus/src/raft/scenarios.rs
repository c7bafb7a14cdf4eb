//! The experiments that the figure offers.

use super::Raft;
use models::consensus::raft as model;
use sim::{Event, Micros};
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<Raft>] = &[CUT_OFF];

const CUT_OFF: Scenario<Raft> = Scenario {
    name: "cut-off",
    title: "Cut off the leader",
    watch_for: "the log of S3: its entry x=3 is dashed, not committed yet.",
    start: "faults=none&seed=7&t=3.5s&edits=2.4s-cut-2-0,2.4s-cut-2-1,2.4s-cut-2-3,\
            2.4s-cut-2-4,4.2s-heal-2-0,4.2s-heal-2-1,4.2s-heal-2-3,4.2s-heal-2-4",
    question: Some(Question {
        ask: "S3 is cut off from the other servers but not from the client, and took \
              in x=3. Soon it is connected again. What becomes of its entry?",
        at: Micros::from_millis(3_500),
        answers: &[
            (
                "It is committed",
                "Nobody else was elected in time: the old leader goes on, and sends \
                 what it has.",
            ),
            (
                "It is thrown away",
                "Only S3 had it, so it was never committed, and the leader of the \
                 later term decides what the log says. The client has heard nothing, \
                 asks the new leader, and loses nothing.",
            ),
            (
                "Both logs stay, and differ",
                "Two logs that differ in a committed entry: a check has failed.",
            ),
        ],
        outcome: |moment| {
            if model::checks::violated(moment.model.cluster()).is_some() {
                return Some(2);
            }
            noted(moment, "discards").then_some(1)
        },
    }),
    curated: None,
};

/// Whether a server has said something that begins so.
fn noted(moment: &Moment<'_, Raft>, start: &str) -> bool {
    moment.past().iter().any(|record| {
        matches!(&record.event, Event::Noted { text, .. } if text.starts_with(start))
    })
}
