//! A schedule that was found, done by a cluster.

use super::{Action, Report, Step};
use crate::consensus::raft::message::Timer;
use crate::consensus::raft::trial::{RaftEdit, Stroke, Trial};
use crate::consensus::raft::{Node, Settings};
use sim::cluster::Timers;
use sim::{Cluster, Edit, Micros};

/// How long a step of a schedule takes when it is replayed: long enough for all
/// that follows from it.
pub const STEP: Micros = Micros::from_millis(500);

/// A cluster that does what a schedule says, a step every [`STEP`], and says what
/// came of it one such time after the last.
pub fn replay(settings: &Settings, report: &Report) -> Trial {
    let cluster = at_rest(settings);
    let mut plan = Vec::new();
    for (number, step) in (1..).zip(&report.schedule) {
        let at = Micros::new(STEP.get() * number);
        let words = format!("Step {number}: {}", step.words(settings));
        plan.push((at, Stroke::Say(words)));
        plan.extend(strokes(settings, *step).map(|stroke| (at, stroke)));
    }
    plan.push((report.over(), Stroke::Say(report.words().into())));
    Trial::new(cluster, plan)
}

/// The same cluster with no schedule: nothing happens but by hand.
pub fn by_hand(settings: &Settings) -> Trial {
    Trial::new(at_rest(settings), Vec::new())
}

/// No timer goes off by itself.
fn at_rest(settings: &Settings) -> Cluster<Node> {
    Cluster::new(settings.nodes(), settings.network, 0).with_timers(Timers::Manual)
}

/// The cuts of the network for a step, and what is done.
fn strokes(settings: &Settings, step: Step) -> impl Iterator<Item = Stroke> {
    let Step { server, action, .. } = step;
    let nodes = settings.servers();
    let pairs = nodes.clone().flat_map(move |a| {
        nodes.clone().filter(move |b| a < *b).map(move |b| (a, b))
    });
    let links = pairs.map(move |(a, b)| match step.connects(a, b) {
        true => Edit::Heal(a, b),
        false => Edit::Cut(a, b),
    });
    let acts: Vec<RaftEdit> = match action {
        Action::Stand => vec![Edit::Expire(server, Timer::Election)],
        Action::Replicate => vec![Edit::Expire(server, Timer::Heartbeat)],
        Action::Propose => Vec::new(),
        Action::Restart => vec![Edit::Crash(server), Edit::Restart(server)],
    };
    let ask = (action == Action::Propose).then_some(Stroke::ProposeTerm(server));
    links.chain(acts).map(Stroke::Do).chain(ask)
}
