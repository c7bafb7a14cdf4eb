//! What servers, clients and messages are: in roles and words.

use models::replication::quorum::Race;
use models::replication::store::{
    Kind, Message, Operation, Outcome, client, server_name, settings,
};
use sim::NodeId;
use sim::cluster::Condition;
use stage::Role;

/// The servers, replicas before spares.
pub fn servers(race: &Race) -> impl Iterator<Item = NodeId> + use<> {
    settings(race.cluster()).all_servers()
}

/// The replicas.
pub fn replicas(race: &Race) -> impl Iterator<Item = NodeId> + use<> {
    settings(race.cluster()).all_replicas()
}

/// Whether it is one of the replicas.
pub fn is_replica(race: &Race, node: NodeId) -> bool {
    node.0 < race.trial().quorums.replicas
}

/// What a server has, and its role.
pub fn of_server(race: &Race, node: NodeId) -> (Role, String) {
    if race.cluster().condition(node) == Condition::Stopped {
        return (Role::Lost, "down".into());
    }
    if race.is_new(node) {
        return (Role::Committed, "new".into());
    }
    match race.keeps_for(node) {
        Some(home) => (Role::Doubt, format!("for {}", server_name(home))),
        None if is_replica(race, node) => (Role::Follower, "old".into()),
        None => (Role::Quiet, "spare".into()),
    }
}

/// What the write has come to.
pub fn of_write(race: &Race) -> (Role, &'static str) {
    match race.write().map(|write| &write.outcome) {
        None => (Role::Follower, "will write"),
        Some(Outcome::Pending) => (Role::Candidate, "writes"),
        Some(Outcome::Done { .. }) => (Role::Committed, "done"),
        Some(Outcome::Unanswered { .. }) => (Role::Lost, "no answer"),
    }
}

/// The last read that has an answer, or else the last one.
pub fn last_read(race: &Race) -> Option<&Operation> {
    let answered = race.reads().filter(|read| read.answered().is_some());
    answered.last().or(race.reads().last())
}

/// What the last read has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// There is no read.
    None,
    /// It is not answered yet.
    Waits,
    /// B has given up.
    GivenUp,
    /// It misses a write that was acknowledged before.
    Stale,
    /// It found nothing, and nothing was acknowledged when it began.
    Early,
    /// It has the write.
    New,
}

/// What the last read has come to.
pub fn answer(race: &Race) -> Answer {
    let Some(read) = last_read(race) else { return Answer::None };
    match &read.outcome {
        Outcome::Pending => Answer::Waits,
        Outcome::Unanswered { .. } => Answer::GivenUp,
        Outcome::Done { .. } if race.is_stale() == Some(true) => Answer::Stale,
        Outcome::Done { versions, .. } if versions.is_empty() => Answer::Early,
        Outcome::Done { .. } => Answer::New,
    }
}

/// The same as a role and in words.
pub fn of_read(race: &Race) -> (Role, &'static str) {
    match answer(race) {
        Answer::None => (Role::Follower, "will read"),
        Answer::Waits => (Role::Candidate, "reads"),
        Answer::GivenUp => (Role::Lost, "no answer"),
        Answer::Stale => (Role::Lost, "got: old"),
        Answer::Early => (Role::Follower, "got: old"),
        Answer::New => (Role::Committed, "got: new"),
    }
}

/// Whether an operation was over with the answer of this server among others.
pub fn is_in(operation: Option<&Operation>, node: NodeId) -> bool {
    operation.is_some_and(|operation| operation.quorum.contains(node))
}

/// Whether a spare stood in for a replica that the write did not reach.
pub fn has_spare(race: &Race) -> bool {
    let write = race.write().filter(|write| write.answered().is_some());
    write.is_some_and(|write| {
        write.quorum.iter().any(|node| !is_replica(race, node))
    })
}

/// Whether the last read was answered by none of those that made the write done.
pub fn are_apart(race: &Race) -> bool {
    let read = last_read(race).filter(|read| read.answered().is_some());
    read.is_some_and(|read| {
        !read.quorum.iter().any(|node| is_in(race.write(), node))
    })
}

/// Yes or no.
pub fn yes(is_so: bool) -> String {
    if is_so { "yes".into() } else { "–".into() }
}

/// The names of some servers.
pub fn names(nodes: impl Iterator<Item = NodeId>) -> String {
    let mut text = String::new();
    for node in nodes {
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(&server_name(node));
    }
    text
}

/// Whether a client has nothing under way.
pub fn is_free(race: &Race, node: NodeId) -> bool {
    client(race.cluster(), node).round().is_none()
}

/// The role of a message.
pub fn role(kind: Kind) -> Role {
    match kind {
        Kind::Put | Kind::PutHint | Kind::Repair | Kind::HandOver => {
            Role::Candidate
        }
        Kind::Stored => Role::Committed,
        Kind::Query => Role::Leader,
        Kind::Has | Kind::Exchange => Role::Follower,
    }
}

/// What a message says, in a word.
pub fn of_message(message: &Message) -> &'static str {
    match message {
        Message::Query(..) => "?",
        Message::Has(_, entry) if entry.versions.is_empty() => "old",
        Message::Has(..) => "new",
        Message::Put(..) | Message::PutHint(..) => "write",
        Message::Stored(_) => "ok",
        Message::Repair(_) => "repair",
        Message::HandOver(..) => "hint",
        Message::Taken(_) => "ok",
        Message::Exchange(_) | Message::Lacking(_) => "",
    }
}
