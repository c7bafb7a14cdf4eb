//! What servers, clients and messages are: in roles and words.

use models::replication::leader_follower::{
    Client, Message, Node, Role as Part, server,
};
use sim::cluster::Condition;
use sim::{Cluster, Micros, NodeId};
use stage::Role;

/// The name of a server.
pub fn name(server: NodeId) -> String {
    format!("S{}", server.0)
}

/// What a server is now: its role in the picture, and that in words.
pub fn of_server(
    cluster: &Cluster<Node>,
    node: NodeId,
    now: Micros,
) -> (Role, String) {
    if cluster.condition(node) == Condition::Stopped {
        return (Role::Lost, "down".into());
    }
    let this = server(cluster, node);
    match this.role() {
        Part::Leader(leader) if this.serves(now) => {
            (Role::Leader, format!("leader, {}", leader.epoch()))
        }
        Part::Leader(_) => (Role::Leader, "leader".into()),
        Part::Follower(_) => (Role::Follower, "follower".into()),
    }
}

/// What a client waits for.
pub fn of_client(client: &Client) -> String {
    let pending = client.pending().first();
    pending.map_or_else(String::new, |one| format!("writes {}", one.write))
}

/// Whether a message is one between the reader and a server, or of the log.
pub fn is_drawn(message: &Message) -> bool {
    matches!(
        message,
        Message::Write(..)
            | Message::Done(..)
            | Message::Read(..)
            | Message::Value(..)
            | Message::Gone(_)
            | Message::Append(_)
    )
}

/// The role of a message.
pub fn role(message: &Message) -> Role {
    match message {
        Message::Write(..) => Role::Candidate,
        Message::Done(..) => Role::Committed,
        Message::Read(..) => Role::Leader,
        Message::Value(..) => Role::Chosen,
        Message::Gone(_) => Role::Lost,
        _ => Role::Follower,
    }
}
