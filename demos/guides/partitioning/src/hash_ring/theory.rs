//! What theory expects of the placement as it is: of its balance, and of the
//! last edit.

use super::HashRing;
use crate::figures::ratio_ppm;
use litemap::LiteMap;
use models::partitioning::balance::root;
use models::partitioning::experiments::{hottest_theory_ppm, spread_theory_ppm};
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
    let keys = placement.keys().len().max(1) as u64;
    let one = 1_000_000_000_000_u64;
    let ring = u64::from(spread_theory_ppm(nodes, vnodes)).pow(2);
    let more = (u64::from(nodes - 1) * one).saturating_sub(ring) / keys;
    let variance = (ring + more).max(1);
    // The number of tokens whose ring alone would have that variance.
    let tokens = (u64::from(nodes - 1) * one / variance).saturating_sub(1);
    let as_if = (tokens + u64::from(nodes) / 2) / u64::from(nodes);
    Some(Balance {
        spread_ppm: root(variance),
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
    let sum = |weights: &LiteMap<NodeId, u32>| {
        weights.values().map(|weight| u64::from(*weight)).sum::<u64>()
    };
    let (whole, whole_before) = (sum(weights), sum(&change.members_before));
    let of = |weights: &LiteMap<NodeId, u32>| {
        weights.get(&change.node).map_or(0, |weight| u64::from(*weight))
    };
    // A node that leaves or joins has no share on one side.
    let now = ratio_ppm(of(weights), whole);
    let then = ratio_ppm(of(&change.members_before), whole_before);
    Some(now.abs_diff(then))
}
