//! Telling the outcome, again and again, until everyone has acknowledged it.

use super::{
    Coordinator, CoordinatorPhase, CrashPoint, Message, Node, Outcome, Timer,
};
use sim::{NodeId, NodeSet, Outbox};

impl Coordinator {
    /// Tells all that may not know. `Resend` does it again until they have
    /// acknowledged; where they need not, once must do, and who missed it asks.
    pub(super) fn tell(&mut self, outcome: Outcome, out: &mut Outbox<Node>) {
        if !self.tell_in_turn(self.missing, Message::Decide(outcome), out) {
            return;
        }
        if self.missing.is_empty() || !self.settings.is_recorded(outcome) {
            self.missing.clear();
            self.phase = CoordinatorPhase::Done(outcome);
        } else {
            out.set_timer(Timer::Resend, self.settings.resend(self.tries));
        }
    }

    /// Tells all, whoever may know already.
    pub(super) fn tell_everyone(
        &mut self,
        outcome: Outcome,
        out: &mut Outbox<Node>,
    ) {
        self.phase = CoordinatorPhase::Telling(outcome);
        self.missing = self.settings.participants().collect();
        self.tell(outcome, out);
    }

    /// Sends to each in turn, and crashes after the first if that is its crash
    /// point: `false` then.
    pub(super) fn tell_in_turn(
        &self,
        nodes: NodeSet,
        message: Message,
        out: &mut Outbox<Node>,
    ) -> bool {
        for (index, node) in nodes.iter().enumerate() {
            out.send(node, message);
            if index == 0 && self.crashes_at(CrashPoint::AfterFirstTold, out) {
                return false;
            }
        }
        true
    }

    /// An acknowledgement of the outcome.
    pub(super) fn acknowledge(&mut self, from: NodeId, out: &mut Outbox<Node>) {
        let CoordinatorPhase::Telling(outcome) = self.phase else { return };
        self.missing.remove(from);
        if self.missing.is_empty() {
            out.note("has every acknowledgement, and may forget the transaction");
            out.cancel_timer(Timer::Resend);
            self.phase = CoordinatorPhase::Done(outcome);
        }
    }

    pub(super) fn resend(&mut self, out: &mut Outbox<Node>) {
        self.tries = self.settings.next_try(self.tries);
        match self.phase {
            CoordinatorPhase::Telling(outcome) => self.tell(outcome, out),
            CoordinatorPhase::Replicating => self.replicate(out),
            CoordinatorPhase::Idle
            | CoordinatorPhase::Voting
            | CoordinatorPhase::PreCommitting
            | CoordinatorPhase::Done(_)
            | CoordinatorPhase::Recovering
            | CoordinatorPhase::Unknowing => {}
        }
    }
}
