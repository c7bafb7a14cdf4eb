//! What the reader may do to the proposers, the acceptors and what they say.

use super::state;
use models::consensus::paxos::{Contest, Node, Timer};
use sim::{Cluster, Edit, Model, NodeId};
use stage::Mark;
use stage::cluster::{cuts, heals, link, message, neighbours, node};

type EditOf = <Contest as Model>::Edit;

/// The proposers, the acceptors, the messages and the links, in reading order.
pub fn marks(contest: &Contest) -> Vec<Mark<EditOf>> {
    let cluster = contest.cluster();
    let name = |node| cluster.name(node);
    let nodes = cluster.nodes().map(|node| of_node(contest, node));
    let messages = cluster
        .in_flight()
        .map(|(id, in_flight)| message::<Node>(id, in_flight, &name));
    let links = links(cluster).into_iter().map(|pair| link(cluster, pair, &name));
    nodes.chain(messages).chain(links).collect()
}

fn of_node(contest: &Contest, id: NodeId) -> Mark<EditOf> {
    let cluster = contest.cluster();
    let state = state::of(contest, id);
    let others = neighbours(id, &links(cluster));
    let waits = |timer| cluster.timer(id, timer).is_some();
    node(cluster, id, cluster.name(id))
        .state(format!("{}, {}", state.phase, state.value))
        .action_if(waits(Timer::Begin), "Begin now", Edit::Expire(id, Timer::Begin))
        .action_if(
            waits(Timer::Backoff),
            "Try again now",
            Edit::Expire(id, Timer::Backoff),
        )
        .actions("Cut off", cuts(cluster, id, &others))
        .actions("Reconnect", heals(cluster, id, &others))
}

/// The links on which anything is ever sent: acceptors do not speak to each other.
pub fn links(cluster: &Cluster<Node>) -> Vec<(NodeId, NodeId)> {
    let mut links = Vec::new();
    for one in cluster.nodes() {
        let is_proposer = matches!(cluster.process(one), Node::Proposer(_));
        for other in cluster.nodes().filter(|other| is_proposer && one < *other) {
            links.push((one, other));
        }
    }
    links
}
