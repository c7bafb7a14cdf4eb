//! Which policies fall behind the optimum.

use super::Eviction;
use models::caching::eviction::{FAR, WINDOW};
use stage::{Check, Moment, Verdict};

/// The check.
pub fn checks(moment: &Moment<'_, Eviction>) -> Vec<Check> {
    let model = moment.model;
    let far: Vec<_> = model.far_behind().map(|kind| kind.name()).collect();
    let detail = match far.is_empty() {
        true => format!("never by {FAR} hits in {WINDOW} requests"),
        false => format!("by {FAR} hits in {WINDOW} requests: {}", some(&far)),
    };
    let is_known = model.served() >= model.judged_from() + WINDOW;
    vec![Check {
        name: "None falls far behind OPT",
        verdict: Verdict::of(far.is_empty()).once(is_known),
        detail,
    }]
}

/// Some names, and how many more there are.
fn some(names: &[&str]) -> String {
    const MOST: usize = 3;
    match names.len().checked_sub(MOST) {
        None | Some(0 | 1) => names.join(", "),
        Some(more) => format!("{} and {more} more", names[..MOST].join(", ")),
    }
}
