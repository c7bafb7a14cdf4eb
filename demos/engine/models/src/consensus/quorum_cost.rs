//! What one decision costs: messages and delays, counted in runs.
//!
//! Every figure is counted twice: by running the protocol and writing down who
//! speaks to whom, and by a formula; a test says that they agree. Only messages
//! between different servers count, and only until the one that was asked knows
//! that the decision is made: that is when a client can be answered.
//!
//! - Source: the models [`paxos`], [`raft`] and
//!   [`pbft`], each with its own.
//! - Cost: a run of a few hundred events.
//! - Left out: batching and pipelining, with which a leader pays for many decisions
//!   at once; the client's own two messages.

use super::{paxos, pbft, raft};
use sim::{Cluster, Event, Latency, Log, Micros, Model, Network, NodeId, Record};

/// A way to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Single-decree Paxos: both phases for each decision.
    Paxos,
    /// Paxos whose proposer has done phase 1 for all decisions to come.
    MultiPaxos,
    /// A leader that was elected in this term before.
    Raft,
    /// Three phases among replicas that may lie.
    Pbft,
}

impl Protocol {
    /// All of them.
    pub const ALL: [Protocol; 4] =
        [Protocol::Paxos, Protocol::MultiPaxos, Protocol::Raft, Protocol::Pbft];

    /// Messages for a decision among n servers.
    pub const fn messages(self, n: u32) -> u32 {
        match self {
            Protocol::Paxos => 4 * (n - 1),
            Protocol::MultiPaxos | Protocol::Raft => 2 * (n - 1),
            Protocol::Pbft => 2 * n * (n - 1),
        }
    }

    /// One-way delays, one after the other.
    pub const fn delays(self) -> u32 {
        match self {
            Protocol::Paxos => 4,
            Protocol::MultiPaxos | Protocol::Raft => 2,
            Protocol::Pbft => 3,
        }
    }

    /// How many servers of n may fail: crash, or with PBFT do anything at all.
    pub const fn faults(self, n: u32) -> u32 {
        match self {
            Protocol::Paxos | Protocol::MultiPaxos | Protocol::Raft => (n - 1) / 2,
            Protocol::Pbft => (n - 1) / 3,
        }
    }

    /// How many of n servers must agree: a majority; where servers may lie, so many
    /// that two quorums share more than can lie, as 2f + 1 of 3f + 1.
    pub const fn quorum(self, n: u32) -> u32 {
        match self {
            Protocol::Paxos | Protocol::MultiPaxos | Protocol::Raft => n / 2 + 1,
            Protocol::Pbft => (n + self.faults(n)) / 2 + 1,
        }
    }
}

/// A message of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Its sender; 0 is the server that was asked.
    pub from: u32,
    /// Its receiver.
    pub to: u32,
    /// How many delays it comes after the first message.
    pub step: u32,
}

/// The messages of one decision among `n` servers, as a run has them.
pub fn hops(protocol: Protocol, n: u32) -> Vec<Hop> {
    match protocol {
        Protocol::Paxos => paxos_hops(n),
        Protocol::MultiPaxos => {
            // Phase 1 is done before: the second half of the same run.
            let second = paxos_hops(n).into_iter().filter(|hop| hop.step >= 2);
            second.map(|hop| Hop { step: hop.step - 2, ..hop }).collect()
        }
        Protocol::Raft => raft_hops(n),
        Protocol::Pbft => pbft::decide(n),
    }
}

/// How many one-way delays these messages take, one after the other.
pub fn delays(hops: &[Hop]) -> u32 {
    hops.iter().map(|hop| hop.step + 1).max().unwrap_or(0)
}

/// One message takes so long, here.
const LATENCY: Micros = Micros::from_millis(10);

/// The proposer is one of the servers: what it says to its own acceptor is not
/// counted, though it takes as long here.
fn paxos_hops(n: u32) -> Vec<Hop> {
    let settings = paxos::Settings {
        proposers: 1,
        acceptors: n,
        write: Micros::ZERO,
        ..paxos::Settings::default()
    };
    let mut run = paxos::cluster(&settings, 0);
    let server = |node: NodeId| node.0.saturating_sub(1);
    sent(&mut run, Micros::from_secs(1), paxos::BEGIN, server)
}

/// A client's request to a leader that leads for a while: what is sent from the
/// moment when it arrives until it is committed.
fn raft_hops(n: u32) -> Vec<Hop> {
    let settings = raft::Settings {
        servers: n,
        clients: 1,
        timeout: Micros::from_secs(5),
        spread: Micros::from_secs(5),
        heartbeat: Micros::from_secs(2),
        think: Micros::from_millis(100),
        network: Network {
            latency: Latency::Constant(LATENCY),
            ..Network::default()
        },
        ..raft::Settings::default()
    };
    let mut run = raft::cluster(&settings, 0);
    let Some((leader, at)) = second_request(&mut run) else { return Vec::new() };
    // As the server that was asked is to have the number 0.
    let server = move |node: NodeId| match node.0 {
        0 => leader.0,
        node if node == leader.0 => 0,
        node => node,
    };
    let until = at + LATENCY + LATENCY - Micros::new(1);
    sent(&mut run, until, at, server).into_iter().filter(|hop| hop.to < n).collect()
}

/// Runs until a leader is asked for something that it has not just been elected
/// to do: whom, and when.
fn second_request(run: &mut Cluster<raft::Node>) -> Option<(NodeId, Micros)> {
    let client = NodeId(raft::servers(run).count() as u32);
    let mut answers = 0;
    loop {
        let mut records = Vec::new();
        let at = run.next()?;
        let leader = raft::servers(run)
            .find(|(_, server)| server.leadership().is_some())
            .map(|(node, _)| node);
        let is_asked = |message: &sim::cluster::InFlight<raft::Message>| {
            message.from == client && message.arrives == Some(at)
        };
        if let Some(leader) = leader
            && answers >= 2
            && run.in_flight().any(|(_, m)| is_asked(m) && m.to == leader)
        {
            return Some((leader, at));
        }
        run.step(&mut Log::to(&mut records));
        let is_answer = |record: &Record| matches!(&record.event, Event::Received { to, .. } if *to == client);
        answers += records.iter().filter(|record| is_answer(record)).count();
    }
}

/// What is sent until a moment, from `start` on, between different servers.
fn sent<P: sim::Process>(
    run: &mut Cluster<P>,
    until: Micros,
    start: Micros,
    server: impl Fn(NodeId) -> u32,
) -> Vec<Hop> {
    let mut records = Vec::new();
    while run.next().is_some_and(|at| at <= until) {
        run.step(&mut Log::to(&mut records));
    }
    let hop = |record: &Record| match &record.event {
        Event::Sent { from, to, .. } if record.at >= start => {
            let step = record.at.since(start).get() / LATENCY.get();
            Some(Hop { from: server(*from), to: server(*to), step: step as u32 })
        }
        Event::Sent { .. }
        | Event::Received { .. }
        | Event::Lost { .. }
        | Event::Expired { .. }
        | Event::Noted { .. }
        | Event::Stopped { .. }
        | Event::Restarted { .. }
        | Event::Faulted { .. } => None,
    };
    records.iter().filter_map(hop).filter(|hop| hop.from != hop.to).collect()
}
