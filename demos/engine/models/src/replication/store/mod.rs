//! A replicated store without a leader: every client asks the replicas itself.
//!
//! Each key lives on N replicas, in two regions. A write is acknowledged when W of
//! them have stored it, a read is answered when R have told what they have. If R +
//! W > N, every read quorum meets every write quorum. Quorums alone are not
//! linearizable: of two reads during a write the earlier may return the new value
//! and the later the old one. With two rounds they are ([`Protocol::WriteBack`],
//! *ABD*): a write asks for the newest stamp and takes a greater one, and a read
//! has what it returns stored by W before it returns.
//!
//! What can go wrong: while the regions are cut, a client that cannot reach a
//! quorum is not served. With R = W = 1 it is, and then reads are stale, and two
//! regions write without having seen each other: last-writer-wins drops one of
//! these writes and tells nobody, version vectors keep both as *siblings*, and
//! somebody has to merge them. A write without enough answers has not failed: some
//! replicas have it, and a later read may see it. A sloppy quorum has W
//! acknowledgements of servers that no read quorum meets.
//!
//! - Source: Gilbert and Lynch, *Brewer's conjecture and the feasibility of
//!   consistent, available, partition-tolerant web services* (SIGACT News 33(2),
//!   2002). Attiya, Bar-Noy and Dolev, *Sharing memory robustly in message-passing
//!   systems* (JACM 42(1), 1995): one writer; Lynch and Shvartsman, *Robust
//!   emulation of shared memory using dynamic quorum-acknowledged broadcasts* (FTCS
//!   1997): many, who ask first. DeCandia et al., *Dynamo: Amazon's highly
//!   available key-value store* (SOSP 2007), sections 4.4 to 4.7: version vectors,
//!   sloppy quorum, hinted handoff, read repair, anti-entropy; section 6.4: clients
//!   that coordinate their requests themselves.
//! - Cost: one round trip to the R-th or W-th nearest replica, two in the
//!   linearizable mode; 2·N messages a round. In WARS of Bailis et al.
//!   (*Probabilistically bounded staleness*, VLDB 2012) the four legs are the
//!   latencies of `Put`, `Stored`, `Query` and `Has`.
//! - Left out: many nodes with a ring of keys, membership, Merkle trees (a server
//!   sends all that it has), deletions, and coordinators: in Cassandra, Riak and
//!   most set-ups of Dynamo the client asks one server, which does what the client
//!   does here.

mod answers;
mod client;
#[cfg(not(target_arch = "wasm32"))]
mod experiments;
mod message;
mod operation;
mod policy;
mod regions;
mod round;
mod server;
mod settings;
mod state;
mod version;

pub use client::Client;
#[cfg(not(target_arch = "wasm32"))]
pub use experiments::{CutOff, Measured};
pub use message::{
    Action, Command, Entry, KEYS_MAX, Key, Kind, Message, Ticket, Timer,
    server_name,
};
pub use operation::{Call, Effect, Operation, Outcome, calls, missed};
pub use policy::Policy;
pub use regions::{Partition, Store, StoreEdit, pairs_between_regions};
pub use round::{Purpose, Round};
pub use server::{Hint, Replaced, Server};
pub use settings::{
    Cut, Jitter, Merge, Outage, Protocol, Region, Settings, Switch,
};
pub use state::{
    Share, availability, client, conflicts, has_converged, history, merged, merges,
    overwritten_unseen, server, settings, stale_reads,
};
pub use version::{Stamp, Value, Version, in_words, merge};

use sim::{Cluster, MessageKind, NodeId, Outbox, Process};

/// A node of the cluster, by its role.
#[derive(Clone, Debug)]
pub enum Node {
    /// Keeps versions: S1, S2, …
    Server(Server),
    /// Reads and writes: A, B, …
    Client(Client),
}

/// The servers and clients that these settings and this seed give. For cuts between
/// the regions and a check of the history as it grows, see [`Store`].
///
/// ```
/// # use models::replication::store::*;
/// # use sim::{Micros, Run};
/// let mut run = Run::new(cluster(&Settings::default(), 1), Vec::new());
/// run.seek(Micros::from_secs(4));
/// let history = history(run.model());
/// assert!(history.len() > 10);
/// assert!(sim::history::check(&calls(&history)).is_linearizable());
/// assert!(stale_reads(run.model(), &history).is_empty());
/// ```
pub fn cluster(settings: &Settings, seed: u64) -> Cluster<Node> {
    let servers = settings.all_servers();
    let servers = servers.map(|_| Node::Server(Server::new(*settings)));
    let clients = settings.all_clients();
    let clients = clients.map(|_| Node::Client(Client::new(*settings)));
    let nodes = servers.chain(clients).collect();
    let mut cluster = Cluster::new(nodes, settings.network(), seed);
    for pair in pairs_between_regions(settings) {
        cluster = cluster.with_latency(pair, settings.between_regions());
    }
    cluster
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
            Node::Server(server) => server.start(out),
            Node::Client(client) => client.start(out),
        }
    }

    fn receive(&mut self, from: NodeId, message: Message, out: &mut Outbox<Node>) {
        match self {
            Node::Server(server) => server.receive(from, message, out),
            Node::Client(client) => client.receive(from, message, out),
        }
    }

    fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match self {
            Node::Server(server) => server.expire(timer, out),
            Node::Client(client) => client.expire(timer, out),
        }
    }

    fn command(&mut self, command: Command, out: &mut Outbox<Node>) {
        match self {
            Node::Server(server) => server.command(command),
            Node::Client(client) => client.command(command, out),
        }
    }

    fn crash(&mut self) {
        match self {
            Node::Server(server) => server.crash(),
            Node::Client(client) => client.crash(),
        }
    }

    fn restart(&mut self, out: &mut Outbox<Node>) {
        match self {
            Node::Server(server) => server.start(out),
            Node::Client(client) => client.restart(out),
        }
    }

    fn name(&self, node: NodeId) -> String {
        let settings = match self {
            Node::Server(server) => server.settings(),
            Node::Client(client) => client.settings(),
        };
        match node.0.checked_sub(settings.server_count()) {
            None => server_name(node),
            Some(client) => char::from(b'A' + client as u8).to_string(),
        }
    }
}
