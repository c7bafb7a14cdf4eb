//! What the reader may do to the servers, the monitor, the clients and the messages.

use super::words;
use models::replication::leader_follower::{
    Command, MONITOR, Node, Timer, Watch, clients, monitor, servers,
};
use sim::{Cluster, Edit, Model, NodeId};
use stage::Mark;
use stage::cluster::{cuts, heals, message, node, node_id};

type EditOf = <Cluster<Node> as Model>::Edit;

/// The clients, the monitor, the servers and the messages.
pub fn marks(cluster: &Cluster<Node>) -> Vec<Mark<EditOf>> {
    let writers = clients(cluster).map(|(id, client)| {
        Mark::new(node_id(id), cluster.name(id))
            .state(words::of_client(client))
            .action("Write now", Edit::Ask(id, Command::Write))
    });
    let watch = monitor(cluster);
    let leader = words::name(watch.place().server);
    let the_monitor = Mark::new(node_id(MONITOR), cluster.name(MONITOR))
        .state(words::of_monitor(watch))
        .action_if(
            *watch.watch() == Watch::Listens,
            format!("Take {leader} to be dead"),
            Edit::Expire(MONITOR, Timer::Suspect),
        );
    let servers = servers(cluster).map(|(id, _)| of_server(cluster, id));
    let name = |node| cluster.name(node);
    let messages = cluster.in_flight();
    let messages = messages.map(|(id, m)| message::<Node>(id, m, &name));
    writers.chain([the_monitor]).chain(servers).chain(messages).collect()
}

fn of_server(cluster: &Cluster<Node>, id: NodeId) -> Mark<EditOf> {
    let first = clients(cluster).map(|(client, _)| client).next();
    let all: Vec<NodeId> = cluster.nodes().collect();
    let others: Vec<NodeId> =
        all.iter().copied().filter(|other| Some(*other) != first).collect();
    let mut with_client = cuts(cluster, id, &others);
    if let Some(first) = first {
        let rest: Vec<NodeId> =
            others.iter().copied().filter(|other| *other != id).collect();
        with_client.extend(cuts(cluster, first, &rest));
    }
    let state = words::of_server(cluster, id, cluster.now()).1;
    node(cluster, id, cluster.name(id))
        .state(state)
        .actions("Cut off", cuts(cluster, id, &all))
        .actions("Cut off with C1", with_client)
        .actions("Reconnect", reconnects(cluster, id, &all))
}

/// What opens all links of a server again, and those of the clients.
fn reconnects(cluster: &Cluster<Node>, id: NodeId, all: &[NodeId]) -> Vec<EditOf> {
    let mut edits = heals(cluster, id, all);
    if !edits.is_empty() {
        for (client, _) in clients(cluster) {
            edits.extend(heals(cluster, client, all));
        }
    }
    edits
}
