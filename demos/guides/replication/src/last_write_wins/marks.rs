//! What the reader may do to clients, replicas, the link and messages; what writes
//! are.

use super::{LastWriteWins, words};
use models::replication::last_write_wins::{
    CLIENTS, Command, Node, REPLICAS, WriteId, client, facts, names, replica,
};
use sim::{Cluster, Edit, Model};
use stage::cluster::{message, node, node_id};
use stage::mark::Action;
use stage::{Actions, Mark, Marks, Moment};

/// What the mark of a write is called.
pub fn write_id(write: WriteId) -> String {
    format!("write-{write}")
}

/// The name and the state of a write.
pub fn of_write(moment: &Moment<'_, LastWriteWins>, write: WriteId) -> String {
    words::of_write(moment.model, write).1
}

/// The clients, the replicas, the messages and the writes.
pub fn marks(moment: &Moment<'_, LastWriteWins>) -> Marks<LastWriteWins> {
    let cluster = moment.model;
    let name = |node| cluster.name(node);
    let clients = CLIENTS.map(|id| {
        let is_free = !client(cluster, id).is_busy();
        let seen = names(&client(cluster, id).shown().writes);
        Mark::new(node_id(id), name(id))
            .state(format!("has seen {seen}"))
            .action_if(is_free, "Write now", Edit::Ask(id, Command::Write))
            .action_if(
                is_free,
                "Read, then write",
                Edit::Ask(id, Command::ReadThenWrite),
            )
    });
    let replicas = REPLICAS.map(|id| {
        let held = names(&replica(cluster, id).store().writes());
        node(cluster, id, name(id)).state(format!("holds {held}"))
    });
    let messages = cluster.in_flight();
    let messages = messages.map(|(id, m)| message::<Node>(id, m, &name));
    let facts = facts(cluster);
    let writes = super::picture::shown(moment, &facts).map(|fact| {
        let write = fact.taken.write;
        Mark::new(write_id(write), write.to_string()).state(of_write(moment, write))
    });
    let marks = clients.into_iter().chain(replicas).chain(messages);
    marks.chain(writes).collect()
}

/// The link between the replicas.
pub fn actions(cluster: &Cluster<Node>) -> Actions<LastWriteWins> {
    let [a, b] = REPLICAS;
    vec![match cluster.is_cut(a, b) {
        false => Action::new("Cut A off from B", Edit::Cut(a, b)),
        true => Action::new("Connect A and B again", Edit::Heal(a, b)),
    }]
}
