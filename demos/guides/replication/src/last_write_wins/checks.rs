//! What must hold of writes that were acknowledged.

use super::words;
use models::replication::last_write_wins::{
    CLIENTS, Node, REPLICAS, client, facts, is_held, is_settled, lost, names,
    replica,
};
use sim::Cluster;
use stage::{Check, Verdict};

/// The checks.
pub fn checks(cluster: &Cluster<Node>) -> Vec<Check> {
    vec![nothing_lost(cluster), latest_kept(cluster)]
}

fn nothing_lost(cluster: &Cluster<Node>) -> Check {
    let lost = lost(cluster);
    let wrote = CLIENTS.into_iter().flat_map(|node| client(cluster, node).wrote());
    let done = wrote.filter(|wrote| wrote.done.is_some()).count();
    let detail = match lost.len() {
        0 if done == 0 => String::from("no write yet"),
        0 => format!("none of {done}"),
        count => format!("{count} of {done}"),
    };
    let is_known = !lost.is_empty() || (is_settled(cluster) && done > 0);
    Check {
        name: "No acknowledged write is lost",
        verdict: Verdict::of(lost.is_empty()).once(is_known),
        detail,
    }
}

fn latest_kept(cluster: &Cluster<Node>) -> Check {
    let facts = facts(cluster);
    let latest = facts.last().map(|fact| fact.taken.write);
    let is_kept = latest.is_none_or(|write| is_held(cluster, write));
    let [a, b] = REPLICAS.map(|node| replica(cluster, node).store().writes());
    let held = match a == b {
        true => format!("A and B hold {}", names(&a)),
        false => format!("A holds {}, B {}", names(&a), names(&b)),
    };
    let detail = match latest {
        None => String::from("no write yet"),
        Some(write) => format!("it is {write}; {held}"),
    };
    let is_known = latest.is_some() && (!is_kept || is_settled(cluster));
    Check {
        name: "The latest write is there",
        verdict: Verdict::of(is_kept).once(is_known),
        detail,
    }
}

/// Whether the last word on the writes of a run is spoken.
pub fn is_over(cluster: &Cluster<Node>, writes: usize) -> bool {
    is_settled(cluster) && facts(cluster).len() >= writes
}

/// Whether values stand side by side.
pub fn has_siblings(cluster: &Cluster<Node>) -> bool {
    words::siblings(cluster).is_some()
}
