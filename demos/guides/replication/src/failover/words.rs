//! What servers, clients, the monitor and messages are: in roles and words.

use models::replication::leader_follower::{
    Acknowledged, Client, Message, Mode, Monitor, Node, Role as Part, Watch,
    server, servers,
};
use sim::cluster::Condition;
use sim::{Cluster, Micros, NodeId};
use stage::Role;

/// The name of a server.
pub fn name(server: NodeId) -> String {
    format!("S{}", server.0)
}

/// Whether a server runs.
pub fn is_up(cluster: &Cluster<Node>, node: NodeId) -> bool {
    cluster.condition(node) != Condition::Stopped
}

/// Whether nothing gets through between a server and all others, either way.
pub fn is_cut_off(cluster: &Cluster<Node>, node: NodeId) -> bool {
    servers(cluster).all(|(other, _)| {
        other == node || cluster.is_cut(node, other) && cluster.is_cut(other, node)
    })
}

/// What a server is now: its role in the picture, and that in words.
pub fn of_server(
    cluster: &Cluster<Node>,
    node: NodeId,
    now: Micros,
) -> (Role, String) {
    if !is_up(cluster, node) {
        return (Role::Lost, "down".into());
    }
    let this = server(cluster, node);
    let (role, mut words) = match this.role() {
        Part::Leader(leader) => {
            let epoch = leader.epoch();
            let (role, mut words) = match this.serves(now) {
                true => (Role::Leader, format!("leader, {epoch}")),
                false => (Role::Follower, format!("was leader, {epoch}: no lease")),
            };
            match leader.mode() {
                Mode::Waits => {}
                Mode::FellBack => words.push_str(", fell back"),
            }
            (role, words)
        }
        Part::Follower(Some(following)) => {
            let leader = name(following.place.server);
            (Role::Follower, format!("follower of {leader}"))
        }
        Part::Follower(None) if this.promised().0 > 1 => {
            let epoch = this.promised();
            (Role::Candidate, format!("waits for the leader of {epoch}"))
        }
        Part::Follower(None) => (Role::Follower, "follower".into()),
    };
    if is_cut_off(cluster, node) {
        words.push_str(", cut off");
    }
    (role, words)
}

/// What the monitor is about.
pub fn of_monitor(monitor: &Monitor) -> String {
    match monitor.watch() {
        Watch::Listens => format!("{} leads", name(monitor.place().server)),
        Watch::Asks(epoch, _) => format!("asks, {epoch}"),
    }
}

/// What a client waits for.
pub fn of_client(client: &Client) -> String {
    let pending = client.pending();
    match (pending.first(), pending.len()) {
        (None, _) => String::new(),
        (Some(first), 1) => format!("waits: {}", first.write),
        (Some(first), count) => format!("waits: {} +{}", first.write, count - 1),
    }
}

/// The role of a message.
pub fn role(message: &Message) -> Role {
    match message {
        Message::Write(..) => Role::Candidate,
        Message::Done(..) | Message::Stored(..) => Role::Committed,
        Message::Refused(..) | Message::Fenced(_) | Message::Gone(_) => Role::Lost,
        Message::Read(..) | Message::Value(..) => Role::Chosen,
        Message::Append(append) if append.entries.is_empty() => Role::Quiet,
        Message::Append(_) => Role::Follower,
        Message::Heartbeat(..) | Message::Alive(..) => Role::Quiet,
        Message::Follow(..) => Role::Follower,
        Message::Ask
        | Message::Leader(_)
        | Message::Poll(_)
        | Message::Has(..)
        | Message::Lead(_) => Role::Leader,
    }
}

/// What a message between a client or the monitor and others says, in a word or two.
pub fn of_message(message: &Message) -> String {
    match message {
        Message::Write(write, _) => write.to_string(),
        Message::Done(write, ..) => format!("{write} ok"),
        Message::Refused(..) => "no".into(),
        Message::Fenced(epoch) => format!("e{}", epoch.0),
        Message::Ask => "who?".into(),
        Message::Leader(place) => name(place.server),
        Message::Poll(_) => "has?".into(),
        Message::Has(_, position) => position.index.to_string(),
        Message::Lead(_) => "lead".into(),
        Message::Append(_)
        | Message::Stored(..)
        | Message::Follow(..)
        | Message::Heartbeat(..)
        | Message::Read(..)
        | Message::Value(..)
        | Message::Gone(_)
        | Message::Alive(..) => String::new(),
    }
}

/// Some writes by name: so many, and how many more there are. The last one takes no
/// more room than to say that there is one more.
pub fn writes(
    all: impl ExactSizeIterator<Item = impl ToString>,
    most: usize,
) -> String {
    let count = all.len();
    let shown = if count <= most + 1 { count } else { most };
    let mut names = String::new();
    for (index, write) in all.take(shown).enumerate() {
        if index > 0 {
            names.push_str(", ");
        }
        names.push_str(&write.to_string());
    }
    if shown < count {
        names.push_str(&format!(" and {} more", count - shown));
    }
    names
}

/// The same of writes that were acknowledged.
pub fn acknowledged(all: &[Acknowledged], most: usize) -> String {
    writes(all.iter().map(|one| one.write), most)
}
