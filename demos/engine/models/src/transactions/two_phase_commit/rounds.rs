//! One more round between the votes and the decision, in two variants.
//!
//! - Three-phase commit lets everyone know that all votes are yes before anyone
//!   commits, so that the participants can finish alone.
//! - A replicated coordinator lets a second node write the decision down before
//!   anyone is told, so that there is someone else to ask.

use super::coordinator::Entry;
use super::{
    Coordinator, CoordinatorPhase, CrashPoint, Message, Node, Outcome, Timer,
};
use sim::{NodeId, Outbox};

impl Coordinator {
    /// Three phases: all votes are yes; nobody commits before all know that.
    pub(super) fn pre_commit(&mut self, out: &mut Outbox<Node>) {
        self.force(Entry::PreCommitted);
        out.note("has every vote and pre-commits: unless it crashes, it commits");
        self.phase = CoordinatorPhase::PreCommitting;
        if self.crashes_at(CrashPoint::AfterLogging, out) {
            return;
        }
        self.missing = self.settings.participants().collect();
        if self.tell_in_turn(self.missing, Message::PreCommit, out) {
            out.set_timer(Timer::PreCommits, self.settings.answers_timeout());
        }
    }

    pub(super) fn count_pre_commit(
        &mut self,
        from: NodeId,
        out: &mut Outbox<Node>,
    ) {
        if self.phase == CoordinatorPhase::PreCommitting {
            self.missing.remove(from);
            if self.missing.is_empty() {
                out.cancel_timer(Timer::PreCommits);
                self.commit_at_last(out);
            }
        }
    }

    /// Three phases: all that live know that all votes are yes. Whoever has not
    /// said so is taken for dead, which a cut network makes a fatal mistake.
    pub(super) fn commit_at_last(&mut self, out: &mut Outbox<Node>) {
        self.record(Outcome::Commit, out);
        self.tell_everyone(Outcome::Commit, out);
    }

    /// Has the standby keep the decision, and waits for its word: from then on
    /// the standby's copy is the one that counts.
    pub(super) fn replicate(&mut self, out: &mut Outbox<Node>) {
        if let Some(standby) = self.settings.standby() {
            out.note("has every vote: has the standby record the commit first");
            self.phase = CoordinatorPhase::Replicating;
            out.send(standby, Message::Record(Outcome::Commit));
            out.set_timer(Timer::Resend, self.settings.resend(self.tries));
        }
    }

    /// The word of the standby.
    pub(super) fn stored(&mut self, outcome: Outcome, out: &mut Outbox<Node>) {
        match self.phase {
            CoordinatorPhase::Replicating => {
                out.cancel_timer(Timer::Resend);
                self.tries = 0;
                self.decide(outcome, out);
            }
            CoordinatorPhase::Recovering => self.adopt(outcome, out),
            CoordinatorPhase::Idle
            | CoordinatorPhase::Voting
            | CoordinatorPhase::PreCommitting
            | CoordinatorPhase::Telling(_)
            | CoordinatorPhase::Done(_)
            | CoordinatorPhase::Unknowing => {}
        }
    }
}
