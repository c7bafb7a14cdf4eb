//! What the reader may do to the servers, the clients and the messages.

use super::words;
use models::partitioning::live_move::{
    Command, MAP, Node, SOURCE, TARGET, client, clients, map, owner, server,
};
use sim::{Cluster, Edit, Model};
use stage::cluster::{message, node, node_id};
use stage::{Layout, Mark};

type EditOf = <Cluster<Node> as Model>::Edit;

/// A key near the start of the range, which the copy passes first, and one near its
/// end.
const KEYS: [u16; 2] = [50, 950];

/// The clients, the map, the servers and the messages.
pub fn marks(cluster: &Cluster<Node>) -> Vec<Mark<EditOf>> {
    let writers = clients().map(|id| {
        let write = |key| Edit::Ask(id, Command::WriteKey(key));
        Mark::new(node_id(id), cluster.name(id))
            .state(words::of_client(client(cluster, id), Layout::Wide))
            .action("Write now", Edit::Ask(id, Command::Write))
            .action("Write k50", write(KEYS[0]))
            .action("Write k950", write(KEYS[1]))
    });
    let the_map = Mark::new(node_id(MAP), cluster.name(MAP))
        .state(words::of_map(map(cluster)));
    let servers = [SOURCE, TARGET].map(|id| {
        let is_owner = owner(cluster).server == id;
        let may_move = is_owner && server(cluster, id).moving().is_none();
        node(cluster, id, cluster.name(id))
            .state(words::of_server(cluster, id).1)
            .action_if(may_move, "Move the range", Edit::Ask(id, Command::Move))
    });
    let name = |node| cluster.name(node);
    let messages = cluster.in_flight();
    let messages = messages.map(|(id, m)| message::<Node>(id, m, &name));
    writers.chain([the_map]).chain(servers).chain(messages).collect()
}
