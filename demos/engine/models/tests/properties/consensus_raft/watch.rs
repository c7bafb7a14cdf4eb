//! What an observer of a cluster sees that its servers do not write down: who counted
//! for what was committed, and whose order an election followed.

use models::consensus::raft::{self, Message, Node, Poll, Server};
use sim::{Cluster, MessageId, NodeId};
use std::collections::BTreeSet;

/// An observer of one run.
#[derive(Default)]
pub struct Watch {
    /// The commit index of each server when it was last looked at.
    commits: Vec<u32>,
    /// Who was told to stand, in which term.
    orders: BTreeSet<(u32, NodeId)>,
    /// Orders that reach a server in a later term than theirs.
    void: BTreeSet<MessageId>,
    /// Who was a voter in some server's log at some time.
    voters: BTreeSet<NodeId>,
    /// Whether several Appends were on their way to one follower that go on from
    /// each other.
    pub is_pipelined: bool,
}

impl Watch {
    /// Looks at a cluster to which something has just happened: what is wrong there.
    pub fn look(&mut self, cluster: &Cluster<Node>) -> Option<&'static str> {
        let servers: Vec<_> = raft::servers(cluster).collect();
        self.commits.resize(servers.len(), 0);
        for (node, server) in &servers {
            self.voters.extend(server.voters().iter());
            let leads = server.leadership().is_some();
            let before = self.commits[node.index()];
            if leads && before < server.commit() && !is_backed(server, &servers) {
                return Some("a commit lacks a majority of the voters' disks");
            }
        }
        for (node, server) in &servers {
            self.commits[node.index()] = server.commit();
        }
        self.look_at_messages(cluster, &servers)
    }

    fn look_at_messages(
        &mut self,
        cluster: &Cluster<Node>,
        servers: &[(NodeId, &Server)],
    ) -> Option<&'static str> {
        for (_, on_way) in cluster.in_flight() {
            if let Message::TimeoutNow { term } = on_way.message {
                self.orders.insert((term, on_way.to));
            }
        }
        let mut last = None;
        for (id, on_way) in cluster.in_flight() {
            match &on_way.message {
                Message::RequestVote { .. } | Message::Vote { .. }
                    if !self.voters.contains(&on_way.from) =>
                {
                    return Some("a learner takes part in an election");
                }
                Message::RequestVote { poll: Poll::Told, term, .. } => {
                    if !self.orders.contains(&(term - 1, on_way.from)) {
                        return Some("nobody's order in this term was followed");
                    }
                }
                Message::TimeoutNow { term } => {
                    if *term < servers[on_way.to.index()].1.term() {
                        self.void.insert(id);
                    }
                }
                Message::Append { previous, entries, .. } => {
                    let here = (on_way.from, on_way.to, previous.index);
                    let end = previous.index + entries.len() as u32;
                    self.is_pipelined |= last == Some(here) && !entries.is_empty();
                    last = Some((on_way.from, on_way.to, end));
                }
                Message::Appended { .. }
                | Message::RequestVote { .. }
                | Message::Vote { .. }
                | Message::InstallSnapshot { .. }
                | Message::TermOver { .. }
                | Message::Request(_)
                | Message::Answer { .. }
                | Message::Redirect { .. } => {}
            }
        }
        None
    }

    /// How many servers were elected because they were told to stand.
    pub fn transferred(&self, cluster: &Cluster<Node>) -> u64 {
        let servers = raft::servers(cluster);
        let elected = servers.flat_map(|(node, server)| {
            server.witness().led().map(move |term| (term - 1, node))
        });
        elected.filter(|order| self.orders.contains(order)).count() as u64
    }

    /// How many orders reached a server in a later term than theirs.
    pub fn void(&self) -> u64 {
        self.void.len() as u64
    }
}

/// Whether a majority of the voters has on disk what this leader holds to be
/// committed.
fn is_backed(leader: &Server, servers: &[(NodeId, &Server)]) -> bool {
    let (at, voters) = (leader.commit(), leader.voters());
    let has = |server: &Server| {
        let is_compacted = at <= server.log().snapshot().last.index;
        let is_same = server.log().term_at(at) == leader.log().term_at(at);
        is_compacted || (is_same && at <= server.written())
    };
    let copies = servers.iter().filter(|(node, _)| voters.contains(*node));
    let copies = copies.filter(|(_, server)| has(server)).count() as u32;
    copies > voters.len() / 2
}
