//! Pipelining and batching: several Appends on their way to a follower at once.
//!
//! A leader that waits for each answer sends one Append a round trip. This one takes it
//! for granted that an Append will be accepted, and sends what comes next at once. While
//! a pipe is full new entries wait, and the next Append takes all of them, up to the
//! size of a batch: the busier a cluster is, the larger its batches are.
//!
//! ```text
//!  leader   ──#1──#2──#3────────#4──▶        window 3: #4 waits for the answer to #1
//!  follower    ◀────── has #1 ──┘
//! ```
//!
//! An Append that was lost or overtaken shows by the one after it: the follower refuses
//! what does not follow on its log, be it a heartbeat. Then the leader goes back, sends
//! one Append alone, and fills the pipe again when that is accepted. What was in the
//! pipe is given up; refusals of it, which are still to come, say nothing new. They are
//! known by their *round*: a pipe that is given up begins a new one.
//!
//! A pipe belongs to a leadership, and so to a term: answers of an earlier term of the
//! same leader are not counted ([`Server::follower_says`]).
//!
//! - Source: dissertation §10.2.2. That one Append goes alone at first is not from
//!   there, but from etcd's library (`StateProbe`).
//! - Cost: at most window × batch entries a round trip.

use super::Node;
use super::leadership::Leadership;
use super::server::{Role, Server};
use super::settings::{Sending, Window};
use sim::{NodeId, Outbox};

/// Whether a leader knows that a follower will accept what comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trust {
    /// It does not: one Append at a time.
    Probing,
    /// The last that was heard is that their logs agree.
    Streaming,
}

impl Leadership {
    /// How many more Appends a pipe takes.
    fn room(&self, node: NodeId, window: Window) -> u32 {
        let most = match self.progress[node.index()].trust {
            Trust::Probing => 1,
            Trust::Streaming => window.in_flight,
        };
        most.saturating_sub(self.in_flight(node))
    }

    /// How many Appends with entries are on their way to a follower, or not answered.
    pub fn in_flight(&self, node: NodeId) -> u32 {
        self.in_flight.iter().filter(|(to, _)| *to == node).count() as u32
    }

    /// A follower has all up to `index`.
    pub(super) fn has_arrived(&mut self, node: NodeId, index: u32) {
        self.in_flight.retain(|(to, end)| *to != node || *end > index);
        self.progress[node.index()].trust = Trust::Streaming;
    }

    /// Whether what was said to a follower in `round` was given up since.
    pub(super) fn is_given_up(&self, node: NodeId, round: u32) -> bool {
        round < self.progress[node.index()].since
    }

    /// Gives up what is in a pipe, and begins a new round.
    pub(super) fn fall_back(&mut self, node: NodeId) {
        self.round += 1;
        self.in_flight.retain(|(to, _)| *to != node);
        let progress = &mut self.progress[node.index()];
        (progress.since, progress.trust) = (self.round, Trust::Probing);
    }
}

impl Server {
    /// Sends a follower what fits into its pipe; how many Appends that were.
    pub(super) fn fill(
        &mut self,
        node: NodeId,
        window: Window,
        out: &mut Outbox<Node>,
    ) -> u32 {
        let ready = self.ready_to_send();
        let mut count = 0;
        loop {
            let Role::Leader(leadership) = &self.role else { return count };
            let room = leadership.room(node, window);
            if room == 0 || leadership.progress[node.index()].next > ready {
                return count;
            }
            self.send_from_next(node, window.batch, out);
            let Role::Leader(leadership) = &mut self.role else { return count };
            let progress = &mut leadership.progress[node.index()];
            progress.next = progress.sent + 1;
            leadership.in_flight.push((node, progress.sent));
            count += 1;
        }
    }

    /// Leader: there is more to send. Sends it, as far as pipes have room.
    pub(super) fn offer(&mut self, out: &mut Outbox<Node>) {
        let Role::Leader(leadership) = &self.role else { return };
        let joining = leadership.joining;
        match self.settings.sending() {
            Sending::Unconfirmed => self.broadcast(out),
            Sending::Pipelined(window) => {
                for node in self.other_voters().chain(joining) {
                    self.fill(node, window, out);
                }
            }
        }
    }

    /// Sends a follower that has answered what it lacks still.
    pub(super) fn send_more(&mut self, node: NodeId, out: &mut Outbox<Node>) {
        match self.settings.sending() {
            Sending::Unconfirmed => self.replicate_to(node, out),
            Sending::Pipelined(window) => {
                self.fill(node, window, out);
            }
        }
    }
}
