//! How the demos draw a cluster of Raft servers: as a ring, as logs, over time.

mod grid;
mod legend;
mod news;
mod proof;
mod refusal;
mod ring;
mod time;

pub use grid::grid;
pub use proof::Proof;
pub use refusal::why_not;
pub use ring::ring;
pub use time::space_time;

use models::consensus::raft::checks;
use models::consensus::raft::{
    self, Call, Client, Discarded, Entry, Kind, Node, Payload, RaftEdit,
    Role as RaftRole, Server, Trial,
};
use sim::cluster::Condition;
use sim::{Cluster, Micros, Model, NodeId, NodeSet, Record};
use stage::parts::{Row, Table};
use stage::{Check, Demo, Layout, Moment, Role, Verdict};

/// What is drawn: a moment of a run, whichever demo's it is.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    pub trial: &'a Trial,
    pub now: Micros,
    pub records: &'a [Record],
    pub layout: Layout,
    pub hands: Hands,
    /// Why servers decide as they do, where that is shown.
    pub reasons: Option<&'a Reasons>,
}

/// How to tell why servers decide as they do. Who does not show that does not load it.
pub struct Reasons {
    /// Whether a server is seen to decide now.
    pub decides: fn(&Scene, NodeId, &Server) -> bool,
    /// Whether the entry at an index is one of two that are compared for a vote.
    pub is_compared: fn(&Scene, NodeId, u32) -> bool,
    /// What is said beside the log of a server: each line with its class.
    pub beside: fn(&Scene, NodeId, &Server) -> Vec<(String, &'static str)>,
}

/// How long what was overwritten can still be seen.
const GHOST: Micros = Micros::from_secs(1);

/// Whether the reader may take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hands {
    /// Nodes and messages can be pressed.
    On,
    /// The run is only watched.
    Off,
}

impl<'a> Scene<'a> {
    /// The scene of a demo whose model is a trial.
    pub fn of<D>(moment: &Moment<'a, D>, hands: Hands) -> Scene<'a>
    where
        D: Demo<Model = Trial>,
        Trial: Model<Edit = RaftEdit>,
    {
        Scene {
            trial: moment.model,
            now: moment.now,
            records: moment.records,
            layout: moment.layout,
            hands,
            reasons: None,
        }
    }

    pub fn cluster(&self) -> &'a Cluster<Node> {
        self.trial.cluster()
    }

    /// The servers, in order.
    pub fn servers(&self) -> Vec<(NodeId, &'a Server)> {
        raft::servers(self.cluster()).collect()
    }

    /// The links between servers.
    pub fn links(&self) -> Vec<(NodeId, NodeId)> {
        let servers = self.servers();
        let mut links = Vec::new();
        for (one, _) in &servers {
            for (other, _) in servers.iter().filter(|(other, _)| one < other) {
                links.push((*one, *other));
            }
        }
        links
    }

    pub fn server(&self, node: NodeId) -> Option<&'a Server> {
        self.servers().into_iter().find(|(id, _)| *id == node).map(|(_, s)| s)
    }

    /// Who votes by the last configuration that is known to be committed.
    pub fn members(&self) -> NodeSet {
        let servers = self.servers().into_iter().map(|(_, server)| server);
        let furthest = servers.max_by_key(|server| server.commit());
        furthest.map_or_else(NodeSet::new, |server| {
            server.log().configuration_at(server.commit()).1
        })
    }

    /// The checks that fail.
    pub fn proofs(&self) -> Vec<Proof> {
        let servers = self.servers();
        let proof = |check: checks::Check| {
            let failure = check.fails_among(&servers)?;
            Some(Proof { check, failure })
        };
        checks::Check::ALL.into_iter().filter_map(proof).collect()
    }

    /// What a server has given up at an index just now.
    pub fn ghost(&self, server: &'a Server, index: u32) -> Option<&'a Discarded> {
        let mut discarded = server.witness().discarded().iter().rev();
        discarded.find(|gone| gone.index == index && self.is_ghost(gone))
    }

    /// Whether an entry has gone so lately that it can still be seen.
    pub fn is_ghost(&self, gone: &Discarded) -> bool {
        self.is_recent(gone.at)
    }

    /// Whether something happened so lately that it is still shown.
    pub fn is_recent(&self, at: Micros) -> bool {
        self.now.since(at) < GHOST
    }

    /// Whether a server leads although another one leads a later term.
    pub fn is_stale(&self, leader: &Server) -> bool {
        leader.leadership().is_some() && self.is_led_after(leader.term())
    }

    /// Whether a server leads a later term than this.
    pub fn is_led_after(&self, term: u32) -> bool {
        self.servers().iter().any(|(node, server)| {
            let leads = server.leadership().is_some();
            self.is_up(*node) && leads && server.term() > term
        })
    }

    pub fn is_up(&self, node: NodeId) -> bool {
        self.cluster().condition(node) != Condition::Stopped
    }

    pub fn name(&self, node: NodeId) -> String {
        self.cluster().name(node)
    }
}

/// What a server is: its role in the picture, and that in a word.
pub fn role(scene: &Scene, node: NodeId, server: &Server) -> (Role, &'static str) {
    if !scene.is_up(node) {
        return (Role::Lost, "stopped");
    }
    match server.role() {
        RaftRole::Leader(_) if scene.is_stale(server) => {
            (Role::Leader, "stale leader")
        }
        RaftRole::Leader(_) => (Role::Leader, "leader"),
        // It asks for votes all the same.
        RaftRole::Candidate(_) | RaftRole::PreCandidate(_)
            if !scene.members().contains(node) =>
        {
            (Role::Candidate, "removed")
        }
        RaftRole::Candidate(_) => (Role::Candidate, "candidate"),
        RaftRole::PreCandidate(_) => (Role::Candidate, "pre-candidate"),
        RaftRole::Follower if scene.members().contains(node) => {
            (Role::Follower, "follower")
        }
        RaftRole::Follower if server.log().last().index == 0 => {
            (Role::Quiet, "spare")
        }
        RaftRole::Follower => (Role::Quiet, "removed"),
    }
}

/// What a client waits for, in words; empty if it waits for nothing.
pub fn waits(client: &Client) -> String {
    client.waits_for().map_or_else(String::new, |call| format!("waits for {call}"))
}

/// The role of a message of a kind.
pub const fn role_of(kind: Kind) -> Role {
    match kind {
        Kind::RequestVote => Role::Candidate,
        Kind::Heartbeat => Role::Quiet,
        Kind::Append | Kind::InstallSnapshot | Kind::TimeoutNow => Role::Leader,
        Kind::VoteGranted | Kind::Answer => Role::Committed,
        Kind::VoteRefused | Kind::Conflict | Kind::TermOver | Kind::Redirect => {
            Role::Lost
        }
        Kind::Matched | Kind::Request => Role::Follower,
    }
}

/// What an entry does, in five letters at most. A configuration has its number of
/// members.
pub fn content(entry: &Entry) -> String {
    match entry.payload {
        Payload::Nothing => "–".into(),
        Payload::Operation(request) => match request.call {
            Call::Write(value) => format!("x={value}"),
            Call::Read => "x?".into(),
        },
        Payload::Configuration(voters) => format!("cfg {}", voters.len()),
    }
}

/// The four safety properties, as they stand.
pub fn checks(scene: &Scene) -> Vec<Check> {
    let proofs = scene.proofs();
    let check = |check: checks::Check| {
        let proof = proofs.iter().find(|proof| proof.check == check);
        Check {
            name: check.name(),
            verdict: Verdict::of(proof.is_none()),
            detail: proof.map_or_else(String::new, |proof| proof.words(scene)),
        }
    };
    checks::Check::ALL.into_iter().map(check).collect()
}

/// The servers in words and numbers.
pub fn table(scene: &Scene) -> Table {
    let row = |(node, server): (NodeId, &Server)| {
        let (role, word) = role(scene, node, server);
        let vote = server.voted_for().map_or("–".into(), |node| scene.name(node));
        let value =
            server.machine().value().map_or("–".into(), |x| x.to_string());
        let cells = vec![
            word.into(),
            server.term().to_string(),
            vote,
            format!("#{}", server.log().last().index),
            format!("#{}", server.commit()),
            format!("#{}", server.log().snapshot().last.index),
            value,
        ];
        Row::new(scene.name(node), cells).role(role)
    };
    Table {
        caption: format!("The servers at {}", scene.now.clock()),
        head: [
            "server",
            "state",
            "term",
            "voted for",
            "log ends",
            "commit index",
            "snapshot to",
            "x",
        ]
        .map(Into::into)
        .into(),
        rows: scene.servers().into_iter().map(row).collect(),
    }
}
