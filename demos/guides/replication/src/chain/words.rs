//! What servers, clients and messages are: in roles and words.

use models::replication::chain::{
    Asked, CLIENTS, Client, MASTER, Message, Node, Request, client, is_live,
    master, server,
};
use sim::cluster::Condition;
use sim::{Cluster, Model, NodeId};
use stage::Role;

/// All servers, those that have stopped too.
pub fn servers(cluster: &Cluster<Node>) -> impl Iterator<Item = NodeId> + Clone {
    cluster.nodes().skip(MASTER.index() + 1 + CLIENTS as usize)
}

/// What a server is now: its role in the picture, and that in words.
pub fn of_server(cluster: &Cluster<Node>, node: NodeId) -> (Role, &'static str) {
    let this = server(cluster, node);
    if this.has_stopped() {
        let is_removed = !master(cluster).chain().contains(&node);
        return (Role::Lost, if is_removed { "removed" } else { "stopped" });
    }
    if cluster.condition(node) == Condition::Paused {
        return (Role::Doubt, "pauses");
    }
    match (this.predecessor().node, this.successor().node) {
        (None, None) => (Role::Committed, "head and tail"),
        (None, Some(_)) => (Role::Leader, "head"),
        (Some(_), None) => (Role::Committed, "tail"),
        (Some(_), Some(_)) => (Role::Follower, ""),
    }
}

/// What the master knows of the chain.
pub fn of_master(cluster: &Cluster<Node>) -> String {
    let master = master(cluster);
    let servers = master.chain().len();
    let noun = if servers == 1 { "server" } else { "servers" };
    format!("{}, {servers} {noun}", master.epoch())
}

/// What a client waits for, or what it heard last.
pub fn of_client(client: &Client) -> String {
    if let Some(asked) = client.pending().next() {
        if !asked.is_write() {
            return "reads".into();
        }
        let again = if asked.tries > 1 { " again" } else { "" };
        return format!("{}{}?", asked.request, again);
    }
    last_answer(client).map_or_else(String::new, heard)
}

/// What was answered last.
pub fn last_answer(client: &Client) -> Option<&Asked> {
    let answered = client.asked().iter().filter(|asked| asked.answered.is_some());
    answered.max_by_key(|asked| asked.answered)
}

/// What a client heard.
fn heard(asked: &Asked) -> String {
    match asked.answered {
        None => String::new(),
        Some(_) if asked.is_write() => {
            let took = asked.took().unwrap_or_default().as_millis();
            format!("{} in {took} ms", asked.request)
        }
        Some((_, None)) => String::from("reads nothing"),
        Some((_, Some(last))) => format!("reads {last}"),
    }
}

/// The role of a message.
pub fn role(message: &Message) -> Role {
    match message {
        Message::Write(_) | Message::Forward(..) => Role::Candidate,
        Message::Written(_) | Message::Ack(_) => Role::Committed,
        Message::Read(_) | Message::Value(..) => Role::Chosen,
        Message::Closed
        | Message::Predecessor(..)
        | Message::Has(..)
        | Message::Successor(..)
        | Message::Tail(_)
        | Message::Ends(..) => Role::Follower,
    }
}

/// What a message says, in a word or two.
pub fn of_message(message: &Message) -> String {
    match message {
        Message::Write(request)
        | Message::Forward(_, _, request)
        | Message::Written(request) => request.to_string(),
        Message::Read(_) => "read".into(),
        Message::Value(_, None) => "nothing".into(),
        Message::Value(_, Some(last)) => last.to_string(),
        Message::Has(_, has, _) => format!("has {has}"),
        Message::Predecessor(_, None) => "head".into(),
        Message::Tail(_) => "tail".into(),
        Message::Ack(_)
        | Message::Closed
        | Message::Predecessor(_, Some(_))
        | Message::Successor(..)
        | Message::Ends(..) => String::new(),
    }
}

/// Requests by name.
pub fn requests(requests: &[Request]) -> String {
    if requests.is_empty() {
        return "–".into();
    }
    let mut names = String::new();
    for (place, request) in requests.iter().enumerate() {
        if place > 0 {
            names.push_str(", ");
        }
        names.push_str(&request.to_string());
    }
    names
}

/// The first write that is gone, and a server that had it.
pub fn gone(cluster: &Cluster<Node>) -> Option<(NodeId, Request)> {
    let mut had = servers(cluster).flat_map(|node| {
        server(cluster, node).history().iter().map(move |had| (node, *had))
    });
    had.find(|(_, request)| is_gone(cluster, request))
}

/// Whether only servers that have stopped have a write, and nobody was told that it is
/// safe.
pub fn is_gone(cluster: &Cluster<Node>, request: &Request) -> bool {
    let live = servers(cluster).filter(|node| is_live(cluster, *node));
    let mut histories = live.map(|node| server(cluster, node).history());
    !histories.any(|history| history.contains(request))
        && !is_on_its_way(cluster, request)
        && !is_answered(cluster, request)
}

/// Whether it is on its way to a server that will take it.
fn is_on_its_way(cluster: &Cluster<Node>, request: &Request) -> bool {
    cluster.in_flight().any(|(_, flight)| match flight.message {
        Message::Forward(epoch, _, on_its_way) => {
            on_its_way == *request
                && is_live(cluster, flight.to)
                && server(cluster, flight.to).predecessor().epoch == epoch
        }
        _ => false,
    })
}

/// Whether its client was told that it is safe.
pub fn is_answered(cluster: &Cluster<Node>, request: &Request) -> bool {
    let asked = client(cluster, request.client).asked().iter();
    asked
        .filter(|asked| asked.request == *request)
        .any(|asked| asked.answered.is_some())
}

/// The name of a server.
pub fn name(cluster: &Cluster<Node>, node: NodeId) -> String {
    cluster.name(node)
}
