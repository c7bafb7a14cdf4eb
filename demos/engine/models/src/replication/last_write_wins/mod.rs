//! One key on two replicas that both take writes: which of two writes stays?
//!
//! A replica takes a write at once, says that it is done, and tells the other one
//! later. Then both must come to hold the same. *Last write wins* keeps the value
//! with the greater stamp of a clock. *Version vectors* keep both, unless one of
//! the two clients had been shown what the other had written.
//!
//! What can go wrong: clocks differ. If A's is ahead by s, then for as long as s
//! every write through B that follows one through A has the smaller stamp: the
//! later write is dropped, though its client was told that it is done, and even
//! where that client had read the earlier one. Both replicas agree in the end, and
//! no error is shown. Synchronised clocks make s small, not zero. A client whose
//! answer was lost sends its write again: a replica must know it by its name, or it
//! would get a new stamp.
//!
//! - Source: Johnson and Thomas, *The Maintenance of Duplicate Databases* (RFC 677,
//!   1975) for stamps; DeCandia et al., *Dynamo* (SOSP 2007), §4.4 for vectors;
//!   Kingsbury, *Call me maybe: Cassandra* (2013) for what is lost. The vectors are
//!   those of [`clocks::dotted`](crate::clocks::dotted).
//! - Cost: a stamp has 8 bytes; a version vector an entry for each replica, and
//!   whoever reads may be shown several values and has to merge them.
//! - Left out: more than one key, more than two replicas, deletions, clocks that
//!   drift or are set while the store runs.

mod client;
#[cfg(not(target_arch = "wasm32"))]
mod experiments;
mod message;
mod replica;
mod settings;
mod state;
mod store;

pub use client::{Client, Wrote};
#[cfg(not(target_arch = "wasm32"))]
pub use experiments::{Overwrite, Overwrites};
pub use message::{Command, Kind, Message, Shown, Timer, WriteId, names};
pub use replica::{Cause, Held, Replica, Taken};
pub use settings::{CLIENTS, REPLICAS, Rule, Settings, home, other};
pub use state::{
    Fact, client, facts, has_successor, is_held, is_settled, lost, really, replica,
    winner, wrote,
};
pub use store::{Sibling, Stamped, Store};

use sim::cluster::Clock;
use sim::{Cluster, MessageKind, Micros, NodeId, Outbox, Process};

/// A node of the cluster, by its role.
#[derive(Clone, Debug)]
pub enum Node {
    /// Nodes 0 and 1, called A and B.
    Replica(Replica),
    /// Nodes 2 and 3: Ann, who asks A, and Bob, who asks B.
    Client(Client),
}

/// The cluster that these settings and this seed give.
///
/// ```
/// # use models::replication::last_write_wins::*;
/// # use sim::{Edit, Micros, Run};
/// let write = |at, client| {
///     (Micros::from_millis(at), Edit::Ask(client, Command::Write))
/// };
/// let edits = vec![write(100, CLIENTS[0]), write(250, CLIENTS[1])];
/// let mut run = Run::new(cluster(&Settings::default(), 1), edits);
/// run.seek(Micros::from_secs(1));
/// assert_eq!(names(&lost(run.model())), "b1"); // the later write
/// ```
pub fn cluster(settings: &Settings, seed: u64) -> Cluster<Node> {
    let replicas = REPLICAS.map(|_| Node::Replica(Replica::new(*settings)));
    let clients = CLIENTS.map(|_| Node::Client(Client::new(*settings)));
    let nodes = replicas.into_iter().chain(clients).collect();
    let mut cluster = Cluster::new(nodes, settings.network(), seed);
    for (node, ahead) in REPLICAS.into_iter().zip(settings.ahead) {
        let offset_micros = ahead.get() as i64;
        cluster = cluster.with_clock(node, Clock { offset_micros, drift_ppm: 0 });
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
            Node::Replica(_) => {}
            Node::Client(client) => client.start(out),
        }
    }

    fn receive(&mut self, from: NodeId, message: Message, out: &mut Outbox<Node>) {
        match self {
            Node::Replica(replica) => replica.receive(from, message, out),
            Node::Client(client) => client.receive(from, message, out),
        }
    }

    fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match self {
            Node::Replica(replica) => replica.expire(timer, out),
            Node::Client(client) => client.expire(timer, out),
        }
    }

    fn command(&mut self, command: Command, out: &mut Outbox<Node>) {
        match self {
            Node::Replica(_) => {}
            Node::Client(client) => client.command(command, out),
        }
    }

    fn crash(&mut self) {
        match self {
            // All that it has is on disk.
            Node::Replica(_) => {}
            Node::Client(client) => client.crash(),
        }
    }

    fn repair(&self) -> Option<Micros> {
        match self {
            Node::Replica(replica) => replica.repair(),
            Node::Client(_) => None,
        }
    }

    fn restart(&mut self, out: &mut Outbox<Node>) {
        match self {
            Node::Replica(replica) => replica.restart(out),
            Node::Client(client) => client.start(out),
        }
    }

    fn name(&self, node: NodeId) -> String {
        match node {
            NodeId(0) => "A".into(),
            NodeId(1) => "B".into(),
            NodeId(2) => "Ann".into(),
            NodeId(_) => "Bob".into(),
        }
    }
}
