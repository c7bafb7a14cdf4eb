//! What must hold of a read behind a write.

use super::words::{self, Answer};
use models::replication::quorum::{Quorums, Race};
use stage::{Check, Verdict};

/// The checks.
pub fn checks(race: &Race) -> Vec<Check> {
    vec![fresh(race), meet(race.trial().quorums)]
}

fn fresh(race: &Race) -> Check {
    let told = |is_behind: bool| {
        let read = words::last_read(race)?;
        let told = read.quorum.iter();
        let told = told.filter(|one| read.behind.contains(*one) == is_behind);
        Some(words::names(told)).filter(|names| !names.is_empty())
    };
    let from = told(false).unwrap_or_default();
    let answer = words::answer(race);
    let detail = match answer {
        Answer::None => String::from("not yet"),
        Answer::Waits => String::from("it waits for answers"),
        Answer::GivenUp => String::from("it got no answer"),
        Answer::Stale => format!("old, from {from}"),
        Answer::Early => String::from("it read before A was done"),
        Answer::New => match told(true) {
            None => format!("new, from {from}"),
            Some(behind) => format!("new from {from}, old from {behind}"),
        },
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
