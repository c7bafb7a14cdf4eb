//! What is so in a run: the invariants of the paper, and what clients saw.

use super::{Client, MASTER, Master, Node, Request, Server, clients};
use sim::history::{Operation, Outcome, Register, Value};
use sim::{Cluster, NodeId};

/// The master.
pub fn master(cluster: &Cluster<Node>) -> &Master {
    match cluster.process(MASTER) {
        Node::Master(master) => master,
        Node::Client(_) | Node::Server(_) => panic!("node 0 is the master"),
    }
}

/// A client.
pub fn client(cluster: &Cluster<Node>, node: NodeId) -> &Client {
    match cluster.process(node) {
        Node::Client(client) => client,
        Node::Master(_) | Node::Server(_) => panic!("{} is no client", node.0),
    }
}

/// A server.
pub fn server(cluster: &Cluster<Node>, node: NodeId) -> &Server {
    match cluster.process(node) {
        Node::Server(server) => server,
        Node::Master(_) | Node::Client(_) => panic!("{} is no server", node.0),
    }
}

/// Whether a server is in the chain and has not stopped.
pub fn is_live(cluster: &Cluster<Node>, node: NodeId) -> bool {
    master(cluster).chain().contains(&node) && !server(cluster, node).has_stopped()
}

/// Where the histories of two neighbours break an invariant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The predecessor.
    pub before: NodeId,
    /// The successor.
    pub after: NodeId,
    /// The first place of the histories at which it is broken.
    pub place: usize,
}

/// Update Propagation: a history is a prefix of its predecessor's.
pub fn update_propagation(cluster: &Cluster<Node>) -> Option<Gap> {
    first_gap(cluster, |before, after| {
        (0..after.history().len()).find(|place| {
            after.history().get(*place) != before.history().get(*place)
        })
    })
}

/// Inprocess Requests: a history is that of the successor, followed by what is in the
/// list Sent and not in that.
pub fn inprocess_requests(cluster: &Cluster<Node>) -> Option<Gap> {
    first_gap(cluster, |before, after| {
        let is_new = |request: &&Request| !after.history().contains(request);
        let sent = before.sent().iter().filter(is_new);
        let both: Vec<_> = after.history().iter().chain(sent).collect();
        let most = both.len().max(before.history().len());
        (0..most)
            .find(|place| both.get(*place).copied() != before.history().get(*place))
    })
}

/// The first pair of live neighbours with such a place.
fn first_gap(
    cluster: &Cluster<Node>,
    find: impl Fn(&Server, &Server) -> Option<usize>,
) -> Option<Gap> {
    let live = master(cluster).chain().iter().copied();
    let mut live = live.filter(|node| is_live(cluster, *node));
    let mut before = live.next()?;
    for after in live {
        let place = find(server(cluster, before), server(cluster, after));
        if let Some(place) = place {
            return Some(Gap { before, after, place });
        }
        before = after;
    }
    None
}

/// Writes that their client was told are at all servers, and that the last live server
/// does not have.
pub fn lost(cluster: &Cluster<Node>) -> Vec<Request> {
    let chain = master(cluster).chain();
    let tail = chain.iter().rev().find(|node| is_live(cluster, **node));
    let Some(tail) = tail else { return Vec::new() };
    let history = server(cluster, *tail).history();
    let asked = clients().flat_map(|node| client(cluster, node).asked());
    let written =
        asked.filter(|asked| asked.is_write() && asked.answered.is_some());
    let written = written.map(|asked| asked.request);
    written.filter(|request| !history.contains(request)).collect()
}

/// What the clients asked and were told, of one register.
pub fn operations(
    cluster: &Cluster<Node>,
) -> Vec<Operation<Register<(), Request>>> {
    let asked = clients().flat_map(|node| client(cluster, node).asked());
    let operation = |asked: &super::Asked| {
        let call = match asked.is_write() {
            true => Register::Write((), asked.request),
            false => Register::Read(()),
        };
        let outcome = asked.answered.map_or(Outcome::Unknown, |(at, last)| {
            let value =
                if asked.is_write() { Value::Done } else { Value::Is(last) };
            Outcome::Ok { responded: at, answer: value }
        });
        let client = asked.request.client.0;
        Operation { client, call, invoked: asked.since, outcome }
    };
    asked.map(operation).collect()
}
