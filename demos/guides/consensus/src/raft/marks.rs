//! What the reader may do to the cluster.

use crate::servers::{Scene, role, waits};
use models::consensus::raft::{Command, RaftEdit, Server, Timer};
use models::consensus::raft::{clients, leader};
use sim::{Edit, NodeId};
use stage::Mark;
use stage::cluster::{cuts, heals, link, message, node};

/// The servers, the client, the links and the messages, in reading order.
pub fn marks(scene: &Scene) -> Vec<Mark<RaftEdit>> {
    let mut marks = Vec::new();
    for (id, server) in scene.servers() {
        marks.push(of_server(scene, id, server));
    }
    for (id, client) in clients(scene.cluster()) {
        let value = 50 + client.asked().len() as u32;
        let write = Edit::Ask(id, Command::Propose(value));
        marks.push(
            Mark::new(stage::cluster::node_id(id), "Client")
                .state(waits(client))
                .action(format!("Write x={value}"), write),
        );
    }
    for (id, in_flight) in scene.cluster().in_flight() {
        let name = |node| scene.name(node);
        marks.push(message::<models::consensus::raft::Node>(id, in_flight, &name));
    }
    for pair in scene.links() {
        marks.push(link(scene.cluster(), pair, &|node| scene.name(node)));
    }
    marks
}

fn of_server(scene: &Scene, id: NodeId, server: &Server) -> Mark<RaftEdit> {
    let cluster = scene.cluster();
    let (_, word) = role(scene, id, server);
    let others: Vec<_> = scene.servers().iter().map(|(node, _)| *node).collect();
    let leads = server.leadership().is_some();
    let mut mark = node(cluster, id, scene.name(id))
        .state(format!("{word}, term {}", server.term()))
        .action_if(
            scene.is_up(id) && !leads,
            "Time out",
            Edit::Expire(id, Timer::Election),
        )
        .actions("Cut off", cuts(cluster, id, &others))
        .actions("Reconnect", heals(cluster, id, &others));
    if let Some(leader) = leader(cluster) {
        let voters = scene.servers()[leader.index()].1.voters();
        let is_in = voters.contains(id);
        let ask = |command| Edit::Ask(leader, command);
        mark = mark
            .action_if(
                is_in && scene.is_up(id) && !leads,
                format!("Hand leadership to {}", scene.name(id)),
                ask(Command::Transfer(id)),
            )
            .action_if(!is_in, "Add to the cluster", ask(Command::Add(id)))
            .action_if(is_in, "Remove from the cluster", ask(Command::Remove(id)));
    }
    mark
}
