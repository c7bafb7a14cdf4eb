//! What a node is and was, and what a message is: in roles and words.

use super::TwoPhaseCommit;
use models::transactions::two_phase_commit::{
    COORDINATOR, Doubt, Message, Node, Outcome, Phase, Stage, Vote,
};
use sim::cluster::Condition;
use sim::{Cluster, Event, Micros, NodeId};
use stage::{Moment, Role};

/// What a node is now: its role in the picture, and that in words.
pub fn state(cluster: &Cluster<Node>, node: NodeId) -> (Role, &'static str) {
    if cluster.condition(node) == Condition::Stopped {
        return (Role::Lost, "stopped");
    }
    match cluster.process(node) {
        Node::Coordinator(coordinator) => {
            (Role::Leader, coordinator.phase().words())
        }
        Node::Standby(standby) => (Role::Candidate, standby.phase().words()),
        Node::Participant(participant) => {
            let role = match participant.phase() {
                Phase::Working => Role::Follower,
                Phase::InDoubt(stage) => stage_role(stage),
                Phase::Done(Outcome::Commit) => Role::Committed,
                Phase::Done(Outcome::Abort) => Role::Quiet,
            };
            (role, participant.phase().words())
        }
    }
}

/// When a node had voted yes and knew no outcome.
pub fn since_yes(
    cluster: &Cluster<Node>,
    node: NodeId,
    now: Micros,
) -> Option<(Micros, Micros)> {
    let Node::Participant(participant) = cluster.process(node) else { return None };
    match participant.doubt() {
        Doubt::Never => None,
        Doubt::Open { since } => Some((since.0, now)),
        Doubt::Over { since, until } => Some((since.0, until.0)),
    }
}

/// The same, stage by stage.
pub fn stages(
    cluster: &Cluster<Node>,
    node: NodeId,
    now: Micros,
) -> Vec<(Micros, Micros, Role)> {
    let Node::Participant(participant) = cluster.process(node) else {
        return Vec::new();
    };
    let stages = participant.stages(now);
    stages.map(|(stage, start, end)| (start, end, stage_role(stage))).collect()
}

/// When a node last heard from the coordinator, up to a moment.
pub fn silence(
    moment: &Moment<'_, TwoPhaseCommit>,
    node: NodeId,
    until: Micros,
) -> Option<Micros> {
    let mut heard =
        moment.past().iter().rev().filter(|record| match record.event {
            Event::Received { from, to, .. } => from == COORDINATOR && to == node,
            Event::Sent { .. }
            | Event::Lost { .. }
            | Event::Expired { .. }
            | Event::Noted { .. }
            | Event::Stopped { .. }
            | Event::Restarted { .. }
            | Event::Faulted { .. } => false,
        });
    heard.find(|record| record.at <= until).map(|record| record.at)
}

/// The role of a participant that waits for the outcome.
const fn stage_role(stage: Stage) -> Role {
    match stage {
        Stage::Uncertain => Role::Doubt,
        Stage::PreCommitted => Role::Candidate,
    }
}

/// The role of a message.
pub const fn role_of(message: Message) -> Role {
    match message {
        Message::Decide(Outcome::Commit) => Role::Committed,
        Message::Decide(Outcome::Abort) | Message::Vote(Vote::No) => Role::Lost,
        Message::Vote(Vote::Yes) | Message::Unsure => Role::Doubt,
        Message::Prepare => Role::Leader,
        Message::PreCommit | Message::PreCommitted => Role::Candidate,
        Message::Ack
        | Message::Inquire
        | Message::Align(_)
        | Message::Aligned(_)
        | Message::Begin
        | Message::Record(_)
        | Message::Stored(_) => Role::Follower,
    }
}

/// A span of time as it is printed.
pub fn millis(span: Micros) -> String {
    format!("{} ms", span.as_millis())
}
