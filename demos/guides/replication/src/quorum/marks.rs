//! What the reader may do to clients, servers and messages.

use super::words;
use models::replication::quorum::{KEY, Race};
use models::replication::store::{Action, Command, Node};
use sim::{Cluster, Edit, Model, NodeId};
use stage::Mark;
use stage::cluster::{message, node, node_id};

type EditOf = <Cluster<Node> as Model>::Edit;

/// The clients, the servers and the messages.
pub fn marks(race: &Race) -> Vec<Mark<EditOf>> {
    let cluster = race.cluster();
    let [writer, reader] = race.clients();
    let of_client = |id: NodeId, state: &'static str, (verb, action)| {
        let ask = Edit::Ask(id, Command { action, key: KEY });
        Mark::new(node_id(id), cluster.name(id)).state(state).action_if(
            words::is_free(race, id),
            verb,
            ask,
        )
    };
    let clients = [
        of_client(writer, words::of_write(race).1, ("Write again", Action::Write)),
        of_client(reader, words::of_read(race).1, ("Read now", Action::Read)),
    ];
    let servers = words::servers(race).map(|id| {
        let [a, b] = [writer, reader].map(|client| cluster.is_cut(client, id));
        node(cluster, id, cluster.name(id))
            .state(words::of_server(race, id).1)
            .action_if(!a, "Cut off from A", Edit::Cut(writer, id))
            .action_if(a, "Reconnect to A", Edit::Heal(writer, id))
            .action_if(!b, "Cut off from B", Edit::Cut(reader, id))
            .action_if(b, "Reconnect to B", Edit::Heal(reader, id))
    });
    let name = |node| cluster.name(node);
    let messages = cluster.in_flight();
    let messages = messages.map(|(id, m)| message::<Node>(id, m, &name));
    clients.into_iter().chain(servers).chain(messages).collect()
}
