//! What may be done to servers and links. In a replay nothing is: they say what they
//! are.

use crate::servers::{Scene, role};
use models::consensus::raft::{Command, RaftEdit, Server, Timer};
use sim::{Edit, NodeId};
use stage::Mark;
use stage::cluster::{self, cuts, heals};

/// The servers and, where the reader takes the steps, the links.
pub fn marks(scene: &Scene) -> Vec<Mark<RaftEdit>> {
    let is_replay = scene.trial.report().is_some();
    let servers = scene.servers().into_iter().map(|(node, server)| {
        let mark = match is_replay {
            true => Mark::new(cluster::node_id(node), scene.name(node)),
            false => acting(scene, node, server),
        };
        mark.state(state(scene, node, server))
    });
    let links = if is_replay { Vec::new() } else { scene.links() };
    let name = |node| scene.name(node);
    let links =
        links.into_iter().map(|pair| cluster::link(scene.cluster(), pair, &name));
    servers.chain(links).collect()
}

fn state(scene: &Scene, node: NodeId, server: &Server) -> String {
    let (_, word) = role(scene, node, server);
    let vote = match server.voted_for() {
        Some(voted) => format!("voted {}", scene.name(voted)),
        None => "no vote".into(),
    };
    format!("{word}, term {}, {vote}", server.term())
}

/// A server that the reader may let do something.
fn acting(scene: &Scene, id: NodeId, server: &Server) -> Mark<RaftEdit> {
    let cluster = scene.cluster();
    let others: Vec<_> = scene.servers().iter().map(|(node, _)| *node).collect();
    let is_up = scene.is_up(id);
    let leads = is_up && server.leadership().is_some();
    // Of its term, so that what two leaders append differs.
    let request = Edit::Ask(id, Command::Propose(server.term()));
    cluster::node(cluster, id, scene.name(id))
        .action_if(is_up && !leads, "Time out", Edit::Expire(id, Timer::Election))
        .action_if(leads, "Send its log", Edit::Expire(id, Timer::Heartbeat))
        .action_if(leads, format!("Take x={}", server.term()), request)
        .actions("Cut off", cuts(cluster, id, &others))
        .actions("Reconnect", heals(cluster, id, &others))
}
