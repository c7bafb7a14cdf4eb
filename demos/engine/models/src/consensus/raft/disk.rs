//! Writing to disk, which takes time: what a server says that it has must still be
//! there after a crash.
//!
//! While a write is under way more entries come; they wait, and the next write takes
//! all of them (group commit). Meanwhile a follower owes its leader an answer. A leader
//! owes nobody: it sends what it has not written (§10.2.1), and only its own copy does
//! not count yet. So an entry may be committed that the leader itself would lose.
//!
//! - Source: dissertation §3.8 for what must be on disk before an answer, §10.2.1 for
//!   the leader. A term, a vote and a snapshot are written in no time here.
//! - Cost: an entry is committed after a round trip and one write, or two writes where
//!   the leader writes first.

use super::Node;
use super::leadership::Leadership;
use super::message::{Appended, Message, Timer};
use super::server::Server;
use super::settings::{LeaderSends, Rule};
use sim::{Micros, NodeId, NodeSet, Outbox};

/// How much of a log is on disk, where writing takes time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Disk {
    /// Up to here it is.
    written: u32,
    /// Up to here it will be when the write is done that is under way.
    writing: Option<u32>,
    /// An answer to the leader of this term that waits for a write.
    owed: Option<Owed>,
}

/// What a follower cannot yet say to its leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Owed {
    to: NodeId,
    /// The latest round that it answers.
    round: u32,
    /// Up to here the logs agree.
    matched: u32,
}

impl Server {
    /// Its disk, where writing takes time.
    fn disk(&mut self) -> Option<&mut Disk> {
        match self.settings.write() {
            Micros::ZERO => None,
            _ => Some(&mut self.disk),
        }
    }

    /// All up to `index` is on disk.
    pub(super) fn is_on_disk(&mut self, index: u32) {
        if let Some(disk) = self.disk() {
            disk.written = disk.written.max(index);
        }
    }

    /// What comes after `index` is in the log no more: no write brings it to disk, and
    /// nobody is told that it is there.
    pub(super) fn is_cut_back_to(&mut self, index: u32) {
        if let Some(disk) = self.disk() {
            disk.written = disk.written.min(index);
            disk.writing = disk.writing.map(|writing| writing.min(index));
            disk.owed = disk.owed.filter(|owed| owed.matched <= index);
        }
    }

    /// A new term: what was owed to the leader of the last one is not said any more.
    /// By now a candidate without those entries may have this server's vote.
    pub(super) fn answer_nobody(&mut self) {
        if let Some(disk) = self.disk() {
            disk.owed = None;
        }
    }

    /// Up to where its log is on disk.
    pub fn written(&self) -> u32 {
        match self.settings.write() {
            Micros::ZERO => self.log.last().index,
            _ => self.disk.written,
        }
    }

    /// Whether what is at `index` counts as being on disk.
    fn is_written(&self, index: u32) -> bool {
        let rule = self.settings.rules.written_before_counted;
        let takes_time = self.settings.write() > Micros::ZERO;
        !takes_time || index <= self.disk.written || rule == Rule::Off
    }

    /// Begins to write what is new, unless a write is under way.
    pub(super) fn write(&mut self, out: &mut Outbox<Node>) {
        let (last, takes) = (self.log.last().index, self.settings.write());
        let Some(disk) = self.disk() else { return };
        if disk.written < last && disk.writing.is_none() {
            disk.writing = Some(last);
            out.set_timer(Timer::Write, takes);
        }
    }

    /// A write is done: says how far the log is on disk to whom it owes an answer.
    pub(super) fn has_written(&mut self, out: &mut Outbox<Node>) {
        let term = self.term;
        let Some(disk) = self.disk() else { return };
        disk.written = disk.written.max(disk.writing.take().unwrap_or(0));
        if let Some(Owed { to, round, matched }) = disk.owed {
            let reply = Appended::Matched(matched.min(disk.written));
            disk.owed = disk.owed.filter(|owed| disk.written < owed.matched);
            out.send(to, Message::Appended { term, reply, round });
        }
        if let LeaderSends::AfterWriting = self.settings.leader_sends {
            self.offer(out);
        }
        self.advance_commit(out);
    }

    /// Answers the leader of this term, once what the answer promises is on disk.
    pub(super) fn answer(
        &mut self,
        to: NodeId,
        reply: Appended,
        round: u32,
        out: &mut Outbox<Node>,
    ) {
        match reply {
            Appended::Matched(index) if !self.is_written(index) => {
                let (before, matched) = match self.disk.owed {
                    Some(owed) => (owed.round, owed.matched),
                    None => (0, 0),
                };
                let (round, matched) = (round.max(before), index.max(matched));
                self.disk.owed = Some(Owed { to, round, matched });
            }
            Appended::Matched(_) | Appended::Conflict(_) => {
                out.send(to, Message::Appended { term: self.term, reply, round });
            }
        }
    }

    /// A crash: what was not on disk is gone.
    pub(super) fn lose_unwritten(&mut self) {
        let written = self.written();
        let Some(disk) = self.disk() else { return };
        (disk.writing, disk.owed) = (None, None);
        self.log.truncate(written + 1);
    }

    /// Up to where a leader may send its log.
    pub(super) fn ready_to_send(&self) -> u32 {
        match self.settings.leader_sends {
            LeaderSends::WhileWriting => self.log.last().index,
            LeaderSends::AfterWriting => self.written(),
        }
    }

    /// Who has the log up to `index` on disk, as a leader knows.
    pub(super) fn copies(&self, leadership: &Leadership, index: u32) -> NodeSet {
        let mut copies = leadership.have(index, self.me);
        if !self.is_written(index) {
            copies.remove(self.me);
        }
        copies
    }
}
