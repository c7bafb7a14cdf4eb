//! Two-phase commit: every participant commits, or none does.
//!
//! The coordinator asks all participants to prepare, and commits only if each of
//! them votes yes. A participant that has voted yes has given up its right to
//! abort: until it hears the outcome it is *in doubt*, and it holds its locks.
//!
//! ```text
//!      C ──Prepare──▶ P ──Vote──▶ C ──Commit or Abort──▶ P ──Ack──▶ C
//!                     └────────── in doubt ─────────────┘
//! ```
//!
//! What can go wrong is that the coordinator dies inside this window. It alone
//! knows, or would have known, the outcome, so everyone waits for its repair: the
//! protocol *blocks*. Outside the window nobody waits for anyone: a participant
//! that has not voted may abort, and one that has heard the outcome is done.
//!
//! # The ways out that are modelled
//!
//! - [`Termination::Cooperative`]: whoever is in doubt asks the other participants
//!   too. It helps only if one of them has heard the outcome, or has not voted.
//! - [`Coordination::Replicated`]: a [`Standby`] keeps a second copy of the
//!   decision and takes over when the coordinator falls silent.
//! - [`Protocol::ThreePhase`]: nobody commits before everyone knows that all votes
//!   were yes. Survivors can then finish alone, but a network that is cut makes
//!   two groups of survivors, and they may finish differently.
//!
//! # One transaction
//!
//! The participants have done their work and hold their locks when the run begins;
//! [`BEGIN`] later the client asks the coordinator to commit.
//!
//! - Source: Gray, *Notes on Data Base Operating Systems* (1978); Gray and
//!   Lamport, *Consensus on Transaction Commit* (2006), §3; Bernstein,
//!   Hadzilacos and Goodman, *Concurrency Control and Recovery in Database
//!   Systems* (1987), ch. 7, for time-outs, recovery and cooperation.
//! - Cost: for n participants 3n messages and three one-way delays until all have
//!   heard the outcome, and n acknowledgements more until the coordinator may
//!   forget it. Gray and Lamport count 3n − 1 messages and four delays, because
//!   there a participant, not a client, tells the coordinator to begin.
//! - Left out: other transactions that want the locks, the time that a forced log
//!   write takes, read-only participants, trees of coordinators, presumed commit,
//!   collecting old log records, and an operator who settles a doubt by hand.

mod checks;
mod coordinator;
mod doubt;
mod experiments;
mod message;
mod participant;
mod recovery;
mod rounds;
mod settings;
mod standby;
mod state;
mod telling;
mod termination;

pub use checks::{
    Agreement, agreement, blocked, in_doubt, lock_time, outcome, participants,
};
pub use coordinator::{Coordinator, CoordinatorPhase};
pub use experiments::{
    Cost, Crash, Ending, HORIZON, Share, blocking_share, cost, crashes,
    doubt_windows, torn_share, undecided_share,
};
pub use message::{Message, Outcome, Stage, Timer, Vote};
pub use participant::{Participant, Phase};
pub use settings::{
    BEGIN, COORDINATOR, Coordination, CrashPoint, Presumption, Protocol, Settings,
    Termination,
};
pub use standby::{Standby, StandbyPhase};
pub use state::{Doubt, Locks, Stages, Stamp, Tally};

use sim::{Cluster, MessageKind, Micros, Never, NodeId, Outbox, Process};

/// A node of the cluster, by its role.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// It decides: node 0, called C.
    Coordinator(Coordinator),
    /// It holds a part of the data: nodes 1 to n, called P1 to Pn.
    Participant(Participant),
    /// It keeps a copy of the decision: node n + 1, called S, if there is one.
    Standby(Standby),
}

/// The cluster that these settings and this seed give.
///
/// ```
/// # use models::transactions::two_phase_commit::*;
/// # use sim::{Log, Micros, Model};
/// let mut run = cluster(&Settings::default(), 7);
/// while run.next().is_some() {
///     run.step(&mut Log::off());
/// }
/// assert_eq!(agreement(&run), Agreement::Kept);
/// assert_eq!(outcome(&run), Some(Outcome::Commit));
/// assert!(in_doubt(&run).is_empty());
/// ```
pub fn cluster(settings: &Settings, seed: u64) -> Cluster<Node> {
    Cluster::new(settings.nodes(), settings.network(), seed)
}

impl Settings {
    /// The nodes that these settings call for, in order.
    pub fn nodes(&self) -> Vec<Node> {
        let coordinator = Node::Coordinator(Coordinator::new(*self));
        let participant =
            |node| Node::Participant(Participant::new(*self, self.vote_of(node)));
        let standby = self.standby().map(|_| Node::Standby(Standby::new(*self)));
        std::iter::once(coordinator)
            .chain(self.participants().map(participant))
            .chain(standby)
            .collect()
    }
}

impl Node {
    /// The outcome, if the node knows it.
    pub fn outcome(&self) -> Option<Outcome> {
        match self {
            Node::Coordinator(coordinator) => coordinator.outcome(),
            Node::Participant(participant) => participant.outcome(),
            Node::Standby(standby) => standby.outcome(),
        }
    }

    /// How many times the node forced its log to disk: the slow kind of write,
    /// which must be there before the node may go on.
    pub fn forced_writes(&self) -> u32 {
        match self {
            Node::Coordinator(coordinator) => coordinator.forced_writes(),
            Node::Participant(participant) => participant.forced_writes(),
            Node::Standby(standby) => standby.forced_writes(),
        }
    }

    fn settings(&self) -> &Settings {
        match self {
            Node::Coordinator(coordinator) => coordinator.settings(),
            Node::Participant(participant) => participant.settings(),
            Node::Standby(standby) => standby.settings(),
        }
    }
}

impl Process for Node {
    type Message = Message;
    type Timer = Timer;
    type Command = Never;

    fn kind(message: &Message) -> MessageKind {
        MessageKind::of(message, &Message::ALL)
    }

    fn start(&mut self, out: &mut Outbox<Node>) {
        match self {
            Node::Coordinator(coordinator) => coordinator.start(out),
            Node::Participant(participant) => participant.start(out),
            Node::Standby(_) => {}
        }
    }

    fn receive(&mut self, from: NodeId, message: Message, out: &mut Outbox<Node>) {
        match self {
            Node::Coordinator(node) => node.receive(from, message, out),
            Node::Participant(node) => node.receive(from, message, out),
            Node::Standby(node) => node.receive(from, message, out),
        }
    }

    fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match self {
            Node::Coordinator(coordinator) => coordinator.expire(timer, out),
            Node::Participant(participant) => participant.expire(timer, out),
            Node::Standby(standby) => standby.expire(timer, out),
        }
    }

    fn command(&mut self, command: Never, _: &mut Outbox<Node>) {
        match command {}
    }

    fn crash(&mut self) {
        match self {
            Node::Coordinator(coordinator) => coordinator.crash(),
            Node::Participant(participant) => participant.crash(),
            Node::Standby(standby) => standby.crash(),
        }
    }

    fn repair(&self) -> Option<Micros> {
        match self {
            Node::Coordinator(coordinator) => coordinator.repair(),
            Node::Participant(_) | Node::Standby(_) => None,
        }
    }

    fn restart(&mut self, out: &mut Outbox<Node>) {
        match self {
            Node::Coordinator(coordinator) => coordinator.restart(out),
            Node::Participant(participant) => participant.restart(out),
            Node::Standby(standby) => standby.restart(out),
        }
    }

    fn name(&self, node: NodeId) -> String {
        self.settings().name_of(node)
    }
}

/// When the client asks for the commit: the moment that spans are counted from.
pub(crate) fn since_begin(moment: Micros) -> Micros {
    moment.since(BEGIN)
}
