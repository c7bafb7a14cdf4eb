//! What servers, clients and messages are: in roles and words.

use models::replication::store::{
    Action, Key, Message, Node, Operation, Outcome, Region, Share, Version,
    in_words, server,
};
use sim::cluster::Condition;
use sim::{Cluster, NodeId};
use stage::Role;

/// The only key of this figure.
pub const KEY: Key = Key(0);

/// The name of a region.
pub fn region(region: Region) -> &'static str {
    match region {
        Region::West => "West",
        Region::East => "East",
    }
}

/// Some versions; of many the first, and how many more there are.
pub fn versions(versions: &[Version]) -> String {
    match versions {
        [first, _, _, rest @ ..] => format!("{first} | {} more", rest.len() + 2),
        few => in_words(few),
    }
}

/// What a server is now: its role in the picture, and that in words.
pub fn of_server(cluster: &Cluster<Node>, node: NodeId) -> (Role, &'static str) {
    if cluster.condition(node) == Condition::Stopped {
        return (Role::Lost, "down");
    }
    match server(cluster, node).versions(KEY).len() {
        0 | 1 => (Role::Follower, "up"),
        _ => (Role::Doubt, "siblings"),
    }
}

/// What a client does, or has done last: in words, and its value.
pub fn of_operation(operation: &Operation) -> (&'static str, String) {
    let wrote =
        operation.wrote.as_ref().map_or_else(String::new, Version::to_string);
    match (operation.action, &operation.outcome) {
        (Action::Read, Outcome::Pending) => ("reads", String::new()),
        (Action::Write, Outcome::Pending) => ("writes", wrote),
        (Action::Read, Outcome::Done { versions: found, .. }) => {
            ("has read", versions(found))
        }
        (Action::Write, Outcome::Done { .. }) => ("has written", wrote),
        (Action::Read, Outcome::Unanswered { .. }) => {
            ("read unanswered", String::new())
        }
        (Action::Write, Outcome::Unanswered { .. }) => ("write unanswered", wrote),
    }
}

/// How many were answered: "3 of 7".
pub fn share(share: Share) -> String {
    format!("{} of {}", share.answered, share.asked)
}

/// The role of a message.
pub fn role(message: &Message) -> Role {
    match message {
        Message::Put(..) | Message::PutHint(..) => Role::Candidate,
        Message::Query(..) => Role::Follower,
        Message::Has(..) | Message::Stored(_) => Role::Committed,
        Message::Repair(_)
        | Message::HandOver(..)
        | Message::Taken(_)
        | Message::Exchange(_)
        | Message::Lacking(_) => Role::Quiet,
    }
}
