//! A cluster to which things happen at set times: a schedule that a search has found.

use super::breaking::Report;
use super::message::{Command, Timer};
use super::{Node, Seen, servers};
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
    /// This server is asked to append its term.
    ProposeTerm(NodeId),
    /// It is said what comes now.
    Say(String),
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
        match stroke {
            // What a step says of whom it reaches needs no words of its own.
            Stroke::Do(edit @ (Edit::Cut(..) | Edit::Heal(..))) => {
                self.edit(at, edit, &mut Log::off());
            }
            Stroke::Do(edit) => self.edit(at, edit, log),
            Stroke::ProposeTerm(node) => {
                if let Node::Server(server) = self.cluster.process(*node) {
                    let propose = Command::Propose(server.term());
                    self.edit(at, &Edit::Ask(*node, propose), log);
                }
            }
            Stroke::Say(text) => log.note(at, None, text.as_str()),
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
