//! How the demos draw a cluster of Raft servers: as a ring, as logs, over time.

mod grid;
mod ring;
mod time;

pub use grid::grid;
pub use ring::ring;
pub use time::space_time;

use models::consensus::raft::checks::{self, Failure};
use models::consensus::raft::{
    self, Node, RaftEdit, Role as RaftRole, Server, Trial,
};
use sim::cluster::Condition;
use sim::{Cluster, Micros, Model, NodeId, Record};
use stage::parts::{Row, Table};
use stage::{Check, Demo, Layout, Moment, Role, Verdict};

/// What is drawn: a moment of a run, whichever demo's it is.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    pub trial: &'a Trial,
    pub now: Micros,
    pub records: &'a [Record],
    pub selection: &'a [String],
    pub layout: Layout,
    pub hands: Hands,
}

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
            selection: moment.selection,
            layout: moment.layout,
            hands,
        }
    }

    pub fn cluster(&self) -> &'a Cluster<Node> {
        self.trial.cluster()
    }

    /// The servers, in order.
    pub fn servers(&self) -> Vec<(NodeId, &'a Server)> {
        raft::servers(self.cluster()).collect()
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
        RaftRole::Leader(_) => (Role::Leader, "leader"),
        RaftRole::Candidate(_) => (Role::Candidate, "candidate"),
        RaftRole::PreCandidate(_) => (Role::Candidate, "pre-candidate"),
        RaftRole::Follower if server.voters().contains(node) => {
            (Role::Follower, "follower")
        }
        RaftRole::Follower => (Role::Quiet, "spare"),
    }
}

/// The role of a message, by its label.
pub fn message_role(label: &str) -> Role {
    let is = |start: &str| label.starts_with(start);
    if is("RequestVote") || is("PreVote") {
        Role::Candidate
    } else if is("Append") || is("Snapshot") {
        Role::Leader
    } else if is("Vote no") || is("Lacks") || is("Not") || is("Term") {
        Role::Lost
    } else if is("Heartbeat") {
        Role::Quiet
    } else if is("Vote yes") || is("done") || is("x is") {
        Role::Committed
    } else {
        Role::Follower
    }
}

/// The four safety properties, as they stand.
pub fn checks(scene: &Scene) -> Vec<Check> {
    let servers = scene.servers();
    let check = |check: checks::Check| match check.fails_among(&servers) {
        None => Check {
            name: check.name(),
            verdict: Verdict::Holds,
            detail: String::new(),
        },
        Some(failure) => Check {
            name: check.name(),
            verdict: Verdict::Fails,
            detail: blame(scene, check, failure),
        },
    };
    checks::Check::ALL.into_iter().map(check).collect()
}

fn blame(scene: &Scene, check: checks::Check, failure: Failure) -> String {
    let Failure { between: (a, b), at } = failure;
    let (a, b) = (scene.name(a), scene.name(b));
    match check {
        checks::Check::ElectionSafety => format!("{a} and {b} both led term {at}"),
        checks::Check::LogMatching => format!("{a} and {b} differ at #{at}"),
        checks::Check::LeaderCompleteness => {
            format!("the later of {a} and {b} lacks #{at}")
        }
        checks::Check::StateMachineSafety if a == b => {
            format!("{a} applied two things at #{at}")
        }
        checks::Check::StateMachineSafety => {
            format!("{a} and {b} differ at #{at}")
        }
    }
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
