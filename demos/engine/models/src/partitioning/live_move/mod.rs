//! A range of keys moves from one server to another while clients write to it.
//!
//! The source copies its rows in key order, a chunk at a time (*snapshot*), then sends
//! what was written behind the copy (*catch-up*), round after round, until little is
//! left. Then it refuses writes (*fence*), sends the last of the log, and asks the map
//! to name the new owner under the next version (*switch*). Clients have a copy of the
//! map. Who comes with an old one is refused and told the newer (*redirect*).
//!
//! What can go wrong: a write that the source acknowledges after it was passed by the
//! copy, and that no later batch carries, is lost at the switch. Without the fence there
//! is always such a moment. And a message of a move that was given up must not count
//! for the next one: each names its [`Epoch`], and the map promises not to switch an
//! epoch before its source takes writes again.
//!
//! - Source: MongoDB, *Migrations* (`src/mongo/db/s/README_migrations.md`): clone,
//!   transfer of modifications, critical section, commit at the config server; a shard
//!   refuses a request of another version. Redis, *Cluster specification*: `MOVED` with
//!   the new owner, and `ASK` for one request. CockroachDB,
//!   `pkg/kv/kvserver/replica_command.go`: a learner gets a snapshot and the log, and
//!   is a voter last; `NotLeaseHolderError` names who has the lease. TiKV,
//!   `errorpb.proto`: `EpochNotMatch` for a command by an old version of a region.
//! - Cost: the rows once, what is written meanwhile once more; writes are refused for
//!   four one-way delays, two for the last of the log and two for the switch.
//! - Left out: replicas of each server and of the map, reads, deletions, many ranges,
//!   deleting the source's copy later.

mod client;
#[cfg(not(target_arch = "wasm32"))]
mod experiments;
mod map;
mod message;
mod server;
mod settings;
mod source;
mod state;
mod target;

pub use client::{Client, Pending};
#[cfg(not(target_arch = "wasm32"))]
pub use experiments::Copying;
pub use map::Map;
pub use message::{
    Batch, Command, Epoch, Kind, Message, Place, Refusal, Row, Timer, Version,
};
pub use server::{Reign, Server};
pub use settings::{
    CHUNKS, CLIENTS, KEYS, MAP, Order, SOURCE, Settings, TARGET, WRITERS, clients,
};
pub use source::{Moving, Step};
pub use state::{
    both_own, client, lost, map, owner, pending, server, taken_by_both,
};

use sim::{Cluster, MessageKind, Micros, NodeId, Outbox, Process};

/// A node of the cluster, by its role.
#[derive(Clone, Debug)]
pub enum Node {
    /// Who owns the range: node 0.
    Map(Map),
    /// Nodes 1 and 2, called A and B: one of them owns the range.
    Server(Box<Server>),
    /// All others, called C1 to C3.
    Client(Client),
}

/// The cluster that these settings and this seed give.
///
/// ```
/// # use models::partitioning::live_move::*;
/// # use sim::{Micros, Run};
/// let mut run = Run::new(cluster(&Settings::default(), 1), Vec::new());
/// run.seek(Micros::from_secs(10));
/// assert_eq!(owner(run.model()), Place { version: Version(2), server: TARGET });
/// assert!(lost(run.model()).is_empty());
/// ```
pub fn cluster(settings: &Settings, seed: u64) -> Cluster<Node> {
    let rows = settings.first_rows(seed);
    let server = |rows| Node::Server(Box::new(Server::new(*settings, rows)));
    let first = [Node::Map(Map::new()), server(rows), server(Vec::new())];
    let clients = clients().map(|_| Node::Client(Client::new(*settings)));
    let nodes = first.into_iter().chain(clients).collect();
    Cluster::new(nodes, settings.network(), seed)
}

impl Process for Node {
    type Message = Message;
    type Timer = Timer;
    type Command = Command;

    fn kind(message: &Message) -> MessageKind {
        MessageKind::of(&message.kind(), &Kind::ALL)
    }

    fn start(&mut self, out: &mut Outbox<Node>) {
        match self {
            Node::Map(_) => {}
            Node::Server(server) => server.start(out),
            Node::Client(client) => client.start(out),
        }
    }

    fn receive(&mut self, from: NodeId, message: Message, out: &mut Outbox<Node>) {
        match self {
            Node::Map(map) => map.receive(from, message, out),
            Node::Server(server) => server.receive(from, message, out),
            Node::Client(client) => client.receive(from, message, out),
        }
    }

    fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match self {
            Node::Map(_) => panic!("the map sets no {timer}"),
            Node::Server(server) => server.expire(timer, out),
            Node::Client(client) => client.expire(timer, out),
        }
    }

    fn command(&mut self, command: Command, out: &mut Outbox<Node>) {
        match self {
            Node::Map(_) => {}
            Node::Server(server) => server.command(command, out),
            Node::Client(client) => client.command(command, out),
        }
    }

    fn crash(&mut self) {
        match self {
            // All that it has is on disk.
            Node::Map(_) => {}
            Node::Server(server) => server.crash(),
            Node::Client(client) => client.crash(),
        }
    }

    fn repair(&self) -> Option<Micros> {
        match self {
            Node::Map(_) | Node::Client(_) => None,
            Node::Server(server) => server.repair(),
        }
    }

    fn restart(&mut self, out: &mut Outbox<Node>) {
        match self {
            Node::Map(_) => {}
            Node::Server(server) => server.restart(out),
            Node::Client(client) => client.start(out),
        }
    }

    fn name(&self, node: NodeId) -> String {
        match node {
            MAP => "map".into(),
            SOURCE => "A".into(),
            TARGET => "B".into(),
            client => format!("C{}", client.0 - TARGET.0),
        }
    }
}
