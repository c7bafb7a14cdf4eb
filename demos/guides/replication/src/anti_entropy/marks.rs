//! What the reader may do to the replicas and to what is on its way.

use models::replication::merkle::{A, B, Command, Replica, differing, replica};
use sim::{Cluster, Edit, Model};
use stage::Mark;
use stage::cluster::{message, node, node_id};

type EditOf = <Cluster<Replica> as Model>::Edit;

/// The replicas and the messages.
pub fn marks(cluster: &Cluster<Replica>) -> Vec<Mark<EditOf>> {
    let is_cut = cluster.is_cut(A, B) || cluster.is_cut(B, A);
    let left = differing(cluster).len();
    let nodes = [A, B].map(|id| {
        let tree = replica(cluster, id).tree();
        let key = tree.len() / 3;
        let leaf = (1_u32 << tree.depth()) * 3 / 4;
        let fate = node(cluster, id, cluster.name(id));
        let mut mark = Mark::new(node_id(id), cluster.name(id))
            .state(format!("{left} differ"))
            .action(format!("Write key {key}"), Edit::Ask(id, Command::Write(key)))
            .action(
                format!("Lose rows of leaf {leaf}"),
                Edit::Ask(id, Command::Lose(leaf)),
            );
        if id == A {
            mark = mark.action("Exchange now", Edit::Ask(id, Command::Exchange));
        }
        mark.actions.extend(fate.actions);
        mark.action_if(!is_cut, "Cut the link", Edit::Cut(A, B)).action_if(
            is_cut,
            "Reconnect",
            Edit::Heal(A, B),
        )
    });
    let name = |node| cluster.name(node);
    let messages = cluster.in_flight();
    let messages = messages.map(|(id, m)| message::<Replica>(id, m, &name));
    nodes.into_iter().chain(messages).collect()
}
