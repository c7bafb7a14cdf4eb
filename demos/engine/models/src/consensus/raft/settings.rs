//! What a cluster consists of, how long it waits, and which rules it keeps.

use sim::{Chance, Latency, Micros, Network, NodeId, NodeSet};

/// What may be chosen of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Servers that vote from the start.
    pub servers: u32,
    /// Servers that are up and empty, and may be added.
    pub spares: u32,
    /// Clients that send one request after the other.
    pub clients: u32,
    /// How long a client thinks between an answer and its next request.
    pub think: Micros,
    /// The shortest election timeout. Broadcast time ≪ this ≪ time between
    /// failures (dissertation §3.9).
    pub timeout: Micros,
    /// How much longer than the shortest a timeout may be, each length as likely.
    pub spread: Micros,
    /// How often a leader says that it is there.
    pub heartbeat: Micros,
    /// Whether servers are kept from disturbing a leader that works.
    pub stability: Stability,
    /// What a new leader does first.
    pub opening: Opening,
    /// A server compacts its log when it holds so many applied entries.
    pub compaction: Option<u32>,
    /// How a leader sends what its followers lack.
    pub sending: Sending,
    /// How long it takes to write entries to disk; all that are new go in one write.
    /// With zero all is on disk at once, as terms, votes and snapshots always are.
    pub write: Micros,
    /// When a leader sends what it has not yet written itself.
    pub leader_sends: LeaderSends,
    /// When a server that is to be added gets its vote.
    pub admission: Admission,
    /// The rules that safety rests on.
    pub rules: Rules,
    /// The network.
    pub network: Network,
}

/// Whether servers are kept from disturbing a leader that works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stability {
    /// The algorithm of the dissertation's chapter 3 and no more.
    Plain,
    /// With pre-vote (§9.6); whoever heard of a leader within the shortest
    /// election timeout helps nobody else to become one (§4.2.3); and a leader
    /// that has not heard from a quorum for as long steps down (§6.2).
    Guarded,
}

/// What a new leader does first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// It appends an entry that does nothing: once that is committed, so is all
    /// before it, and the leader knows how far it may read (§6.4).
    NoOp,
    /// It only says that it leads, as in the paper's Figure 2.
    Heartbeat,
}

/// How a leader sends what its followers lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// With each message all that the follower has not confirmed, though it may be
    /// on its way already.
    Unconfirmed,
    /// Each entry once, unless the follower refuses what comes after it (§10.2.2).
    Pipelined(Window),
}

/// How much may be on its way to a follower.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Most entries in an Append.
    pub batch: u32,
    /// Most Appends with entries that are not answered.
    pub in_flight: u32,
}

/// When a leader sends what it has not yet written itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaderSends {
    /// At once: it writes beside its followers (§10.2.1).
    WhileWriting,
    /// Once it is written.
    AfterWriting,
}

/// When a server that is to be added gets its vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Once it has all that the leader has, however long that takes.
    CaughtUp,
    /// It is a learner and catches up in rounds (§4.2.1): it gets its vote after one
    /// that took less than an election timeout, and is given up after so many, or
    /// when it does not answer.
    InRounds(u32),
    /// At once, empty as it is: no real system should.
    AtOnce,
}

/// The rules that safety rests on, each of which can be switched off to see why
/// it is there. No real system lets you.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// A server remembers over a restart whom it voted for (§3.4).
    pub vote_is_persistent: Rule,
    /// A vote goes only to a candidate whose log is as up to date (§3.6.1).
    pub candidate_is_up_to_date: Rule,
    /// A leader counts copies only of entries of its own term (§3.6.2).
    pub commits_own_term: Rule,
    /// It takes a majority to elect and to commit; otherwise any two servers.
    pub quorum_is_majority: Rule,
    /// An entry counts for a server once it is on its disk: a follower answers after
    /// that, and a leader counts its own copy after that (§3.8, §10.2.1).
    pub written_before_counted: Rule,
    /// A server that is to be added does not count until it is (§4.2.1).
    pub learners_do_not_count: Rule,
    /// Whoever is told to stand for election does so in the term after that of the
    /// leader who told it, and in no other (§3.10).
    pub told_in_this_term: Rule,
}

/// Whether a rule is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// As it should be.
    Kept,
    /// Switched off.
    Off,
}

impl Rules {
    /// All of them kept.
    pub const KEPT: Rules = Rules {
        vote_is_persistent: Rule::Kept,
        candidate_is_up_to_date: Rule::Kept,
        commits_own_term: Rule::Kept,
        quorum_is_majority: Rule::Kept,
        written_before_counted: Rule::Kept,
        learners_do_not_count: Rule::Kept,
        told_in_this_term: Rule::Kept,
    };

    /// How many of so many voters are a quorum.
    pub fn quorum(self, voters: u32) -> u32 {
        match self.quorum_is_majority {
            Rule::Kept => voters / 2 + 1,
            Rule::Off => 2,
        }
    }
}

impl Default for Settings {
    /// Five servers and a client, in a data centre slowed down thirtyfold.
    fn default() -> Settings {
        let millis = Micros::from_millis;
        Settings {
            servers: 5,
            spares: 0,
            clients: 1,
            think: millis(300),
            timeout: millis(150),
            spread: millis(150),
            heartbeat: millis(50),
            stability: Stability::Plain,
            opening: Opening::NoOp,
            compaction: None,
            sending: Sending::Unconfirmed,
            write: Micros::ZERO,
            leader_sends: LeaderSends::WhileWriting,
            admission: Admission::CaughtUp,
            rules: Rules::KEPT,
            network: Network {
                latency: Latency::Uniform { min: millis(8), max: millis(16) },
                ..Network::default()
            },
        }
    }
}

impl Settings {
    /// The servers that vote at the start.
    pub fn voters(&self) -> NodeSet {
        NodeId::first(self.servers).collect()
    }

    /// All servers, those that may be added last.
    pub fn servers(
        &self,
    ) -> impl DoubleEndedIterator<Item = NodeId> + Clone + use<> {
        NodeId::first(self.servers + self.spares)
    }

    /// The clients.
    pub fn clients(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        let first = self.servers + self.spares;
        (first..first + self.clients).map(NodeId)
    }

    /// Whether a node is a server.
    pub fn is_server(&self, node: NodeId) -> bool {
        node.0 < self.servers + self.spares
    }

    /// What a node is called: S1, S2 …; C, or C1, C2 … if there are several.
    pub fn name_of(&self, node: NodeId) -> String {
        let first = self.servers + self.spares;
        match node.0.checked_sub(first) {
            None => format!("S{}", node.0 + 1),
            Some(_) if self.clients < 2 => "C".into(),
            Some(client) => format!("C{}", client + 1),
        }
    }

    /// How long a client waits before it asks another server.
    pub fn patience(&self) -> Micros {
        self.timeout + self.timeout
    }

    /// The same on a network that loses, doubles and overtakes so many messages
    /// of a hundred.
    pub fn with_faults(mut self, percent: u32) -> Settings {
        let chance = Chance::percent(percent);
        self.network.loss = chance;
        self.network.duplication = chance;
        self.network.reordering = chance;
        self
    }
}
