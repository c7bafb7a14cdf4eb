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
        Answer::None => String::from("B has not read yet"),
        Answer::Waits => String::from("B waits for answers"),
        Answer::GivenUp => String::from("B got no answer"),
        Answer::Stale => format!("B got the old value from {from}"),
        Answer::Early => String::from("B read before A was done"),
        Answer::New => format!("B got the new value from {from}"),
    };
    let is_known = matches!(answer, Answer::Stale | Answer::New);
    let verdict = Verdict::of(answer == Answer::New).once(is_known);
    Check { name: "B reads what A has written", verdict, detail }
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
