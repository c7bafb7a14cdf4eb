//! What theory expects of the balance.

use models::partitioning::balance::root;
use models::partitioning::experiments::{hottest_theory_ppm, spread_theory_ppm};
use models::partitioning::{Balance, Placement};

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
