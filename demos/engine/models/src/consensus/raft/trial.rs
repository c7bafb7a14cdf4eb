//! A cluster to which things happen at set times: faults, or a schedule that a
//! search has found.

use super::breaking::Report;
use super::message::{Command, Timer};
use super::{Node, Seen, Settings, servers};
use sim::cluster::Condition;
use sim::{Cluster, Edit, Log, Micros, Model, NodeId};
use std::rc::Rc;

/// What may be done to a cluster of these nodes.
pub type RaftEdit = Edit<Timer, Command>;

/// Something that happens from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// This.
    Do(RaftEdit),
    /// The link between the leader of the latest term and every other server is
    /// cut; clients still reach it.
    CutOffLeader,
    /// The leader of the latest term crashes.
    CrashLeader,
    /// This server is asked to append its term.
    ProposeTerm(NodeId),
    /// It is said what comes now.
    Say(String),
    /// All links are mended.
    MendAll,
    /// All servers come up.
    RestartAll,
}

/// A cluster, and what happens to it from outside.
#[derive(Clone, Debug)]
pub struct Trial {
    cluster: Cluster<Node>,
    /// In order of time.
    plan: Rc<[(Micros, Stroke)]>,
    /// How much of the plan is done.
    done: usize,
    /// The writes that servers were asked for directly, and when.
    proposed: Vec<(Micros, u32)>,
    /// What the search found whose schedule this is, if it is one's.
    report: Option<Rc<Report>>,
}

impl Trial {
    /// A cluster to which `plan` happens, which is in order of time.
    pub fn new(cluster: Cluster<Node>, plan: Vec<(Micros, Stroke)>) -> Trial {
        let (plan, proposed) = (plan.into(), Vec::new());
        Trial { cluster, plan, done: 0, proposed, report: None }
    }

    /// A cluster of these settings, in which the leader falls out again and again
    /// in the way that is chosen.
    pub fn with_faults(settings: &Settings, faults: Faults, seed: u64) -> Trial {
        Trial::new(super::cluster(settings, seed), faults.plan())
    }

    /// The same as the replay of what a search found.
    pub fn of_search(mut self, report: Report) -> Trial {
        self.report = Some(Rc::new(report));
        self
    }

    /// What the search found whose schedule this is.
    pub fn report(&self) -> Option<&Report> {
        self.report.as_deref()
    }

    /// The cluster as it is.
    pub fn cluster(&self) -> &Cluster<Node> {
        &self.cluster
    }

    /// What clients saw up to now.
    pub fn history(&self) -> Vec<Seen> {
        super::history(&self.cluster, &self.proposed)
    }

    fn due(&self) -> Option<Micros> {
        self.plan.get(self.done).map(|(at, _)| *at)
    }

    fn strike(&mut self, at: Micros, stroke: &Stroke, log: &mut Log) {
        let everyone: Vec<NodeId> =
            servers(&self.cluster).map(|(node, _)| node).collect();
        let leader = leader(&self.cluster);
        let edits: Vec<RaftEdit> = match (stroke, leader) {
            (Stroke::Do(edit), _) => vec![edit.clone()],
            (Stroke::CutOffLeader, Some(leader)) => {
                let others = everyone.into_iter().filter(|node| *node != leader);
                others.map(|node| Edit::Cut(leader, node)).collect()
            }
            (Stroke::ProposeTerm(node), _) => {
                let Node::Server(server) = self.cluster.process(*node) else {
                    return;
                };
                vec![Edit::Ask(*node, Command::Propose(server.term()))]
            }
            (Stroke::Say(text), _) => return log.note(at, None, text.as_str()),
            (Stroke::CrashLeader, Some(leader)) => vec![Edit::Crash(leader)],
            (Stroke::CutOffLeader | Stroke::CrashLeader, None) => Vec::new(),
            (Stroke::MendAll, _) => {
                let mut edits = Vec::new();
                for one in &everyone {
                    for other in &everyone {
                        edits.push(Edit::Heal(*one, *other));
                    }
                }
                edits
            }
            (Stroke::RestartAll, _) => {
                everyone.into_iter().map(Edit::Restart).collect()
            }
        };
        for edit in edits {
            self.edit(at, &edit, log);
        }
    }
}

/// The leader of the latest term among the servers that are up.
pub fn leader(cluster: &Cluster<Node>) -> Option<NodeId> {
    let leads = |(node, server): &(NodeId, &super::Server)| {
        cluster.condition(*node) != Condition::Stopped
            && server.leadership().is_some()
    };
    let leaders = servers(cluster).filter(leads);
    leaders.max_by_key(|(_, server)| server.term()).map(|(node, _)| node)
}

/// What happens to the leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Faults {
    /// Nothing.
    Nothing,
    /// It is cut off from the other servers, and the link is mended later.
    CutOff,
    /// It crashes, and comes up again later.
    Crash,
}

/// How long a leader is left to work, and how long it is gone.
const FAULT_EVERY: Micros = Micros::from_millis(3_200);
const FAULT_LENGTH: Micros = Micros::from_millis(1_800);
/// When the first fault happens: after the first election and some requests.
const FAULT_FIRST: Micros = Micros::from_millis(2_400);
/// How many there are: more than a minute of them.
const FAULTS: u64 = 20;

impl Faults {
    /// When the first fault begins and ends.
    pub const FIRST: (Micros, Micros) =
        (FAULT_FIRST, Micros::new(FAULT_FIRST.get() + FAULT_LENGTH.get()));

    fn plan(self) -> Vec<(Micros, Stroke)> {
        let (begin, end) = match self {
            Faults::Nothing => return Vec::new(),
            Faults::CutOff => (Stroke::CutOffLeader, Stroke::MendAll),
            Faults::Crash => (Stroke::CrashLeader, Stroke::RestartAll),
        };
        let mut plan = Vec::new();
        for number in 0..FAULTS {
            let start = FAULT_FIRST + Micros::new(FAULT_EVERY.get() * number);
            plan.push((start, begin.clone()));
            plan.push((start + FAULT_LENGTH, end.clone()));
        }
        plan
    }
}

impl Model for Trial {
    type Edit = RaftEdit;

    fn next(&self) -> Option<Micros> {
        self.cluster.next().into_iter().chain(self.due()).min()
    }

    fn step(&mut self, log: &mut Log) {
        let Some(at) = self.next() else { return };
        if self.cluster.next() == Some(at) {
            return self.cluster.step(log);
        }
        let plan = Rc::clone(&self.plan);
        let (_, stroke) = &plan[self.done];
        self.done += 1;
        self.strike(at, stroke, log);
    }

    fn edit(&mut self, at: Micros, edit: &RaftEdit, log: &mut Log) {
        if let Edit::Ask(node, Command::Propose(value)) = edit
            && servers(&self.cluster).any(|(server, _)| server == *node)
        {
            self.proposed.push((at, *value));
        }
        self.cluster.edit(at, edit, log);
    }

    fn name(&self, node: NodeId) -> String {
        self.cluster.name(node)
    }
}
