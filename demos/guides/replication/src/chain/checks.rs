//! The invariants of the paper, and what clients saw.

use super::{Chain, words};
use models::replication::chain::{
    Gap, Request, client, clients, inprocess_requests, lost, operations, server,
    update_propagation,
};
use sim::history::{self, Operation, Outcome, Register, check_within};
use sim::{Micros, NodeId};
use stage::{Check, Moment, Verdict};

/// States of a search for an order: a figure's history comes nowhere near it.
const STATES: usize = 20_000;

/// The checks.
pub fn checks(moment: &Moment<'_, Chain>) -> Vec<Check> {
    vec![
        invariant(moment, "Update Propagation", update_propagation(moment.model)),
        invariant(moment, "Inprocess Requests", inprocess_requests(moment.model)),
        nothing_lost(moment),
        linearizable(moment),
    ]
}

fn has_writes(moment: &Moment<'_, Chain>) -> bool {
    let mut servers = words::servers(moment.model);
    servers.any(|node| !server(moment.model, node).history().is_empty())
}

fn invariant(
    moment: &Moment<'_, Chain>,
    name: &'static str,
    gap: Option<Gap>,
) -> Check {
    let detail = gap.map_or_else(String::new, |gap| {
        let [before, after] = [gap.before, gap.after];
        let [before, after] = [before, after].map(|n| words::name(moment.model, n));
        format!("{before} and {after} at #{}", gap.place + 1)
    });
    let verdict = Verdict::of(gap.is_none()).once(has_writes(moment));
    Check { name, verdict, detail }
}

fn nothing_lost(moment: &Moment<'_, Chain>) -> Check {
    let lost = lost(moment.model);
    let asked = clients().flat_map(|node| client(moment.model, node).asked());
    let written =
        asked.filter(|asked| asked.is_write() && asked.answered.is_some());
    let written = written.count();
    let detail = match lost.len() {
        0 => format!("{written} of {written}"),
        _ => format!("not {}", words::requests(&lost)),
    };
    Check {
        name: "Acknowledged writes are at the tail",
        verdict: Verdict::of(lost.is_empty()).once(written > 0),
        detail,
    }
}

type Asking = Operation<Register<(), Request>>;

fn is_violated(operations: &[Asking]) -> bool {
    matches!(check_within(operations, STATES), history::Verdict::Violated(_))
}

/// What was so when an answer came: later ones are not known.
fn up_to(at: Micros, operations: &[Asking]) -> Vec<Asking> {
    let known = operations.iter().filter(|one| one.invoked <= at);
    let known = known.map(|one| match one.outcome {
        Outcome::Ok { responded, .. } if responded > at => {
            Operation { outcome: Outcome::Unknown, ..one.clone() }
        }
        Outcome::Ok { .. } | Outcome::Failed | Outcome::Unknown => one.clone(),
    });
    known.collect()
}

/// The first read that no order allows: whose it is, when it was answered, and what it
/// got.
pub fn stale(
    moment: &Moment<'_, Chain>,
) -> Option<(NodeId, Micros, Option<Request>)> {
    let operations = operations(moment.model);
    if !is_violated(&operations) {
        return None;
    }
    let asked = clients().flat_map(|node| client(moment.model, node).asked());
    let read = asked.filter(|asked| !asked.is_write());
    let read = read.filter_map(|asked| {
        let (at, last) = asked.answered?;
        Some((asked.request.client, at, last))
    });
    let wrong = read.filter(|(_, at, _)| is_violated(&up_to(*at, &operations)));
    wrong.min_by_key(|(_, at, _)| *at)
}

fn linearizable(moment: &Moment<'_, Chain>) -> Check {
    let verdict = check_within(&operations(moment.model), STATES);
    let asked = clients().flat_map(|node| client(moment.model, node).asked());
    let read = asked.filter(|asked| !asked.is_write() && asked.answered.is_some());
    let read = read.count();
    let noun = if read == 1 { "read" } else { "reads" };
    Check {
        name: "Linearizable",
        verdict: match verdict {
            history::Verdict::Linearizable(_) => Verdict::Holds.once(read > 0),
            history::Verdict::Violated(_) => Verdict::Fails,
            history::Verdict::Undecided(()) => Verdict::Open,
        },
        detail: format!("{read} {noun}"),
    }
}
