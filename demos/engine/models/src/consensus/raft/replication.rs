//! Log replication: the leader's log is the one that counts, and the followers
//! make theirs the same.
//!
//! Each `Append` names the entry before the new ones. A follower takes the new
//! ones only if it has that entry with that term; by induction two logs that
//! agree on one entry agree on all before it (Log Matching, §3.5).

use super::Node;
use super::log::{Entry, Position};
use super::message::{Appended, Message, Timer};
use super::server::{Role, Server};
use super::settings::Sending;
use sim::{NodeId, Outbox};

impl Server {
    /// Speaks to all, and does so again after a heartbeat's time.
    pub(super) fn beat(&mut self, out: &mut Outbox<Node>) {
        out.set_timer(Timer::Heartbeat, self.settings.heartbeat);
        self.give_up_silent_learner(out);
        self.broadcast(out);
    }

    /// Sends everyone what it lacks, or a heartbeat.
    pub(super) fn broadcast(&mut self, out: &mut Outbox<Node>) {
        let Role::Leader(leadership) = &mut self.role else { return };
        leadership.round += 1;
        let joining = leadership.joining;
        for node in self.other_voters().chain(joining) {
            self.replicate_to(node, out);
        }
    }

    /// Sends a follower the entries that it lacks, or a heartbeat.
    pub(super) fn replicate_to(&mut self, node: NodeId, out: &mut Outbox<Node>) {
        match self.settings.sending() {
            Sending::Unconfirmed => self.send_from_next(node, u32::MAX, out),
            Sending::Pipelined(window) => {
                if self.fill(node, window, out) == 0 {
                    self.send_from_next(node, 0, out);
                }
            }
        }
    }

    /// Sends a follower so many of the entries that come next, or the snapshot if
    /// the first of them is compacted already.
    pub(super) fn send_from_next(
        &mut self,
        node: NodeId,
        most: u32,
        out: &mut Outbox<Node>,
    ) {
        let ready = self.ready_to_send();
        let Role::Leader(leadership) = &mut self.role else { return };
        let (term, round) = (self.term, leadership.round);
        let progress = &mut leadership.progress[node.index()];
        let before = progress.next - 1;
        let count = ready.saturating_sub(before).min(most) as usize;
        let entries = self.log.from(progress.next);
        let entries = entries.map(|entries| &entries[..count.min(entries.len())]);
        let (Some(entries), Some(before_term)) =
            (entries, self.log.term_at(before))
        else {
            let snapshot = self.log.snapshot().clone();
            progress.sent = snapshot.last.index;
            out.send(node, Message::InstallSnapshot { term, snapshot, round });
            return;
        };
        progress.sent = before + entries.len() as u32;
        out.send(
            node,
            Message::Append {
                term,
                previous: Position { index: before, term: before_term },
                entries: entries.to_vec(),
                commit: self.commit,
                round,
            },
        );
    }

    /// A server says that it leads `term`: follows it, and answers what `act`
    /// says; unless the term is over.
    pub(super) fn leader_says(
        &mut self,
        from: NodeId,
        term: u32,
        round: u32,
        out: &mut Outbox<Node>,
        act: impl FnOnce(&mut Server, &mut Outbox<Node>) -> Appended,
    ) {
        self.observe(term, out);
        if term < self.term {
            return out.send(from, Message::TermOver { term: self.term });
        }
        self.step_down(out); // a candidate sees that another has won
        self.leader = Some(from);
        self.heard = Some(out.now());
        self.await_leader(out);
        let reply = act(self, out);
        self.answer(from, reply, round, out);
    }

    /// Takes the leader's entries if they follow on what is here. An entry that
    /// differs from the leader's was never committed: it goes, and all after it.
    pub(super) fn take_entries(
        &mut self,
        previous: Position,
        entries: &[Entry],
        commit: u32,
        out: &mut Outbox<Node>,
    ) -> Appended {
        let start = self.log.snapshot().last.index;
        // What the snapshot stands for is committed, so it agrees.
        if previous.index >= start
            && self.log.term_at(previous.index) != Some(previous.term)
        {
            let end = self.log.last().index + 1;
            let conflict = match self.log.term_at(previous.index) {
                Some(_) => self.log.start_of_term(previous.index),
                None => end,
            };
            return Appended::Conflict(conflict.max(start + 1));
        }
        for (index, entry) in (previous.index + 1..).zip(entries) {
            if index <= start || self.log.term_at(index) == Some(entry.term) {
                continue;
            }
            if self.log.term_at(index).is_some() {
                out.note(format!("discards its entries from #{index} on"));
                let gone = self.log.from(index).unwrap_or_default();
                self.witness.saw_discard(index, gone, out.now());
                self.log.truncate(index);
                self.is_cut_back_to(index - 1);
            }
            self.log.append(*entry);
        }
        let matched = previous.index + entries.len() as u32;
        self.commit_to(commit.min(matched), out);
        Appended::Matched(matched.max(start))
    }

    /// A follower has answered what this server said in `term` and `round`.
    pub(super) fn follower_says(
        &mut self,
        from: NodeId,
        term: u32,
        reply: Appended,
        round: u32,
        out: &mut Outbox<Node>,
    ) {
        let ready = self.ready_to_send();
        let Role::Leader(leadership) = &mut self.role else { return };
        if term < self.term {
            return; // it led then as well, and its rounds were others
        }
        leadership.heard.insert(from);
        let is_piped = self.settings.sending() != Sending::Unconfirmed;
        let is_given_up = is_piped && leadership.is_given_up(from, round);
        let progress = &mut leadership.progress[from.index()];
        progress.round = progress.round.max(round);
        let lacks = match reply {
            Appended::Matched(index) => {
                progress.matched = progress.matched.max(index);
                progress.next = progress.next.max(progress.matched + 1);
                let sent = progress.sent.max(progress.matched);
                if is_piped {
                    leadership.has_arrived(from, index);
                }
                sent < ready
            }
            Appended::Conflict(_) if is_given_up => false,
            Appended::Conflict(index) => {
                let next = index.min(progress.next).max(progress.matched + 1);
                let has_moved = next < progress.next;
                progress.next = next;
                if is_piped && has_moved {
                    leadership.fall_back(from);
                }
                has_moved
            }
        };
        if lacks {
            self.send_more(from, out);
        }
        self.order_election(from, out);
        self.admit(from, out);
        self.advance_commit(out);
        self.answer_reads(out);
    }

    /// Guarded only: steps down unless a quorum has answered lately, as others
    /// may have elected a leader by now (§6.2).
    pub(super) fn check_quorum(&mut self, out: &mut Outbox<Node>) {
        let Role::Leader(leadership) = &mut self.role else { return };
        let mut heard = leadership.heard;
        heard.insert(self.me);
        leadership.heard.clear();
        match self.is_quorum(heard) {
            true => out.set_timer(Timer::Election, self.settings.timeout),
            false => {
                out.note("hears from no quorum");
                self.leader = None;
                self.step_down(out);
            }
        }
    }
}
