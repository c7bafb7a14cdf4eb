//! What servers, clients, the map and messages are: in roles and words.

use models::partitioning::live_move::{
    Client, Map, Message, Node, Place, Refusal, Row, SOURCE, Server, Step, server,
};
use sim::cluster::Condition;
use sim::{Cluster, NodeId};
use stage::{Layout, Role};

/// The name of a server.
pub fn name(server: NodeId) -> &'static str {
    if server == SOURCE { "A" } else { "B" }
}

/// What a server is now: its role in the picture, and that in words.
pub fn of_server(cluster: &Cluster<Node>, node: NodeId) -> (Role, &'static str) {
    if cluster.condition(node) == Condition::Stopped {
        return (Role::Lost, "down");
    }
    let server = server(cluster, node);
    match (server.takes_writes(node), server.is_fenced()) {
        (true, _) if server.known().is_none() => (Role::Chosen, "has forgotten it"),
        (true, _) => (Role::Chosen, "owner"),
        (false, true) => (Role::Doubt, "refuses writes"),
        (false, false) => (Role::Follower, other(server)),
    }
}

/// What a server is that takes no writes.
fn other(server: &Server) -> &'static str {
    match (server.staged().is_empty(), server.rows().is_empty()) {
        (false, _) => "gets a copy",
        (true, false) => "former owner",
        (true, true) => "empty",
    }
}

/// What the source is about.
pub fn of_step(server: &Server) -> Option<&'static str> {
    Some(match server.moving()?.step() {
        Step::Copy if server.begun() > 1 => "copies again",
        Step::Copy => "copies",
        Step::CatchUp => "sends its log",
        Step::Seal => "sends the last",
        Step::Switch => "asks to switch",
        Step::Late => "sends its log",
    })
}

/// What the map says.
pub fn of_map(map: &Map) -> String {
    place(map.place())
}

/// A version, and who owns the range under it.
pub fn place(place: Place) -> String {
    format!("{}: {}", place.version, name(place.server))
}

/// What a client knows and wants; where clients stand beside each other, in short.
pub fn of_client(client: &Client, layout: Layout) -> String {
    let version = client.map().version;
    let retry = client.pending().iter().find(|pending| pending.tries > 1);
    match (retry, layout) {
        (Some(retry), Layout::Wide) => format!("{version}, {} again", retry.row),
        (Some(retry), Layout::Narrow) => format!("{version}, ↻{}", retry.row),
        (None, _) => format!("{version}"),
    }
}

/// The role of a message.
pub fn role(message: &Message) -> Role {
    match message {
        Message::Write(..) => Role::Candidate,
        Message::Done(_) => Role::Committed,
        Message::Refused(..) => Role::Lost,
        Message::Batch(_) => Role::Follower,
        Message::Stored(..)
        | Message::Unknown(_)
        | Message::Switch(..)
        | Message::Settle(_)
        | Message::Ask
        | Message::Map(..) => Role::Leader,
    }
}

/// What a message says, in a word or two.
pub fn of_message(message: &Message) -> String {
    match message {
        Message::Write(row, _) => row.to_string(),
        Message::Done(row) => format!("{row} ok"),
        Message::Refused(_, Refusal::Wait) => "wait".into(),
        Message::Refused(_, Refusal::Moved(moved)) => place(*moved),
        Message::Batch(_) | Message::Stored(..) => String::new(),
        Message::Unknown(_) => "unknown".into(),
        Message::Switch(..) => "switch".into(),
        Message::Settle(_) => "bar".into(),
        Message::Ask => "?".into(),
        Message::Map(said, _) => place(*said),
    }
}

/// Some rows by name: so many, and how many more there are. The last one takes no more
/// room than to say that there is one more.
pub fn rows(rows: &[Row], most: usize) -> String {
    let shown = if rows.len() <= most + 1 { rows.len() } else { most };
    let mut names = String::new();
    for (index, row) in rows[..shown].iter().enumerate() {
        if index > 0 {
            names.push_str(", ");
        }
        names.push_str(&row.to_string());
    }
    if shown < rows.len() {
        names.push_str(&format!(" and {} more", rows.len() - shown));
    }
    names
}
