//! Three-phase commit: how those that are left finish without the coordinator.
//!
//! Between the votes and the commit lies a stage in which everyone knows that all
//! votes were yes and nobody has committed. So one that is *uncertain* knows that
//! nobody has committed, and one that is *pre-committed* knows that nobody has
//! aborted. That is enough: a *backup coordinator* first moves all that live to
//! its own stage, so that the next one would decide the same if it died too, and
//! then aborts if it is uncertain and commits if it is pre-committed.
//!
//! What can go wrong: this takes silence for death. In a cut network both sides
//! are alive, each has its own backup, and one may be uncertain and the other
//! pre-committed. Then one side aborts and the other commits. A message that is
//! lost, or later than all time-outs allow for, is as bad.
//!
//! - Source: Skeen, *Nonblocking Commit Protocols* (SIGMOD 1981): the
//!   central-site protocol and its termination protocol.
//! - Cost: for n participants 5n messages and five one-way delays until all have
//!   heard the outcome, where two-phase commit takes 3n and three.
//! - Left out: a real election. Participants take over in the order of their
//!   numbers, and one with a lower number overrules. Also total failure: one that
//!   was down only asks, so if all were, all wait.

use super::participant::Uptime;
use super::{Message, Node, Outcome, Participant, Phase, Stage, Timer};
use sim::{NodeId, NodeSet, Outbox};

/// What a participant in doubt is to the others.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Role {
    /// It waits for the coordinator, or for a backup.
    Follower { of: Option<NodeId> },
    /// It acts as coordinator, and waits for these to move to its stage.
    Backup { missing: NodeSet },
}

impl Participant {
    /// The coordinator says that all votes are yes.
    pub(super) fn pre_commit(&mut self, from: NodeId, out: &mut Outbox<Node>) {
        match (self.phase, &self.role) {
            (Phase::InDoubt(Stage::Uncertain), Role::Follower { of: None }) => {
                self.enter_doubt(Stage::PreCommitted, out);
                out.note("knows that all voted yes, and is pre-committed");
                out.send(from, Message::PreCommitted);
            }
            (Phase::InDoubt(Stage::PreCommitted), Role::Follower { of: None }) => {
                out.send(from, Message::PreCommitted);
            }
            // It has given the coordinator up.
            (Phase::InDoubt(_), Role::Backup { .. } | Role::Follower { .. })
            | (Phase::Working | Phase::Done(_), _) => {}
        }
    }

    // ANCHOR: termination
    /// The coordinator has been silent too long: acts in its place.
    pub(super) fn take_over(&mut self, out: &mut Outbox<Node>) {
        let Phase::InDoubt(stage) = self.phase else { return };
        out.note(format!("hears no coordinator, and takes over: it is {stage}"));
        let me = out.me();
        let missing = self.settings.participants().filter(|peer| *peer != me);
        self.role = Role::Backup { missing: missing.collect() };
        self.send_peers(Message::Align(stage), out);
        out.set_timer(Timer::Alignment, self.settings.answers_timeout());
    }

    /// All that live are at its stage: concludes what that stage allows.
    pub(super) fn conclude(&mut self, out: &mut Outbox<Node>) {
        let outcome = match self.phase {
            Phase::InDoubt(Stage::PreCommitted) => Outcome::Commit,
            Phase::InDoubt(Stage::Uncertain) => Outcome::Abort,
            Phase::Working | Phase::Done(_) => return,
        };
        out.note("finds all that answer at its own stage");
        self.finish(outcome, out);
        self.send_peers(Message::Decide(outcome), out);
    }
    // ANCHOR_END: termination

    /// A backup coordinator asks it to move to another stage.
    pub(super) fn align(
        &mut self,
        from: NodeId,
        stage: Stage,
        out: &mut Outbox<Node>,
    ) {
        match self.phase {
            Phase::Working => {
                out.note("has not voted, and aborts");
                self.finish(Outcome::Abort, out);
                out.send(from, Message::Decide(Outcome::Abort));
            }
            Phase::Done(known) => out.send(from, Message::Decide(known)),
            Phase::InDoubt(own) if own != stage && self.is_above(from, out) => {}
            Phase::InDoubt(_) => {
                out.cancel_timer(Timer::Alignment);
                self.role = Role::Follower { of: Some(from) };
                self.enter_doubt(stage, out);
                out.note(format!(
                    "follows {}, {stage}",
                    self.settings.name_of(from)
                ));
                out.send(from, Message::Aligned(stage));
            }
        }
    }

    /// Whether it has a backup, or is one, whose word is above that of `other`.
    fn is_above(&self, other: NodeId, out: &Outbox<Node>) -> bool {
        match &self.role {
            Role::Follower { of } => of.is_some_and(|backup| backup < other),
            Role::Backup { .. } => out.me() < other,
        }
    }

    /// A survivor has moved. One that moved to another stage did so when this one
    /// took over before.
    pub(super) fn aligned(
        &mut self,
        from: NodeId,
        stage: Stage,
        out: &mut Outbox<Node>,
    ) {
        if self.phase != Phase::InDoubt(stage) {
            return;
        }
        if let Role::Backup { missing } = &mut self.role {
            missing.remove(from);
            if missing.is_empty() {
                self.conclude(out);
            }
        }
    }

    /// Whether it may settle the outcome with others if the coordinator is dead.
    pub(super) fn can_take_over(&self) -> bool {
        self.uptime == Uptime::Unbroken
    }
}
