//! Raft: a leader that all agree on, and through it one log that all agree on.
//!
//! Time is divided into *terms*, each with at most one *leader*. The leader takes
//! in what clients ask, appends it to its log and sends it to its followers; once
//! a majority has an entry it is *committed*, and everyone applies it to its state
//! machine, in the same order. When the leader falls silent, another server begins
//! a new term and is elected by a majority of which at least one has every
//! committed entry; and nobody votes for a log whose last entry is older than its
//! own, by term and then by index (§3.6.1).
//!
//! ```text
//!  client ──x=1──▶ S1 ──Append──▶ S2, S3 ──Has #1──▶ S1 commits ──done──▶ client
//! ```
//!
//! What can go wrong is anything with the network (messages lost, doubled,
//! overtaken, links cut) and with servers that stop and come up again with what
//! they had on disk. None of it makes a committed entry disappear. All of it can
//! keep the cluster from committing anything: without a majority that can talk to
//! each other nothing goes on, and with unlucky timing elections fail for a while.
//!
//! # Where things are
//!
//! [`Server`] is split by concern: election, replication, committing, membership,
//! requests; and, as [`Settings`] say, pipelines, the disk, learners, transfer.
//! [`Client`] retries until it is answered, with a number by which the state machine
//! knows what it has done. [`checks`] say what must hold of servers, and
//! [`history()`] is what must be linearizable; [`Rules`] can be switched off one by
//! one, to see what each is needed for.
//!
//! - Source: Ongaro, [*Consensus: Bridging Theory and
//!   Practice*](https://github.com/ongardie/dissertation) (Stanford, 2014); the
//!   sections named here are its. Ongaro and Ousterhout, *In Search of an
//!   Understandable Consensus Algorithm* (USENIX ATC 2014), for Figure 8.
//! - Cost: an entry is committed after one round trip and 2(n − 1) messages; an
//!   election takes as much, after the timeout.
//! - Left out: the time that writing terms, votes and snapshots takes, snapshots
//!   sent in chunks, joint consensus, expiry of sessions, reads that rely on a lease.

pub mod breaking;
pub mod checks;
mod client;
mod commit;
mod disk;
mod election;
mod extent;
mod history;
mod leadership;
mod learner;
mod log;
mod machine;
mod membership;
mod message;
mod pipeline;
mod replication;
mod requests;
mod server;
mod settings;
mod transfer;
mod trial;
mod witness;

pub use client::{Asked, Client};
pub use history::{Seen, history};
pub use leadership::{Leadership, Progress};
pub use learner::CatchUp;
pub use log::{Entry, Log, Payload, Position, Snapshot};
pub use machine::{Answer, Call, Machine, Request};
pub use message::{
    Appended, Command, ENTRY_BYTES, HEADER_BYTES, Kind, Message, Poll, Timer, Vote,
};
pub use server::{Role, Server};
pub use settings::{
    Admission, LeaderSends, Opening, Rule, Rules, Sending, Settings, Stability,
    Window,
};
pub use transfer::{Order, Transfer};
pub use trial::{RaftEdit, Stroke, Trial, leader};
pub use witness::{Cast, Committed, Discarded, Reign, Weighed, Witness};

use sim::{Cluster, MessageKind, NodeId, Outbox, Process};

/// A node of the cluster. The servers come first, then the clients.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::large_enum_variant, reason = "most nodes are servers")]
pub enum Node {
    /// It keeps a copy of the log.
    Server(Server),
    /// It asks servers for something.
    Client(Client),
}

/// The cluster that these settings and this seed give.
///
/// ```
/// # use models::consensus::raft::*;
/// # use sim::{Log, Micros, Model};
/// let mut run = cluster(&Settings::default(), 7);
/// while run.now() < Micros::from_secs(1) {
///     run.step(&mut Log::off());
/// }
/// let leaders = servers(&run).filter(|(_, s)| s.leadership().is_some()).count();
/// assert_eq!(leaders, 1);
/// assert_eq!(checks::violated(&run), None);
/// ```
pub fn cluster(settings: &Settings, seed: u64) -> Cluster<Node> {
    Cluster::new(settings.nodes(), settings.network, seed)
}

/// The servers of a cluster, also those that are stopped.
pub fn servers(cluster: &Cluster<Node>) -> impl Iterator<Item = (NodeId, &Server)> {
    cluster.nodes().filter_map(|node| match cluster.process(node) {
        Node::Server(server) => Some((node, server)),
        Node::Client(_) => None,
    })
}

/// The clients of a cluster.
pub fn clients(cluster: &Cluster<Node>) -> impl Iterator<Item = (NodeId, &Client)> {
    cluster.nodes().filter_map(|node| match cluster.process(node) {
        Node::Client(client) => Some((node, client)),
        Node::Server(_) => None,
    })
}

impl Settings {
    /// The nodes that these settings call for, in order.
    ///
    /// # Panics
    /// If there are clients and leaders do not open their terms with an entry: after
    /// an election reads would wait for the next write (§6.4).
    pub fn nodes(&self) -> Vec<Node> {
        assert!(
            self.clients == 0 || self.opening == Opening::NoOp,
            "clients read, and a leader may answer once it has committed an entry"
        );
        let mut nodes = Vec::new();
        for node in self.servers() {
            nodes.push(Node::Server(Server::new(*self, node)));
        }
        for node in self.clients() {
            nodes.push(Node::Client(Client::new(*self, node)));
        }
        nodes
    }
}

impl Process for Node {
    type Message = Message;
    type Timer = Timer;
    type Command = Command;

    fn kind(message: &Message) -> MessageKind {
        MessageKind::of(&message.kind(), &Kind::ALL)
    }

    fn size(message: &Message) -> u64 {
        message.size()
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
            Node::Client(client) => client.receive(message, out),
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
            Node::Server(server) => server.command(command, out),
            Node::Client(client) => client.command(command, out),
        }
    }

    fn crash(&mut self) {
        match self {
            Node::Server(server) => server.crash(),
            Node::Client(client) => client.crash(),
        }
    }

    fn name(&self, node: NodeId) -> String {
        match self {
            Node::Server(server) => server.settings.name_of(node),
            Node::Client(client) => client.settings.name_of(node),
        }
    }
}
