//! Chain replication: servers in a row, writes at the head, answers from the tail.
//!
//! The head orders the writes. Each server stores one and passes it on to its
//! successor; the tail, which is the last to have it, answers the client. Then
//! acknowledgements run back up. What a server has and what is not known to be at the
//! tail is its list *Sent*. Reads go to the tail. A master removes a server that has
//! stopped: a new head or a new tail is told that it is one; where one in the middle
//! is gone, its successor says what it has, and its predecessor sends the rest.
//!
//! Two invariants carry the proof. *Update Propagation*: the history of a server is a
//! prefix of its predecessor's. *Inprocess Requests*: the history of a server is that
//! of its successor, followed by what is in its list Sent.
//!
//! What can go wrong: a message of a predecessor that was removed comes late, and is
//! taken for one of the new predecessor. So each names the configuration, its
//! [`Epoch`], in which sender and receiver became neighbours, and its number since then,
//! as on a connection of their own. A client that has had no answer asks again with the
//! same [`Request`], which a history has once.
//!
//! - Source: van Renesse and Schneider, [*Chain Replication for Supporting High
//!   Throughput and Availability*](https://www.cs.cornell.edu/home/rvr/papers/OSDI04.pdf)
//!   (OSDI 2004), §3: protocol, invariants, and the three failures.
//! - Cost: for n servers a write takes n + 1 messages one after the other, and n − 1
//!   acknowledgements that nobody waits for: 2n, as many as a leader that sends to all.
//! - Left out: a new server that joins behind the tail, more than one object, several
//!   chains. As in the paper servers stop and nothing worse, each stop is detected, the
//!   master does not fail, and links lose nothing.

mod client;
#[cfg(not(target_arch = "wasm32"))]
mod experiments;
mod master;
mod message;
mod server;
mod settings;
mod state;

pub use client::{Asked, Client};
#[cfg(not(target_arch = "wasm32"))]
pub use experiments::{Wait, chain_latency, chain_messages, fan_out_latency};
pub use master::Master;
pub use message::{Command, Epoch, Kind, Message, Request, Timer};
pub use server::{Link, Server};
pub use settings::{CLIENTS, MASTER, Reads, Resend, Settings, clients, head};
pub use state::{
    Gap, client, inprocess_requests, is_live, lost, master, operations, server,
    update_propagation,
};

use sim::{Cluster, MessageKind, NodeId, Outbox, Process};

/// A node of the cluster, by its role.
#[derive(Clone, Debug)]
pub enum Node {
    /// Who says which servers are the chain: node 0.
    Master(Master),
    /// Nodes 1 and 2, called A and B.
    Client(Client),
    /// All others, called S1, S2 and so on, from head to tail.
    Server(Box<Server>),
}

/// The cluster that these settings and this seed give.
///
/// ```
/// # use models::replication::chain::*;
/// # use sim::{Edit, Micros, Run};
/// let write = Edit::Ask(NodeId(1), Command::Write);
/// # use sim::NodeId;
/// let start = cluster(&Settings::default(), 1);
/// let mut run = Run::new(start, vec![(Micros::ZERO, write)]);
/// run.seek(Micros::from_secs(1));
/// // Five messages of 40 ms, and four servers that store it in 20 ms.
/// let asked = &client(run.model(), NodeId(1)).asked()[0];
/// assert_eq!(asked.took(), Some(Micros::from_millis(280)));
/// ```
pub fn cluster(settings: &Settings, seed: u64) -> Cluster<Node> {
    let chain: Vec<NodeId> = settings.servers().collect();
    let master = Node::Master(Master::new(chain.clone()));
    let clients = clients().map(|_| Node::Client(Client::new(*settings)));
    let servers = (0..chain.len())
        .map(|place| Node::Server(Box::new(Server::new(*settings, &chain, place))));
    let nodes = [master].into_iter().chain(clients).chain(servers).collect();
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
            Node::Master(_) | Node::Server(_) => {}
            Node::Client(client) => client.start(out),
        }
    }

    fn receive(&mut self, from: NodeId, message: Message, out: &mut Outbox<Node>) {
        match self {
            Node::Master(master) => master.receive(from, message, out),
            Node::Client(client) => client.receive(from, message, out),
            Node::Server(server) => server.receive(from, message, out),
        }
    }

    fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match self {
            Node::Master(_) => panic!("the master sets no {timer}"),
            Node::Client(client) => client.expire(timer, out),
            Node::Server(server) => server.expire(timer, out),
        }
    }

    fn command(&mut self, command: Command, out: &mut Outbox<Node>) {
        match self {
            Node::Master(_) => {}
            Node::Client(client) => client.command(command, out),
            Node::Server(server) => server.command(command, out),
        }
    }

    fn crash(&mut self) {
        match self {
            Node::Master(_) | Node::Client(_) => {}
            Node::Server(server) => server.crash(),
        }
    }

    fn name(&self, node: NodeId) -> String {
        match node.0 {
            0 => "master".into(),
            1 => "A".into(),
            2 => "B".into(),
            server => format!("S{}", server - CLIENTS),
        }
    }
}
