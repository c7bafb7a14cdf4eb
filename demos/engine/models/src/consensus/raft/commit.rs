//! Committing: from when on an entry is there for good, and what follows from it.

use super::Node;
use super::log::{Payload, Snapshot};
use super::message::{Appended, Message};
use super::server::{Role, Server};
use super::settings::Rule;
use sim::Outbox;

impl Server {
    /// Leader: commits the last entry of its own term that a quorum has, and with
    /// it all before. An entry of an earlier term is never committed by counting
    /// its copies: even if a majority has it, a server with a later entry of
    /// another term could still be elected and overwrite it (Figure 3.7 of the
    /// dissertation, Figure 8 of the paper).
    pub(super) fn advance_commit(&mut self, out: &mut Outbox<Node>) {
        let Role::Leader(leadership) = &self.role else { return };
        let is_countable = |index: u32| match self.settings.rules.commits_own_term {
            Rule::Kept => self.log.term_at(index) == Some(self.term),
            Rule::Off => true,
        };
        let mut candidates = (self.commit + 1..=self.log.last().index).rev();
        let agreed = candidates.find(|index| {
            is_countable(*index) && self.is_quorum(self.copies(leadership, *index))
        });
        if let Some(index) = agreed {
            self.commit_to(index, out);
            self.answer_reads(out);
            self.leave_if_removed(out);
        }
    }

    /// All up to `index` is committed: applies it, in order, and answers the
    /// clients whose requests these were if it leads.
    pub(super) fn commit_to(&mut self, index: u32, out: &mut Outbox<Node>) {
        let before = self.commit;
        while self.commit < index {
            let next = self.commit + 1;
            let Some(entry) = self.log.entry(next).copied() else { break };
            self.commit = next;
            self.witness.saw_commit(next, entry, self.term);
            if let Payload::Operation(request) = entry.payload {
                let answer = self.machine.apply(request);
                let serial = request.serial;
                if serial > 0 && self.leadership().is_some() {
                    out.send(request.client, Message::Answer { serial, answer });
                }
            }
        }
        if self.commit > before && self.leadership().is_some() {
            out.note(format!("commits up to #{}", self.commit));
        }
        self.compact_if_long(out);
    }

    fn compact_if_long(&mut self, out: &mut Outbox<Node>) {
        let applied = self.commit - self.log.snapshot().last.index;
        if self.settings.compaction.is_some_and(|most| applied >= most) {
            self.compact(out);
        }
    }

    /// Lets a snapshot stand for all that it has applied (§5.1). Each server does
    /// this by itself; only what is committed may go.
    pub(super) fn compact(&mut self, out: &mut Outbox<Node>) {
        if self.commit > self.log.snapshot().last.index {
            out.note(format!("compacts its log up to #{}", self.commit));
            self.log.compact(self.commit, self.machine.clone());
            self.is_on_disk(self.commit);
        }
    }

    /// Takes over a snapshot from the leader, unless it has as much itself.
    pub(super) fn install(
        &mut self,
        snapshot: Snapshot,
        out: &mut Outbox<Node>,
    ) -> Appended {
        let last = snapshot.last.index;
        if last > self.commit {
            out.note(format!("takes over a snapshot up to #{last}"));
            self.commit = last;
            self.machine = snapshot.machine.clone();
            self.log.install(snapshot);
            self.is_cut_back_to(self.log.last().index);
            self.is_on_disk(last);
        }
        Appended::Matched(last)
    }
}
