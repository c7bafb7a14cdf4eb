//! What is promised, and whether it holds.

use super::crux::{Findings, dropped_names};
use super::{Partition, REGIONS, words};
use models::replication::store::{conflicts, merged};
use sim::history::Verdict as Order;
use stage::{Check, Moment, Verdict};

/// The checks.
pub fn checks(moment: &Moment<'_, Partition>) -> Vec<Check> {
    let findings = Findings::of(moment);
    vec![
        linearizable(moment, &findings),
        available(moment),
        no_stale_read(&findings),
        nothing_to_merge(moment, &findings),
    ]
}

fn linearizable(moment: &Moment<'_, Partition>, findings: &Findings) -> Check {
    let ended = findings.history.iter().filter(|o| o.ended().is_some()).count();
    let (verdict, detail) = match moment.model.verdict() {
        Order::Linearizable(_) => (Verdict::Holds, format!("{ended} operations")),
        Order::Violated(_) => (Verdict::Fails, "no order explains it".into()),
        Order::Undecided(_) => (Verdict::Open, "undecided".into()),
    };
    Check { name: "Linearizable", verdict: verdict.once(ended > 0), detail }
}

/// Whether all were answered that began while the regions were cut.
fn available(moment: &Moment<'_, Partition>) -> Check {
    let shares = REGIONS.map(|region| (region, moment.model.served(region)));
    let parts = shares.map(|(region, share)| {
        format!("{} {}", words::region(region), words::share(share))
    });
    let [west, east] = parts;
    let is_all = shares.iter().all(|(_, share)| share.answered == share.asked);
    let is_known = shares.iter().all(|(_, share)| share.asked > 0);
    let detail = match shares.iter().any(|(_, share)| share.asked > 0) {
        true => format!("{west}, {east}"),
        false => "no cut yet".into(),
    };
    let verdict = Verdict::of(is_all).once(is_known || !is_all);
    Check { name: "All answered in the cut", verdict, detail }
}

fn no_stale_read(findings: &Findings) -> Check {
    let reads = findings.history.iter();
    let reads =
        reads.filter(|o| o.wrote.is_none() && o.answered().is_some()).count();
    let stale = findings.stale.len();
    let detail = format!("{stale} of {reads}");
    let verdict = Verdict::of(stale == 0).once(reads > 0);
    Check { name: "No stale read", verdict, detail }
}

/// Nothing was dropped unseen, and no two values are left for somebody to merge.
fn nothing_to_merge(moment: &Moment<'_, Partition>, findings: &Findings) -> Check {
    let cluster = moment.model.cluster();
    let left = conflicts(cluster);
    let detail = match (findings.dropped.is_empty(), left.first()) {
        (false, _) => format!("{} dropped", dropped_names(findings)),
        (true, Some(key)) => {
            format!("{} to merge", words::versions(&merged(cluster, *key)))
        }
        (true, None) => "nothing".into(),
    };
    let holds = findings.dropped.is_empty() && left.is_empty();
    let has_begun = !findings.history.is_empty();
    let verdict = Verdict::of(holds).once(has_begun);
    Check { name: "Nothing dropped or left to merge", verdict, detail }
}
