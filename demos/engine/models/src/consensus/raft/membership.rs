//! Membership: one server is added or removed at a time (§4.1).
//!
//! A majority before and a majority after a change of one server have a server in
//! common, so no two leaders can be elected in one term, whoever has heard of the
//! change. Two changes under way at once would break that; so one must be
//! committed before the next begins, and a new leader must have committed an
//! entry of its own term first, as a change of an earlier term may lurk in
//! another log. That last condition is not in the dissertation: Ongaro found
//! later that it is needed
//! ([bug in single-server membership changes](https://groups.google.com/g/raft-dev/c/t4xj6dJTP6E)).
//!
//! Where etcd's library differs
//! ([raft.go](https://github.com/etcd-io/raft/blob/00db8d312ff890ada17ac4b376fd14f60dfc37f2/raft.go)):
//! a change holds from when a server *applies* it, here as in the dissertation from
//! when it is in the log; and several servers may change at once, by way of a joint
//! configuration.

use super::Node;
use super::log::{Entry, Payload};
use super::message::Timer;
use super::server::{Role, Server};
use super::settings::{Admission, Sending};
use sim::{NodeId, NodeSet, Outbox};

impl Server {
    // ANCHOR: may_change
    /// Whether a change of the members may begin now.
    fn may_change(&self) -> bool {
        let is_settled = self.log.configuration().0 <= self.commit;
        let Role::Leader(leadership) = &self.role else { return false };
        let hands_over = leadership.transfer.is_some();
        is_settled && self.commit >= leadership.opened && !hands_over
    }
    // ANCHOR_END: may_change

    /// Adds a server, if the settings do not say otherwise once it has all that the
    /// leader has: until then it would count for the majority and not help to make
    /// one (§4.2.1). It may never have it; another change that is asked for takes
    /// its place.
    pub(super) fn add(&mut self, node: NodeId, out: &mut Outbox<Node>) {
        let is_new = self.settings.is_server(node) && !self.voters().contains(node);
        if !is_new || !self.may_change() {
            out.note("cannot change the members now");
            return;
        }
        let last = self.log.last().index;
        let Role::Leader(leadership) = &mut self.role else { return };
        leadership.joining = Some(node);
        let progress = &mut leadership.progress[node.index()];
        (progress.next, progress.matched, progress.sent) = (last + 1, 0, last);
        if self.settings.sending() != Sending::Unconfirmed {
            leadership.fall_back(node);
        }
        self.begin_to_catch_up(node, out);
    }

    /// Removes a server; it may be the leader itself.
    pub(super) fn remove(&mut self, node: NodeId, out: &mut Outbox<Node>) {
        let mut voters = self.voters();
        if !voters.contains(node) || voters.len() == 1 || !self.may_change() {
            out.note("cannot change the members now");
            return;
        }
        voters.remove(node);
        self.stop_catching_up();
        self.change_to(voters, out);
    }

    pub(super) fn change_to(&mut self, voters: NodeSet, out: &mut Outbox<Node>) {
        out.note("proposes other members");
        let payload = Payload::Configuration(voters);
        self.log.append(Entry { term: self.term, payload });
        self.broadcast(out);
        self.advance_commit(out);
    }

    /// A server that is to be added has answered: adds it if it lacks nothing.
    pub(super) fn admit(&mut self, from: NodeId, out: &mut Outbox<Node>) {
        let last = self.log.last().index;
        let mut voters = self.voters();
        let Role::Leader(leadership) = &self.role else { return };
        if leadership.joining != Some(from) || leadership.transfer.is_some() {
            return;
        }
        let matched = leadership.progress[from.index()].matched;
        let is_ready = match self.settings.admission() {
            Admission::CaughtUp | Admission::AtOnce => matched == last,
            Admission::InRounds(_) => self.has_caught_up(matched, out),
        };
        if is_ready {
            voters.insert(from);
            self.stop_catching_up();
            self.change_to(voters, out);
        }
    }

    /// A leader that is removed leads until that is committed (§4.2.2).
    pub(super) fn leave_if_removed(&mut self, out: &mut Outbox<Node>) {
        let (at, voters) = self.log.configuration();
        if at <= self.commit && !voters.contains(self.me) {
            self.broadcast(out); // so that the others know as well
            self.leader = None;
            self.step_down(out);
            out.cancel_timer(Timer::Election);
        }
    }
}
