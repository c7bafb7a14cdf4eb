//! A contest of proposers, and what came of each ballot: for pictures of a run.
//!
//! Ballots, votes that gave way and choices are written down as they happen, seen
//! from outside: no node knows all this, and none is asked to remember it.

use super::{Ballot, Node, Phase, Settings, Value, Vote};
use super::{acceptors, chosen_votes, cluster, proposers};
use sim::{Cluster, Log, Micros, Model, NodeId};

/// A cluster whose ballots are written down.
#[derive(Clone, Debug)]
pub struct Contest {
    cluster: Cluster<Node>,
    ballots: Vec<Begun>,
    chosen: Vec<Chosen>,
    replaced: Vec<Replaced>,
}

/// A ballot that was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The ballot.
    pub ballot: Ballot,
    /// What its proposer asked votes for, if it came to that.
    pub asked: Option<Value>,
}

/// A value that was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// What the majority voted for, and in which ballot.
    pub vote: Vote,
    /// When the last vote was cast that it took.
    pub at: Micros,
}

/// An acceptor's vote that gave way to one for another value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// The acceptor.
    pub acceptor: NodeId,
    /// How it had voted.
    pub old: Vote,
    /// When it voted for another value.
    pub at: Micros,
}

/// What an acceptor is to a ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    /// It has not heard of it.
    Free,
    /// It has promised and not voted yet.
    Promised,
    /// It has voted for this.
    Voted(Value),
    /// It has promised a higher ballot, has not voted in this one and never will.
    Closed,
}

impl Contest {
    /// The contest that these settings and this seed give.
    pub fn new(settings: &Settings, seed: u64) -> Contest {
        Contest {
            cluster: cluster(settings, seed),
            ballots: Vec::new(),
            chosen: Vec::new(),
            replaced: Vec::new(),
        }
    }

    /// The nodes and the network.
    pub fn cluster(&self) -> &Cluster<Node> {
        &self.cluster
    }

    /// The ballots that were begun, in the order of their beginnings.
    pub fn ballots(&self) -> &[Begun] {
        &self.ballots
    }

    /// What was chosen, in the order of time.
    pub fn chosen(&self) -> &[Chosen] {
        &self.chosen
    }

    /// The votes that gave way, in the order of time.
    pub fn replaced(&self) -> &[Replaced] {
        &self.replaced
    }

    /// Whether this is one of the votes that chose a value.
    pub fn is_chosen(&self, vote: Vote) -> bool {
        self.chosen.iter().any(|chosen| chosen.vote == vote)
    }

    /// Two choices of different values, if consensus has failed: the first, and the
    /// first of another value.
    pub fn conflict(&self) -> Option<(Vote, Vote)> {
        let first = self.chosen.first()?.vote;
        let is_other = |chosen: &&Chosen| chosen.vote.value != first.value;
        let other = self.chosen.iter().find(is_other)?;
        Some((first, other.vote))
    }

    /// What each acceptor is to a ballot, in order.
    pub fn seats(&self, ballot: Ballot) -> Vec<Seat> {
        let seat = |(_, acceptor): (NodeId, &super::Acceptor)| {
            let votes = acceptor.votes();
            match votes.iter().find(|vote| vote.ballot == ballot) {
                Some(vote) => Seat::Voted(vote.value),
                None if acceptor.promised() == Some(ballot) => Seat::Promised,
                None if acceptor.promised() > Some(ballot) => Seat::Closed,
                None => Seat::Free,
            }
        };
        acceptors(&self.cluster).map(seat).collect()
    }

    /// Writes down what is new.
    fn observe(&mut self) {
        let at = self.cluster.now();
        for (_, proposer) in proposers(&self.cluster) {
            let ballot = proposer.ballot();
            let asked = match proposer.phase() {
                Phase::Preparing { .. } => None,
                Phase::Proposing { value, .. } => Some(value),
                Phase::Waiting | Phase::Decided(_) => continue,
            };
            match self.ballots.iter_mut().find(|begun| begun.ballot == ballot) {
                Some(begun) => begun.asked = asked,
                None => self.ballots.push(Begun { ballot, asked }),
            }
        }
        for vote in chosen_votes(&self.cluster) {
            if !self.is_chosen(vote) {
                self.chosen.push(Chosen { vote, at });
            }
        }
        for (acceptor, state) in acceptors(&self.cluster) {
            let [.., old, new] = state.votes() else { continue };
            let replaced = Replaced { acceptor, old: *old, at };
            let is_known =
                |known: &Replaced| (known.acceptor, known.old) == (acceptor, *old);
            if old.value != new.value && !self.replaced.iter().any(is_known) {
                self.replaced.push(replaced);
            }
        }
    }
}

impl Model for Contest {
    type Edit = <Cluster<Node> as Model>::Edit;

    fn next(&self) -> Option<Micros> {
        self.cluster.next()
    }

    fn step(&mut self, log: &mut Log) {
        self.cluster.step(log);
        self.observe();
    }

    fn edit(&mut self, at: Micros, edit: &Self::Edit, log: &mut Log) {
        self.cluster.edit(at, edit, log);
        self.observe();
    }

    fn name(&self, node: NodeId) -> String {
        self.cluster.name(node)
    }
}
