//! One election to watch: whose timer ends first, who is voted for, who wins.
//!
//! A trial of [`election`](super::election), from the leader's last heartbeat at
//! time zero over its crash to the moment when another leads; there the run ends.
//! What happens is written down as it does, seen from outside.
//!
//! - Source: that of [`election`](super::election).
//! - Cost: that of one trial.

use super::election::{FIRST, Trial};
use super::raft::{Node, RaftEdit, Role, Timer, servers};
use sim::{Cluster, Edit, Log, Micros, Model, NodeId};

/// A race of servers to be the next leader.
#[derive(Clone, Debug)]
pub struct Race {
    cluster: Cluster<Node>,
    crash: Micros,
    has_crashed: bool,
    waits: Vec<Wait>,
    bids: Vec<Bid>,
    votes: Vec<Cast>,
    won: Option<Micros>,
}

/// A stretch of time in which a server's election timer ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// The server.
    pub server: NodeId,
    /// When the timer was set.
    pub start: Micros,
    /// When it would end.
    pub due: Micros,
    /// When it ended, or was set anew.
    pub end: Option<Micros>,
}

/// A server that asked for votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bid {
    /// The server.
    pub server: NodeId,
    /// The term that it would lead.
    pub term: u32,
    /// When it began.
    pub start: Micros,
    /// When it gave up or won.
    pub end: Option<Micros>,
    /// How many votes it has, its own among them.
    pub votes: u32,
    /// Whether it won.
    pub has_won: bool,
}

/// A vote for another server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cast {
    /// Whose vote it is.
    pub voter: NodeId,
    /// Whom it is for.
    pub candidate: NodeId,
    /// In which term.
    pub term: u32,
    /// When it was cast.
    pub at: Micros,
}

impl Race {
    /// The race of a trial on this seed.
    pub fn new(trial: &Trial, seed: u64) -> Race {
        let (cluster, crash) = trial.start(seed);
        Race {
            cluster,
            crash,
            has_crashed: false,
            waits: Vec::new(),
            bids: Vec::new(),
            votes: Vec::new(),
            won: None,
        }
    }

    /// The servers and the network.
    pub fn cluster(&self) -> &Cluster<Node> {
        &self.cluster
    }

    /// When the leader crashes: the clock of the election starts here, those of the
    /// servers started when its last heartbeat came.
    pub fn crash(&self) -> Micros {
        self.crash
    }

    /// When which election timer ran, in the order of time.
    pub fn waits(&self) -> &[Wait] {
        &self.waits
    }

    /// Who asked for votes, in the order of time.
    pub fn bids(&self) -> &[Bid] {
        &self.bids
    }

    /// Who voted for another one, in the order of time.
    pub fn votes(&self) -> &[Cast] {
        &self.votes
    }

    /// When the next leader was elected.
    pub fn won(&self) -> Option<Micros> {
        self.won
    }

    /// Whether something can be done: from the crash until another leads.
    pub fn is_open(&self) -> bool {
        self.has_crashed && self.won.is_none()
    }

    /// Writes down which timers are new, and which are over.
    fn observe_timers(&mut self) {
        let at = self.cluster.now();
        for server in self.cluster.nodes() {
            let timer = self.cluster.timer(server, Timer::Election);
            let is_open =
                |wait: &&mut Wait| wait.server == server && wait.end.is_none();
            let open = self.waits.iter_mut().find(is_open);
            if open.as_ref().map(|wait| (wait.start, wait.due)) == timer {
                continue;
            }
            if let Some(wait) = open {
                wait.end = Some(at);
            }
            let wait = |(start, due)| Wait { server, start, due, end: None };
            self.waits.extend(timer.map(wait));
        }
    }

    /// Writes down what is new.
    fn observe(&mut self) {
        self.observe_timers();
        let at = self.cluster.now();
        for (node, server) in servers(&self.cluster) {
            let term = server.term();
            if let Some(candidate) = server.voted_for().filter(|to| *to != node) {
                let vote = Cast { voter: node, candidate, term, at };
                let is_known =
                    |known: &Cast| (known.voter, known.term) == (node, term);
                if term > 1 && !self.votes.iter().any(is_known) {
                    self.votes.push(vote);
                }
            }
            let is_open = |bid: &&mut Bid| bid.server == node && bid.end.is_none();
            let bid = self.bids.iter_mut().find(is_open);
            match (server.role(), bid) {
                (Role::Candidate(votes), Some(bid)) if bid.term == term => {
                    bid.votes = votes.len();
                }
                (Role::Candidate(votes), bid) => {
                    if let Some(bid) = bid {
                        bid.end = Some(at);
                    }
                    self.bids.push(Bid {
                        server: node,
                        term,
                        start: at,
                        end: None,
                        votes: votes.len(),
                        has_won: false,
                    });
                }
                (Role::Leader(_), Some(bid)) => {
                    bid.end = Some(at);
                    bid.votes += 1; // the one that made it leader
                    bid.has_won = true;
                    self.won = Some(at);
                }
                (Role::Follower | Role::PreCandidate(_), Some(bid)) => {
                    bid.end = Some(at);
                }
                (
                    Role::Leader(_) | Role::Follower | Role::PreCandidate(_),
                    None,
                ) => {}
            }
        }
    }
}

impl Model for Race {
    type Edit = RaftEdit;

    fn next(&self) -> Option<Micros> {
        if self.won.is_some() {
            return None;
        }
        let crash = (!self.has_crashed).then_some(self.crash);
        self.cluster.next().into_iter().chain(crash).min()
    }

    fn step(&mut self, log: &mut Log) {
        let is_first = self.cluster.next().is_none_or(|at| at > self.crash);
        match is_first && !self.has_crashed {
            true => {
                self.has_crashed = true;
                self.cluster.edit(self.crash, &Edit::Crash(FIRST), log);
            }
            false => self.cluster.step(log),
        }
        self.observe();
    }

    /// While there is a leader nothing can be done.
    fn edit(&mut self, at: Micros, edit: &RaftEdit, log: &mut Log) {
        if self.is_open() {
            self.cluster.edit(at, edit, log);
            self.observe();
        }
    }

    fn name(&self, node: NodeId) -> String {
        self.cluster.name(node)
    }
}
