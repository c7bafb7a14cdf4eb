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

use super::quorum_cost::Hop;
use sim::NodeSet;

/// The primary of the view.
const PRIMARY: u32 = 0;

/// What the replicas say to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Message {
    /// From the primary: this request has this number.
    PrePrepare,
    /// From a backup: that is what the primary told me.
    Prepare,
    /// I know that a quorum was told the same.
    Commit,
}

#[derive(Clone, Copy, Debug, Default)]
struct Replica {
    /// Whether the primary's order has come.
    is_ordered: bool,
    /// Which backups said that they were told the same, itself included.
    prepares: NodeSet,
    /// Who knows that a quorum was told the same, itself included.
    commits: NodeSet,
}

impl Replica {
    /// Prepared: with the primary's order, a quorum was told the same. Nobody can
    /// get another request prepared under the same number in this view.
    fn is_prepared(&self, quorum: u32) -> bool {
        self.is_ordered && self.prepares.len() + 1 >= quorum
    }

    /// Committed: a quorum is prepared. That survives a change of view.
    fn is_committed(&self, quorum: u32) -> bool {
        self.is_prepared(quorum) && self.commits.len() >= quorum
    }
}

struct Round<'a> {
    replicas: Vec<Replica>,
    quorum: u32,
    step: u32,
    hops: &'a mut Vec<Hop>,
    sent: Vec<(u32, u32, Message)>,
}

/// The messages of one request among `n` replicas, four or more, until all of them
/// have committed.
pub fn decide(n: u32) -> Vec<Hop> {
    let mut hops = Vec::new();
    let mut round = Round {
        replicas: vec![Replica::default(); n as usize],
        // Two quorums share more replicas than can lie: 2f + 1 of 3f + 1.
        quorum: (n + (n - 1) / 3) / 2 + 1,
        step: 0,
        hops: &mut hops,
        sent: Vec::new(),
    };
    round.replicas[PRIMARY as usize].is_ordered = true;
    round.tell_all(PRIMARY, Message::PrePrepare);
    while !round.sent.is_empty() {
        round.step += 1;
        for (from, to, message) in std::mem::take(&mut round.sent) {
            round.receive(from, to, message);
        }
    }
    let quorum = round.quorum;
    let is_done = |replica: &Replica| replica.is_committed(quorum);
    assert!(round.replicas.iter().all(is_done), "nothing was lost");
    hops
}

impl Round<'_> {
    fn tell_all(&mut self, from: u32, message: Message) {
        for to in (0..self.replicas.len() as u32).filter(|to| *to != from) {
            self.hops.push(Hop { from, to, step: self.step });
            self.sent.push((from, to, message));
        }
    }

    fn receive(&mut self, from: u32, to: u32, message: Message) {
        let quorum = self.quorum;
        let me = &mut self.replicas[to as usize];
        let was_prepared = me.is_prepared(quorum);
        match message {
            Message::PrePrepare => {
                me.is_ordered = true;
                me.prepares.insert(sim::NodeId(to));
                self.tell_all(to, Message::Prepare);
            }
            Message::Prepare => {
                me.prepares.insert(sim::NodeId(from));
            }
            Message::Commit => {
                me.commits.insert(sim::NodeId(from));
            }
        }
        let me = &mut self.replicas[to as usize];
        if !was_prepared && me.is_prepared(quorum) {
            me.commits.insert(sim::NodeId(to));
            self.tell_all(to, Message::Commit);
        }
    }
}
