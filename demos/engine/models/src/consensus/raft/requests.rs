//! What clients ask of servers: writes go through the log, reads do not have to.

use super::Node;
use super::leadership::PendingRead;
use super::log::{Entry, Payload};
use super::machine::{Call, Request};
use super::message::Message;
use super::server::{Role, Server};
use sim::Outbox;

impl Server {
    /// A client asks. Only a leader does what it asks; others say who leads, and a
    /// leader that hands over who is to lead.
    pub(super) fn request(&mut self, request: Request, out: &mut Outbox<Node>) {
        let redirect = match &self.role {
            Role::Leader(leadership) => leadership.transfer.map(|t| Some(t.to)),
            Role::Follower | Role::PreCandidate(_) | Role::Candidate(_) => {
                Some(self.leader)
            }
        };
        if let Some(leader) = redirect {
            let Request { client, serial, .. } = request;
            out.send(client, Message::Redirect { serial, leader });
            return;
        }
        let Role::Leader(leadership) = &mut self.role else { return };
        match request.call {
            Call::Write(_) => self.append(request, out),
            Call::Read => {
                let index = self.commit.max(leadership.opened);
                let round = leadership.round + 1;
                leadership.reads.push(PendingRead { request, index, round });
                self.broadcast(out);
                self.answer_reads(out);
            }
        }
    }

    /// Appends a request to the log and sends it to all.
    fn append(&mut self, request: Request, out: &mut Outbox<Node>) {
        let payload = Payload::Operation(request);
        self.log.append(Entry { term: self.term, payload });
        self.offer(out);
        self.advance_commit(out);
    }

    /// The reader proposes a write, outside any session.
    pub(super) fn propose(&mut self, value: u32, out: &mut Outbox<Node>) {
        let call = Call::Write(value);
        match &self.role {
            Role::Leader(leadership) if leadership.transfer.is_some() => {
                out.note("hands over, and takes no proposal");
            }
            Role::Leader(_) => {
                self.append(Request { client: self.me, serial: 0, call }, out);
            }
            Role::Follower | Role::PreCandidate(_) | Role::Candidate(_) => {
                out.note("does not lead, and takes no proposal");
            }
        }
    }

    /// Answers the reads that a quorum has confirmed: after they were asked it
    /// still followed this leader, so nobody else can have committed more, and
    /// all that was committed then is applied (ReadIndex, §6.4).
    pub(super) fn answer_reads(&mut self, out: &mut Outbox<Node>) {
        let Role::Leader(leadership) = &self.role else { return };
        let is_ready = |read: &&PendingRead| {
            read.index <= self.commit
                && self.is_quorum(leadership.answered(read.round, self.me))
        };
        let ready: Vec<PendingRead> =
            leadership.reads.iter().filter(is_ready).copied().collect();
        for read in &ready {
            let Request { client, serial, .. } = read.request;
            let answer = super::Answer::Is(self.machine.value());
            out.send(client, Message::Answer { serial, answer });
        }
        if let Role::Leader(leadership) = &mut self.role {
            leadership.reads.retain(|read| !ready.contains(read));
        }
    }
}
