//! Leadership transfer: a leader that is to be stopped, or stands in the wrong place,
//! hands over without a pause of an election timeout.
//!
//! It takes no more requests, brings the log of its successor up to its own, and tells
//! it to stand for election at once. What follows is an election as any other: its term
//! deposes the old leader, and the votes go to a log that is up to date. So a transfer
//! can fail and can do no harm. It is given up after an election timeout.
//!
//! ```text
//!  S1 leads ──#7──▶ S2 ──has #7──▶ S1 ──TimeoutNow──▶ S2 stands ──RequestVote──▶ all
//! ```
//!
//! Those who hear from a working leader help nobody else to become one
//! ([`Stability::Guarded`](super::Stability)); a candidate that was told to stand says
//! so, and gets their votes (§4.2.3). The order names its term: one that was on its way
//! while others were elected is obeyed by nobody.
//!
//! - Source: dissertation §3.10.
//! - Cost: three one-way delays after the successor is up to date, instead of an
//!   election timeout and two.
//! - Left out: requests that come meanwhile could wait; here the clients are sent to
//!   the successor.

use super::Node;
use super::message::{Message, Poll, Timer};
use super::server::{Role, Server};
use super::settings::Rule;
use sim::{NodeId, Outbox};

/// A transfer that is under way. It ends with the leadership that it is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Transfer {
    /// The successor.
    pub to: NodeId,
    /// Whether it was told to stand.
    pub order: Order,
}

/// Whether a successor was told to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    /// It lacks entries that the leader has.
    Due,
    /// It was told, once.
    Given,
}

impl Server {
    /// A leader is to hand over to `node`.
    pub(super) fn transfer_to(&mut self, node: NodeId, out: &mut Outbox<Node>) {
        let is_possible = node != self.me && self.voters().contains(node);
        match &mut self.role {
            Role::Leader(leader) if is_possible && leader.transfer.is_none() => {
                leader.transfer = Some(Transfer { to: node, order: Order::Due });
                out.note("hands over, and takes no more requests");
                out.set_timer(Timer::Transfer, self.settings.timeout);
                self.replicate_to(node, out);
                self.order_election(node, out);
            }
            Role::Leader(_) => out.note("cannot hand over to that one now"),
            Role::Follower | Role::PreCandidate(_) | Role::Candidate(_) => {
                out.note("does not lead, and has nothing to hand over");
            }
        }
    }

    /// Tells a successor that lacks nothing to stand for election.
    pub(super) fn order_election(&mut self, node: NodeId, out: &mut Outbox<Node>) {
        let last = self.log.last().index;
        let Role::Leader(leadership) = &mut self.role else { return };
        let is_due = Some(Transfer { to: node, order: Order::Due });
        let has_all = leadership.progress[node.index()].matched == last;
        if leadership.transfer == is_due && has_all {
            let order = Order::Given;
            leadership.transfer = Some(Transfer { to: node, order });
            out.send(node, Message::TimeoutNow { term: self.term });
        }
    }

    /// Stands for election without waiting, and without asking first whether it
    /// would win. An order of an earlier term is void, however late it comes.
    pub(super) fn told_to_stand(&mut self, term: u32, out: &mut Outbox<Node>) {
        self.observe(term, out);
        let rule = self.settings.rules.told_in_this_term;
        let is_void = term < self.term && rule == Rule::Kept;
        match self.role {
            Role::Follower | Role::PreCandidate(_) => {
                if !is_void && self.may_stand() {
                    self.await_leader(out);
                    self.poll(Poll::Told, out);
                }
            }
            Role::Candidate(_) | Role::Leader(_) => {} // it came twice
        }
    }

    /// The successor should lead by now: goes on as the leader. If it was only slow,
    /// there is one more election and no harm.
    pub(super) fn give_up_transfer(&mut self, out: &mut Outbox<Node>) {
        let Role::Leader(leadership) = &mut self.role else { return };
        leadership.transfer = None;
        out.note("gives up handing over");
    }
}
