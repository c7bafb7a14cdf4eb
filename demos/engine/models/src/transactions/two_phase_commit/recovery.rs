//! The coordinator comes up again, and what it tells those in doubt.
//!
//! Nobody was told anything that is not in its log. So:
//!
//! - a decision in its log: it tells it again;
//! - none: nobody was told anything, and it may abort;
//! - nothing at all: with presumed abort that means abort as well.
//!
//! Two variants may not conclude from their own log alone. With a standby the
//! decision may be in the standby's log, and under three-phase commit the
//! participants may have finished without it: such a coordinator asks first.
//!
//! - Source: Bernstein, Hadzilacos and Goodman (1987), ch. 7.

use super::coordinator::Entry;
use super::{
    Coordinator, CoordinatorPhase, Message, Node, Outcome, Protocol, Timer,
};
use sim::{NodeId, Outbox};

impl Coordinator {
    // ANCHOR: recovery
    /// Comes up again: the log says what it may have told.
    pub(super) fn restart(&mut self, out: &mut Outbox<Node>) {
        let asks_first = self.settings.standby().is_some()
            || self.settings.protocol == Protocol::ThreePhase;
        match self.log {
            Entry::Decided(outcome) => {
                out.note(format!("finds {outcome} in its log and tells it again"));
                self.tell_everyone(outcome, out);
            }
            Entry::Nothing | Entry::Begun | Entry::PreCommitted if asks_first => {
                out.note("finds no decision in its log: others may have decided");
                self.phase = CoordinatorPhase::Recovering;
                self.ask(out);
            }
            Entry::Begun | Entry::PreCommitted => {
                out.note("finds no decision in its log: so nobody was told any");
                self.decide(Outcome::Abort, out);
            }
            Entry::Nothing => {
                out.note("finds nothing in its log");
                self.phase = CoordinatorPhase::Unknowing;
            }
        }
    }
    // ANCHOR_END: recovery

    /// Asks those that may have settled the outcome without it.
    pub(super) fn ask(&mut self, out: &mut Outbox<Node>) {
        match self.settings.standby() {
            Some(standby) => out.send(standby, Message::Inquire),
            None => {
                let everyone = self.settings.participants().collect();
                self.send_all(everyone, Message::Inquire, out);
            }
        }
        out.set_timer(Timer::Ask, self.settings.patience(self.tries));
        self.tries = self.settings.next_try(self.tries);
    }

    /// Learns an outcome that is settled already.
    pub(super) fn adopt(&mut self, outcome: Outcome, out: &mut Outbox<Node>) {
        out.cancel_timer(Timer::Ask);
        out.note(format!("learns that the outcome is {outcome}"));
        if self.settings.is_recorded(outcome) {
            self.force(Entry::Decided(outcome));
        }
        self.tell_everyone(outcome, out);
    }

    /// Someone is in doubt.
    pub(super) fn answer(&self, from: NodeId, out: &mut Outbox<Node>) {
        match self.phase {
            CoordinatorPhase::Telling(outcome)
            | CoordinatorPhase::Done(outcome) => {
                out.send(from, Message::Decide(outcome));
            }
            CoordinatorPhase::Unknowing => {
                out.note("has no record of the transaction, which means abort");
                out.send(from, Message::Decide(Outcome::Abort));
            }
            // It will say so when it knows.
            CoordinatorPhase::Idle
            | CoordinatorPhase::Voting
            | CoordinatorPhase::PreCommitting
            | CoordinatorPhase::Replicating
            | CoordinatorPhase::Recovering => {}
        }
    }
}
