//! What theory expects of the placement as it is: of its balance, and of the
//! last edit.

use super::HashRing;
use crate::figures::ratio_ppm;
use models::partitioning::experiments::{hottest_theory_ppm, spread_theory_ppm};
use models::partitioning::placement::Edit;
use models::partitioning::{Balance, Placement};
use sim::NodeId;
use stage::Moment;

/// The balance that theory expects of keys on a ring; of nodes with different
/// weights it expects nothing here.
///
/// The keys add their own luck to that of the tokens. Given the shares, counts of
/// K keys are multinomial, so the variance of a load in means is
/// σ² + (N − 1 − σ²)/K, with the ring's own σ². That is exact; for the hottest
/// node the same variance is taken as if more luck were fewer tokens.
pub fn balance(placement: &Placement, vnodes: u32) -> Option<Balance> {
    let members = placement.members();
    if members.iter().any(|member| member.weight != 1) {
        return None;
    }
    let nodes = members.len() as u32;
    let keys = placement.keys().len().max(1) as u128;
    let one = 1_000_000_000_000_u128;
    let ring = u128::from(spread_theory_ppm(nodes, vnodes)).pow(2);
    let more = (u128::from(nodes - 1) * one).saturating_sub(ring) / keys;
    let variance = (ring + more).max(1);
    // The number of tokens whose ring alone would have that variance.
    let tokens = (u128::from(nodes - 1) * one / variance).saturating_sub(1);
    let as_if = (tokens + u128::from(nodes) / 2) / u128::from(nodes);
    Some(Balance {
        spread_ppm: variance.isqrt() as u32,
        hottest_ppm: hottest_theory_ppm(nodes, as_if.max(1) as u32),
    })
}

/// The share of the keys that the last edit has to move on average, as every even
/// rule has, in millionths: what the weights say that must come from elsewhere.
/// Nothing if there was no edit.
pub fn moved(moment: &Moment<'_, HashRing>) -> Option<u32> {
    let placement = moment.model;
    let change = placement.change()?;
    let weights = placement.ring().weights();
    let whole: u64 = weights.values().map(|weight| u64::from(*weight)).sum();
    let before = weight_before(moment, change.edit, change.node);
    Some(match change.edit {
        Edit::Add => ratio_ppm(1, whole),
        Edit::Remove(_) => ratio_ppm(before, whole + before),
        Edit::Weigh(_, weight) => {
            let now = ratio_ppm(weight.into(), whole);
            let then = ratio_ppm(before, whole - u64::from(weight) + before);
            now.abs_diff(then)
        }
    })
}

/// The weight that `node` had before `edit`, the last that made a difference.
fn weight_before(moment: &Moment<'_, HashRing>, edit: Edit, node: NodeId) -> u64 {
    let edits = moment.edits;
    let last = edits.iter().rposition(|(_, e)| *e == edit).unwrap_or(edits.len());
    let weight = |edit: &Edit| match edit {
        Edit::Weigh(of, weight) if *of == node => Some(u64::from(*weight)),
        Edit::Weigh(..) | Edit::Add | Edit::Remove(_) => None,
    };
    edits[..last].iter().rev().find_map(|(_, edit)| weight(edit)).unwrap_or(1)
}
