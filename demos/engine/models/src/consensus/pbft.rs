//! Practical Byzantine fault tolerance: three phases, counted.
//!
//! With replicas that may lie, a majority is not enough: two quorums must have an
//! *honest* replica in common. So n = 3f + 1 replicas bear f liars, and a quorum is
//! 2f + 1. And as the primary may tell each replica something else, the replicas
//! must hear from each other what they were told: everyone speaks to everyone,
//! twice. That is where the n² comes from.
//!
//! ```text
//!   primary ──pre-prepare──▶ all;  all ──prepare──▶ all;  all ──commit──▶ all
//! ```
//!
//! What can go wrong, and is not modelled: a primary that lies or is silent, which
//! a view change replaces. This counts the normal case, with nothing lost.
//!
//! - Source: Castro and Liskov, *Practical Byzantine Fault Tolerance* (1999), §4.2.
//! - Cost: 2n(n − 1) messages and three one-way delays for n replicas, without the
//!   client's request and the replies.
//! - Left out: signatures, checkpoints, view changes, batching.

use super::quorum_cost::{Hop, Protocol};
use sim::{NodeId, NodeSet};

/// The primary of the view.
const PRIMARY: u32 = 0;

/// What the replicas say to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// From the primary: this request has this number.
    PrePrepare,
    /// From a backup: that is what the primary told me.
    Prepare,
    /// I know that a quorum was told the same.
    Commit,
}

/// What a replica knows of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replica {
    /// Whether the primary's order has come.
    is_ordered: bool,
    /// Which backups said that they were told the same, itself included.
    prepares: NodeSet,
    /// Who knows that a quorum was told the same, itself included.
    commits: NodeSet,
}

impl Replica {
    /// The primary, which gives the order.
    pub fn primary() -> Replica {
        Replica { is_ordered: true, ..Replica::default() }
    }

    /// Whether the primary's order has come.
    pub const fn is_ordered(&self) -> bool {
        self.is_ordered
    }

    /// How many say that they were told the same, the primary included.
    pub const fn prepares(&self) -> u32 {
        self.prepares.len() + 1
    }

    /// How many are prepared, as far as it knows.
    pub const fn commits(&self) -> u32 {
        self.commits.len()
    }

    /// Prepared: with the primary's order, a quorum was told the same. Nobody can
    /// get another request prepared under the same number in this view.
    pub const fn is_prepared(&self, quorum: u32) -> bool {
        self.is_ordered && self.prepares() >= quorum
    }

    /// Committed: a quorum is prepared. That survives a change of view.
    pub const fn is_committed(&self, quorum: u32) -> bool {
        self.is_prepared(quorum) && self.commits.len() >= quorum
    }

    /// Takes in a message; what it then tells all the others, in order.
    pub fn receive(
        &mut self,
        me: NodeId,
        from: NodeId,
        message: Message,
        quorum: u32,
    ) -> Vec<Message> {
        let mut tells = Vec::new();
        let was_prepared = self.is_prepared(quorum);
        match message {
            Message::PrePrepare => {
                self.is_ordered = true;
                self.prepares.insert(me);
                tells.push(Message::Prepare);
            }
            Message::Prepare => {
                self.prepares.insert(from);
            }
            Message::Commit => {
                self.commits.insert(from);
            }
        }
        if !was_prepared && self.is_prepared(quorum) {
            self.commits.insert(me);
            tells.push(Message::Commit);
        }
        tells
    }
}

/// The messages of one request among `n` replicas, four or more, until all of them
/// have committed.
pub fn decide(n: u32) -> Vec<Hop> {
    let quorum = Protocol::Pbft.quorum(n);
    let mut replicas = vec![Replica::default(); n as usize];
    replicas[PRIMARY as usize] = Replica::primary();
    let others = |from: u32| (0..n).filter(move |to| *to != from);
    let mut sent: Vec<(u32, u32, Message)> =
        others(PRIMARY).map(|to| (PRIMARY, to, Message::PrePrepare)).collect();
    let (mut hops, mut step) = (Vec::new(), 0);
    while !sent.is_empty() {
        hops.extend(sent.iter().map(|(from, to, _)| Hop {
            from: *from,
            to: *to,
            step,
        }));
        step += 1;
        for (from, to, message) in std::mem::take(&mut sent) {
            let me = &mut replicas[to as usize];
            for told in me.receive(NodeId(to), NodeId(from), message, quorum) {
                sent.extend(others(to).map(|other| (to, other, told)));
            }
        }
    }
    let is_done = |replica: &Replica| replica.is_committed(quorum);
    assert!(replicas.iter().all(is_done), "nothing was lost");
    hops
}
