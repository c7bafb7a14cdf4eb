//! What writes and messages are: in roles and words.

use models::replication::last_write_wins::{
    CLIENTS, Fact, Kind, Message, Node, REPLICAS, Store, WriteId, facts,
    has_successor, is_held, lost, names, replica, wrote,
};
use sim::{Cluster, NodeId};
use stage::Role;

/// So many writes are named in a sentence.
const NAMED: usize = 4;

/// The role of a client and of what it writes.
pub fn of_client(client: NodeId) -> Role {
    if client == CLIENTS[0] { Role::Leader } else { Role::Candidate }
}

/// The role of the values that a replica holds.
pub fn of_values(writes: &[WriteId]) -> Role {
    match writes {
        [] => Role::Quiet,
        [write] => of_client(write.client),
        [_, ..] => Role::Doubt,
    }
}

/// What has become of a write, and its role.
pub fn of_write(cluster: &Cluster<Node>, write: WriteId) -> (Role, String) {
    let is_done = wrote(cluster, write).is_some_and(|wrote| wrote.done.is_some());
    match (is_held(cluster, write), has_successor(cluster, write), is_done) {
        (true, _, _) => (Role::Committed, "is kept".into()),
        (false, true, _) => (Role::Follower, "was read, then replaced".into()),
        (false, false, true) => (Role::Lost, "is lost".into()),
        (false, false, false) => (Role::Doubt, "is gone, not acknowledged".into()),
    }
}

/// Whether the last write wins here.
pub fn is_by_stamps(cluster: &Cluster<Node>) -> bool {
    match replica(cluster, REPLICAS[0]).store() {
        Store::Register(_) => true,
        Store::Siblings(_) => false,
    }
}

/// What a value bears: the head of the column.
pub fn head(cluster: &Cluster<Node>) -> &'static str {
    if is_by_stamps(cluster) { "stamp" } else { "version" }
}

/// What a value bears: its stamp, or which write of its replica it is.
pub fn version(cluster: &Cluster<Node>, fact: &Fact) -> String {
    match is_by_stamps(cluster) {
        true => fact.taken.reading.clock(),
        false => {
            let taken = replica(cluster, fact.replica).taken().iter();
            let before = taken.take_while(|one| one.write != fact.taken.write);
            let name = if fact.replica == REPLICAS[0] { 'A' } else { 'B' };
            format!("{name}.{}", before.count() + 1)
        }
    }
}

/// The role of a message in a space–time diagram.
pub fn role(kind: Kind) -> Role {
    match kind {
        Kind::Read => Role::Follower,
        Kind::Write => Role::Candidate,
        Kind::Done => Role::Committed,
        Kind::Sync => Role::Leader,
    }
}

/// What a message says, in a word or two.
pub fn of_message(message: &Message) -> String {
    match message {
        Message::Read(_) => "read".into(),
        Message::Values(_, shown) => names(&shown.writes),
        Message::Write(write, _) => write.to_string(),
        Message::Done(..) => "done".into(),
        Message::Sync(_, store) => names(&store.writes()),
        Message::Synced(_) => String::new(),
    }
}

/// Some writes by name, and how many more there are.
fn some(writes: &[WriteId]) -> String {
    match writes.len() {
        0..=NAMED => names(writes),
        count => format!("{} and {} more", names(&writes[..3]), count - 3),
    }
}

/// The values that stand side by side at a replica, if there are.
pub fn siblings(cluster: &Cluster<Node>) -> Option<Vec<WriteId>> {
    let held = REPLICAS.map(|node| replica(cluster, node).store().writes());
    held.into_iter().find(|writes| writes.len() > 1)
}

/// What the moment shows, in one sentence, with its role.
pub fn news(cluster: &Cluster<Node>) -> Option<(Role, String)> {
    let lost = lost(cluster);
    if !lost.is_empty() {
        let text = format!("✕ Acknowledged, and gone: {}", some(&lost));
        return Some((Role::Lost, text));
    }
    if let Some(writes) = siblings(cluster) {
        let text =
            format!("Side by side, as none had seen another: {}", some(&writes));
        return Some((Role::Doubt, text));
    }
    let facts = facts(cluster);
    let last = facts.last().filter(|fact| !fact.taken.saw.is_empty())?;
    let (write, saw) = (last.taken.write, some(&last.taken.saw));
    let text = format!("{write} replaces what its client had seen: {saw}");
    (!is_by_stamps(cluster)).then_some((Role::Committed, text))
}
