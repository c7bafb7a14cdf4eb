//! What the reader may do to clients, servers and messages.

use super::words;
use models::replication::chain::{
    Command, MASTER, Node, client, clients, is_live, master,
};
use sim::cluster::Condition;
use sim::{Cluster, Edit, Micros, Model};
use stage::Mark;
use stage::cluster::node_id;

type EditOf = <Cluster<Node> as Model>::Edit;

/// For how long a server that pauses stands still.
const PAUSE: Micros = Micros::from_millis(200);

/// The clients, the master, the servers and the messages.
pub fn marks(cluster: &Cluster<Node>) -> Vec<Mark<EditOf>> {
    let clients = clients().map(|id| {
        Mark::new(node_id(id), cluster.name(id))
            .state(words::of_client(client(cluster, id)))
            .action("Write", Edit::Ask(id, Command::Write))
            .action("Read", Edit::Ask(id, Command::Read))
    });
    let the_master = Mark::new(node_id(MASTER), cluster.name(MASTER))
        .state(words::of_master(cluster));
    let chain = master(cluster).chain();
    let live = chain.iter().filter(|node| is_live(cluster, **node)).count();
    let servers = words::servers(cluster).map(|id| {
        let is_up = cluster.condition(id) == Condition::Up;
        let may_stop = is_up && is_live(cluster, id) && live > 1;
        Mark::new(node_id(id), cluster.name(id))
            .state(words::of_server(cluster, id).1)
            .action_if(may_stop, "Stop for good", Edit::Ask(id, Command::Stop))
            .action_if(is_up, "Pause for 200 ms", Edit::Pause(id, PAUSE))
    });
    let messages = cluster.in_flight().map(|(id, flight)| {
        let [from, to] = [flight.from, flight.to].map(|node| cluster.name(node));
        let is_held = flight.arrives.is_none();
        Mark::new(id.to_string(), flight.message.to_string())
            .state(format!("{from} → {to}"))
            .action_if(!is_held, "Hold", Edit::Hold(id))
            .action_if(is_held, "Release", Edit::Release(id))
            .action("Deliver twice", Edit::Duplicate(id))
    });
    clients.chain([the_master]).chain(servers).chain(messages).collect()
}
