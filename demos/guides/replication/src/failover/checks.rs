//! What must hold of a failover, and which writes prove that it does not.

use super::{Failover, words};
use models::replication::leader_follower::{
    Epoch, acknowledged, leader, lost, split_brain, takes_over,
};
use stage::{Check, Moment, Verdict};

/// So many writes are named.
const NAMED: usize = 3;

/// The checks.
pub fn checks(moment: &Moment<'_, Failover>) -> Vec<Check> {
    vec![nothing_lost(moment), one_leader(moment)]
}

/// Whether another server has taken over.
pub fn is_over(moment: &Moment<'_, Failover>) -> bool {
    let epoch = leader(moment.model).epoch;
    epoch > Epoch(1) && takes_over(moment.model, epoch).is_some()
}

fn nothing_lost(moment: &Moment<'_, Failover>) -> Check {
    let lost = lost(moment.model);
    let all = acknowledged(moment.model).len();
    let leader = words::name(leader(moment.model).server);
    let detail = match lost.len() {
        0 => format!("{leader} has all {all}"),
        count => format!("{leader} lacks {count} of {all}"),
    };
    Check {
        name: "No acknowledged write is lost",
        verdict: Verdict::of(lost.is_empty())
            .once(is_over(moment) || !lost.is_empty()),
        detail,
    }
}

fn one_leader(moment: &Moment<'_, Failover>) -> Check {
    let split = split_brain(moment.model, moment.now);
    let is_known = is_over(moment) || split.is_some();
    let verdict = Verdict::of(split.is_none()).once(is_known);
    let detail = match split {
        None => String::from("never two"),
        Some(split) => {
            let span = split.until.since(split.since).as_millis();
            let [old, new] = split.leaders.map(words::name);
            let all: Vec<_> = split.writes.into_iter().flatten().collect();
            let colon = if all.is_empty() { "" } else { ": " };
            let names = words::writes(all.iter(), NAMED);
            format!("{old} and {new} for {span} ms{colon}{names}")
        }
    };
    Check { name: "One leader at a time", verdict, detail }
}
