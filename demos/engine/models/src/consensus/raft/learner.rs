//! Learners: servers that are sent the log before they get a vote.
//!
//! An empty server that has a vote raises the majority and cannot help to make one: of
//! three servers and a new one it takes three, and until the new one has the whole log
//! each of the three is needed. So a leader brings it up to date first, without
//! counting it.
//!
//! When is it up to date, if more is written all the time? Catching up goes in *rounds*:
//! each brings what the leader had when the round began. If the server keeps up, rounds
//! become shorter. After one that took less than an election timeout what is missing is
//! little enough: the new server gets its vote, and the cluster is held up by less than
//! an election would hold it up. If no round is so short, or the server does not answer,
//! the change is given up.
//!
//! - Source: dissertation §4.2.1. There all rounds are waited for (ten, say) and the
//!   last one counts; here, as in LogCabin, the first one that is short enough.

use super::Node;
use super::server::{Role, Server};
use super::settings::Admission;
use sim::{Micros, NodeId, Outbox};

/// How far a learner has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CatchUp {
    /// Which round it is, from 1.
    pub round: u32,
    /// The round brings the entries up to here.
    pub goal: u32,
    /// When the round began, by the leader's clock.
    pub since: Micros,
    /// When the learner last answered.
    pub heard: Micros,
}

impl Server {
    /// A server is to be added: as the settings say.
    pub(super) fn begin_to_catch_up(
        &mut self,
        node: NodeId,
        out: &mut Outbox<Node>,
    ) {
        let (now, goal) = (out.now(), self.log.last().index);
        let mut voters = self.voters();
        let Role::Leader(leadership) = &mut self.role else { return };
        leadership.catch_up = match self.settings.admission() {
            Admission::CaughtUp => None,
            Admission::InRounds(_) => {
                Some(CatchUp { round: 1, goal, since: now, heard: now })
            }
            Admission::AtOnce => {
                voters.insert(node);
                self.stop_catching_up();
                return self.change_to(voters, out);
            }
        };
        self.replicate_to(node, out);
    }

    /// A learner has answered, and has the log up to `matched`: whether it may be
    /// added. If its round is over and was too long, begins the next, or gives up.
    pub(super) fn has_caught_up(
        &mut self,
        matched: u32,
        out: &mut Outbox<Node>,
    ) -> bool {
        let (now, last) = (out.now(), self.log.last().index);
        let Role::Leader(leadership) = &mut self.role else { return false };
        let Some(catch_up) = &mut leadership.catch_up else { return false };
        catch_up.heard = now;
        if matched < catch_up.goal {
            return false;
        }
        if now.since(catch_up.since) < self.settings.timeout {
            return true;
        }
        if Admission::InRounds(catch_up.round) == self.settings.admission() {
            self.give_up_learner(out);
            return false;
        }
        catch_up.round += 1;
        (catch_up.goal, catch_up.since) = (last, now);
        false
    }

    /// A learner that has not answered for an election timeout is given up.
    pub(super) fn give_up_silent_learner(&mut self, out: &mut Outbox<Node>) {
        let Role::Leader(leadership) = &self.role else { return };
        let is_silent = |catch_up: CatchUp| {
            out.now().since(catch_up.heard) >= self.settings.timeout
        };
        match self.settings.admission() {
            Admission::InRounds(_)
                if leadership.catch_up.is_some_and(is_silent) =>
            {
                self.give_up_learner(out);
            }
            Admission::InRounds(_) | Admission::CaughtUp | Admission::AtOnce => {}
        }
    }

    fn give_up_learner(&mut self, out: &mut Outbox<Node>) {
        out.note("gives up adding a server");
        self.stop_catching_up();
    }

    /// Nobody is brought up to date any more.
    pub(super) fn stop_catching_up(&mut self) {
        if let Role::Leader(leadership) = &mut self.role {
            leadership.joining = None;
            leadership.catch_up = None;
        }
    }
}
