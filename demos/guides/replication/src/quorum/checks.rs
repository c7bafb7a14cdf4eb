//! What must hold of a read behind a write.

use super::words::{self, Answer};
use models::replication::quorum::{Quorums, Race};
use stage::{Check, Verdict};

/// The checks.
pub fn checks(race: &Race) -> Vec<Check> {
    vec![fresh(race), meet(race.trial().quorums)]
}

fn fresh(race: &Race) -> Check {
    let from = words::last_read(race).map(|read| words::names(read.quorum.iter()));
    let from = from.unwrap_or_default();
    let answer = words::answer(race);
    let detail = match answer {
        Answer::None => String::from("not yet"),
        Answer::Waits => String::from("it waits for answers"),
        Answer::GivenUp => String::from("it got no answer"),
        Answer::Stale => format!("old, from {from}"),
        Answer::Early => String::from("it read before A was done"),
        Answer::New => format!("new, from {from}"),
    };
    let is_known = matches!(answer, Answer::Stale | Answer::New);
    let verdict = Verdict::of(answer == Answer::New).once(is_known);
    Check { name: "B reads A's write", verdict, detail }
}

fn meet(quorums: Quorums) -> Check {
    let Quorums { replicas, read, write } = quorums;
    let sign = if quorums.meet() { ">" } else { "≤" };
    Check {
        name: "R + W > N",
        verdict: Verdict::of(quorums.meet()),
        detail: format!("{read} + {write} {sign} {replicas}"),
    }
}
