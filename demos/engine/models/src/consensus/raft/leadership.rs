//! What a leader knows besides its log: how far each of the others has come, and
//! the reads that wait.

use super::learner::CatchUp;
use super::machine::Request;
use super::pipeline::Trust;
use super::transfer::Transfer;
use sim::{NodeId, NodeSet};
use std::hash::{Hash, Hasher};

/// What a server has in memory while it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leadership {
    /// How far each server has come, by its number.
    pub(super) progress: Vec<Progress>,
    /// The index of the first entry of its own term.
    pub(super) opened: u32,
    /// How often it has spoken to all: a follower's answer names the round that
    /// it answers, so the leader knows that it still led then.
    pub(super) round: u32,
    /// Reads that wait until a quorum has confirmed that it leads.
    pub(super) reads: Vec<PendingRead>,
    /// Who has answered since the quorum was last checked.
    pub(super) heard: NodeSet,
    /// A server that is brought up to date before it is added.
    pub(super) joining: Option<NodeId>,
    /// How far that has come, if it does so in rounds.
    pub(super) catch_up: Option<CatchUp>,
    /// To whom it hands over, if it does.
    pub(super) transfer: Option<Transfer>,
    /// What is on its way, if it is pipelined: to whom, and the last index of each
    /// Append that is not answered.
    pub(super) in_flight: Vec<(NodeId, u32)>,
}

/// How far a follower has come, as its leader knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Progress {
    /// What to send it next.
    pub next: u32,
    /// Up to here its log agrees with the leader's.
    pub matched: u32,
    /// The last index that was sent to it.
    pub sent: u32,
    /// The latest round that it answered.
    pub(super) round: u32,
    /// Refusals of what was sent in an earlier round say nothing new.
    pub(super) since: u32,
    /// Whether it is sure to take what comes next.
    pub(super) trust: Trust,
}

/// A read that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct PendingRead {
    pub request: Request,
    /// All up to here must have been applied.
    pub index: u32,
    /// A quorum must have answered this round.
    pub round: u32,
}

/// Rounds and what hangs on them are for reads, for pipelines, for learners and for
/// guarded clusters only, which are not searched: they would tell apart states that
/// act alike.
impl Hash for Leadership {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for progress in &self.progress {
            (progress.next, progress.matched, progress.sent).hash(state);
        }
        (self.opened, self.joining, self.transfer).hash(state);
    }
}

impl Leadership {
    /// Of a server that has just been elected, in a cluster of `nodes` servers,
    /// and whose log ends at `last`. It assumes that all logs do.
    pub(super) fn new(nodes: usize, last: u32) -> Leadership {
        let progress = Progress {
            next: last + 1,
            matched: 0,
            sent: last,
            round: 0,
            since: 0,
            trust: Trust::Probing,
        };
        Leadership {
            progress: vec![progress; nodes],
            opened: last + 1,
            round: 0,
            reads: Vec::new(),
            heard: NodeSet::new(),
            joining: None,
            catch_up: None,
            transfer: None,
            in_flight: Vec::new(),
        }
    }

    /// How far a follower has come.
    pub fn progress(&self, node: NodeId) -> Progress {
        self.progress[node.index()]
    }

    /// Who is brought up to date before it is added.
    pub fn joining(&self) -> Option<NodeId> {
        self.joining
    }

    /// To whom it hands over, if it does.
    pub fn transfer(&self) -> Option<Transfer> {
        self.transfer
    }

    /// How far a learner has come.
    pub fn catch_up(&self) -> Option<CatchUp> {
        self.catch_up
    }

    /// Who has the log up to `index`, the leader `me` among them.
    pub(super) fn have(&self, index: u32, me: NodeId) -> NodeSet {
        self.who(me, |progress| progress.matched >= index)
    }

    /// Who has answered `round`, the leader `me` among them.
    pub(super) fn answered(&self, round: u32, me: NodeId) -> NodeSet {
        self.who(me, |progress| progress.round >= round)
    }

    fn who(&self, me: NodeId, is_one: impl Fn(&Progress) -> bool) -> NodeSet {
        let servers = NodeId::first(self.progress.len() as u32);
        servers
            .filter(|node| *node == me || is_one(&self.progress[node.index()]))
            .collect()
    }
}
