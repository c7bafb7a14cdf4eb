//! Whether the link has room for more.

use super::Throughput;
use models::consensus::throughput::Watched;
use stage::{Check, Moment, Verdict};

/// So many of a hundred moments count as always: between two messages the link may be
/// idle for a moment.
const ALWAYS: u32 = 98;

/// Whether every client was answered once: before, what is measured is the start.
pub fn is_steady(model: &Watched) -> bool {
    model.done().len() >= model.group().clients as usize
}

pub fn checks(moment: &Moment<'_, Throughput>) -> Vec<Check> {
    let busy = moment.model.link_busy();
    let detail = busy.map(|busy| format!("busy {busy} %"));
    vec![Check {
        name: "The link has room for more",
        verdict: Verdict::of(busy.is_none_or(|busy| busy < ALWAYS))
            .once(is_steady(moment.model)),
        detail: detail.unwrap_or_default(),
    }]
}
