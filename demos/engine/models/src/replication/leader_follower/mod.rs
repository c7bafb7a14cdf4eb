//! A leader and its followers: the leader takes writes, the followers copy its log, and
//! one of them takes over when it dies.
//!
//! A write has a place in the leader's log. The leader forces it to its disk and sends
//! it to the followers, who force it to theirs and say so. When the client is told that
//! the write is done is a [`Policy`]. A monitor listens to the leader. If it hears
//! nothing for too long it asks the servers what they have (*poll*), and names the one
//! that has the most (*election*) under the next [`Epoch`] (*promotion*). A former
//! leader that comes back finds where the new epoch began, drops what it has behind
//! that (*rewind*), and follows.
//!
//! What can go wrong: what was acknowledged and had not been sent is lost, the write
//! rate times the lag of the follower that takes over. The leader that is taken to be
//! dead may live: without fencing it acknowledges on, and all of that is lost as well.
//! A poll whose answer is no promise misses what the old leader still sends. A follower
//! that has an entry of an older epoch on disk has no more than a copy of it: the copy
//! counts once the log is one of the leader's epoch, as a later leader may lack it
//! otherwise.
//!
//! - Source: Oki and Liskov, *Viewstamped Replication* (1988), and its rule that the log
//!   of the latest view wins. PostgreSQL: timelines, `pg_rewind`, and a WAL sender that
//!   sends what is flushed. MySQL: semi-synchronous replication, which falls back after
//!   `rpl_semi_sync_source_timeout`. Gray and Cheriton, *Leases* (SOSP 1989).
//! - Cost: a write waits for the slowest copy that it needs, the k-th fastest of the
//!   followers. Failover takes the detection, a round trip to poll, and one message;
//!   a lease adds a round trip.
//! - Left out: the group that a real monitor is, clocks of different speed (a lease
//!   needs them alike), snapshots for a follower that is far behind, changes of
//!   membership. A leader that restarts before it is missed is replaced all the same.

mod client;
#[cfg(not(target_arch = "wasm32"))]
mod experiments;
mod follower;
mod leader;
mod log;
mod message;
mod monitor;
mod reads;
mod server;
mod settings;
mod shipping;
mod state;
mod timer;

pub use client::{Acknowledged, Client, Pending};
#[cfg(not(target_arch = "wasm32"))]
pub use experiments::{Failover, Latencies};
pub use follower::Following;
pub use leader::{Leadership, Mode};
pub use log::{Entry, Gone, History, Log};
pub use message::{Append, Epoch, Kind, Message, Place, Position, Write};
pub use monitor::{Monitor, Watch};
pub use reads::{Guarantee, Operation, Reads, Session, Violation, violations};
pub use server::{Reign, Role, Server};
pub use settings::{CLIENTS, Election, FIRST, Fencing, MONITOR, Policy, Settings};
pub use state::{
    SplitBrain, acknowledged, clients, leader, lost, monitor, recovery_point,
    server, servers, split_brain, takes_over,
};
pub use timer::{Command, Timer};

use sim::{Cluster, MessageKind, Micros, NodeId, Outbox, Process};

/// A node of the cluster, by its role.
#[derive(Clone, Debug)]
pub enum Node {
    /// Who names the leader: node 0.
    Monitor(Monitor),
    /// The nodes after it, called S1, S2 and so on.
    Server(Box<Server>),
    /// All others, called C1 and C2.
    Client(Client),
}

/// The cluster that these settings and this seed give.
///
/// ```
/// # use models::replication::leader_follower::*;
/// # use sim::{Micros, Run};
/// let mut run = Run::new(cluster(&Settings::default(), 1), Vec::new());
/// run.seek(Micros::from_secs(10));
/// assert_eq!(leader(run.model()), Place { epoch: Epoch(1), server: FIRST });
/// assert!(lost(run.model()).is_empty());
/// ```
pub fn cluster(settings: &Settings, seed: u64) -> Cluster<Node> {
    let monitor = Node::Monitor(Monitor::new(*settings));
    let servers = settings.servers();
    let servers = servers.map(|_| Node::Server(Box::new(Server::new(*settings))));
    let clients = settings.clients().map(|_| Node::Client(Client::new(*settings)));
    let nodes = [monitor].into_iter().chain(servers).chain(clients).collect();
    Cluster::new(nodes, settings.network(), seed)
}

impl Process for Node {
    type Message = Message;
    type Timer = Timer;
    type Command = Command;
    const TELLS_TIMERS: bool = false;

    fn is_told(message: &Message) -> bool {
        message.kind() != Kind::Heartbeat
    }

    fn kind(message: &Message) -> MessageKind {
        MessageKind::of(&message.kind(), &Kind::ALL)
    }

    fn start(&mut self, out: &mut Outbox<Node>) {
        match self {
            Node::Monitor(monitor) => monitor.start(out),
            Node::Server(server) => server.start(out),
            Node::Client(client) => client.start(out),
        }
    }

    fn receive(&mut self, from: NodeId, message: Message, out: &mut Outbox<Node>) {
        match self {
            Node::Monitor(monitor) => monitor.receive(from, message, out),
            Node::Server(server) => server.receive(from, message, out),
            Node::Client(client) => client.receive(from, message, out),
        }
    }

    fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match self {
            Node::Monitor(monitor) => monitor.expire(timer, out),
            Node::Server(server) => server.expire(timer, out),
            Node::Client(client) => client.expire(timer, out),
        }
    }

    fn command(&mut self, command: Command, out: &mut Outbox<Node>) {
        match self {
            Node::Monitor(monitor) => monitor.command(command),
            Node::Server(server) => server.command(command),
            Node::Client(client) => client.command(command, out),
        }
    }

    fn crash(&mut self) {
        match self {
            // All that it has is on disk.
            Node::Monitor(_) => {}
            Node::Server(server) => server.crash(),
            Node::Client(client) => client.crash(),
        }
    }

    fn repair(&self) -> Option<Micros> {
        match self {
            Node::Monitor(_) | Node::Client(_) => None,
            Node::Server(server) => server.repair(),
        }
    }

    fn restart(&mut self, out: &mut Outbox<Node>) {
        match self {
            Node::Monitor(monitor) => monitor.start(out),
            Node::Server(server) => server.restart(out),
            Node::Client(client) => client.start(out),
        }
    }

    fn name(&self, node: NodeId) -> String {
        let servers = match self {
            Node::Monitor(monitor) => monitor.servers(),
            Node::Server(server) => server.settings.servers,
            Node::Client(client) => client.servers(),
        };
        match node.0 {
            0 => "monitor".into(),
            server if server <= servers => format!("S{server}"),
            client => format!("C{}", client - servers),
        }
    }
}
