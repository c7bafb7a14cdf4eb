//! In doubt: what a participant may do between its yes and the outcome.
//!
//! Not much. It holds its locks and asks, and a crash changes nothing about it: its
//! vote is in its log, and the locks are taken again before anyone else can have
//! the data.

use super::participant::{Entry, Uptime};
use super::{
    COORDINATOR, Doubt, Locks, Message, Node, Outcome, Participant, Phase,
    Protocol, Stage, Stamp, Termination, Timer,
};
use sim::{NodeId, Outbox};

impl Participant {
    /// Writes down that it is in doubt, and waits for word.
    pub(super) fn enter_doubt(&mut self, stage: Stage, out: &mut Outbox<Node>) {
        self.phase = Phase::InDoubt(stage);
        self.force(Entry::Prepared(stage));
        self.open_doubt(stage, out);
        self.wait(stage, out);
    }

    fn open_doubt(&mut self, stage: Stage, out: &mut Outbox<Node>) {
        let since = Stamp(out.now());
        self.stages.enter(stage, out.now());
        if !matches!(self.doubt, Doubt::Open { .. }) {
            self.doubt = Doubt::Open { since };
        }
        if !matches!(self.locks, Locks::Held { .. }) {
            self.locks = Locks::Held { since };
        }
    }

    /// In doubt there is nothing to do but wait, and ask. Under three-phase commit
    /// there is: [`Participant::take_over`].
    fn wait(&mut self, stage: Stage, out: &mut Outbox<Node>) {
        match (self.settings.protocol, self.uptime) {
            (Protocol::ThreePhase, Uptime::Unbroken) => {
                let silence = self.settings.silence(stage, out.me());
                out.set_timer(Timer::Silence, silence);
            }
            (Protocol::ThreePhase, Uptime::Restarted) | (Protocol::TwoPhase, _) => {
                out.set_timer(Timer::Ask, self.settings.patience(self.tries));
            }
        }
    }

    // ANCHOR: inquiry
    /// Asks all who may know.
    pub(super) fn ask(&mut self, out: &mut Outbox<Node>) {
        let state = self.phase.words();
        out.note(format!(
            "is still {state}, holds its locks, and asks for the outcome"
        ));
        let settings = self.settings;
        out.send(COORDINATOR, Message::Inquire);
        if let Some(standby) = settings.standby() {
            out.send(standby, Message::Inquire);
        }
        let asks_peers = settings.termination == Termination::Cooperative
            || settings.protocol == Protocol::ThreePhase;
        if asks_peers {
            self.send_peers(Message::Inquire, out);
        }
        self.tries = settings.next_try(self.tries);
        out.set_timer(Timer::Ask, settings.patience(self.tries));
    }

    /// Someone else is in doubt. One that has not voted can end that: without its
    /// yes nobody can have committed, and now it will never say it.
    pub(super) fn answer(&mut self, asker: NodeId, out: &mut Outbox<Node>) {
        match self.phase {
            Phase::Working => {
                out.note("has not voted, and aborts so that nobody need wait");
                self.finish(Outcome::Abort, out);
                out.send(asker, Message::Decide(Outcome::Abort));
            }
            Phase::InDoubt(_) => out.send(asker, Message::Unsure),
            Phase::Done(known) => out.send(asker, Message::Decide(known)),
        }
    }
    // ANCHOR_END: inquiry

    /// Comes up again with what is in its log.
    pub(super) fn restart(&mut self, out: &mut Outbox<Node>) {
        self.uptime = Uptime::Restarted;
        match self.phase {
            Phase::Working => {
                out.note("finds no vote in its log: its work is lost");
                self.finish(Outcome::Abort, out);
            }
            Phase::InDoubt(stage) => {
                out.note("finds its yes in its log, and takes its locks again");
                self.open_doubt(stage, out);
                self.ask(out);
            }
            Phase::Done(outcome) => {
                let has = Phase::Done(outcome).words();
                out.note(format!("finds in its log that it has {has}"));
            }
        }
    }
}
