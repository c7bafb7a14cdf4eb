//! Leader election: how a server stands, and when the others vote for it.
//!
//! A server that has not heard from a leader for its election timeout begins a
//! new term and asks for votes. The timeout is random, so that mostly one server
//! asks alone. Each votes once a term, for the first that asks and whose log is
//! at least as up to date as its own; so of all candidates at most one can have a
//! majority, and it has every committed entry.
//!
//! Where etcd's library differs
//! ([raft.go](https://github.com/etcd-io/raft/blob/00db8d312ff890ada17ac4b376fd14f60dfc37f2/raft.go)):
//! a candidate that a majority has refused follows again at once, in its term;
//! here it stays a candidate until its timeout, as in the dissertation. Pre-vote
//! and the check of the quorum are two options, `PreVote` and `CheckQuorum`; here
//! they are one, [`Stability::Guarded`](super::Stability).

use super::Node;
use super::log::Position;
use super::message::{Message, Poll, Vote};
use super::server::{Role, Server};
use super::settings::Rule;
use sim::{NodeId, NodeSet, Outbox};

impl Server {
    /// No leader was heard of in time: stands as a candidate, or asks first
    /// whether it would be elected.
    pub(super) fn stand(&mut self, out: &mut Outbox<Node>) {
        if !self.may_stand() {
            return;
        }
        self.await_leader(out); // if this comes to nothing, it stands again
        match self.is_guarded() {
            true => self.poll(Poll::Pre, out),
            false => self.poll(Poll::Real, out),
        }
    }

    /// Asks all voters. In a real poll it votes for itself in a new term.
    pub(super) fn poll(&mut self, poll: Poll, out: &mut Outbox<Node>) {
        let votes = [self.me].into_iter().collect::<NodeSet>();
        self.leader = None;
        self.role = match poll {
            Poll::Pre => Role::PreCandidate(votes),
            Poll::Real | Poll::Told => {
                self.term += 1;
                self.answer_nobody();
                self.voted_for = Some(self.me);
                self.witness.saw_vote(self.term, self.me);
                Role::Candidate(votes)
            }
        };
        // A pre-vote is about the term that it would be.
        let term = self.term + u32::from(poll == Poll::Pre);
        let last = self.log.last();
        for node in self.other_voters() {
            out.send(node, Message::RequestVote { poll, term, last });
        }
        self.finish_poll(out); // alone, it is a quorum
    }

    /// Whether it may become leader. One that is being removed may as long as
    /// that is not committed, as it may be needed to commit it (§4.2.2); a learner,
    /// which was never in, must not.
    pub(super) fn may_stand(&self) -> bool {
        let (at, voters) = self.log.configuration();
        let was_in = |at| self.log.configuration_at(at).1.contains(self.me);
        voters.contains(self.me) || (at > self.commit && was_in(at - 1))
    }

    /// A candidate asks for a vote.
    pub(super) fn asked_for_vote(
        &mut self,
        from: NodeId,
        poll: Poll,
        term: u32,
        last: Position,
        out: &mut Outbox<Node>,
    ) {
        if poll != Poll::Told && self.has_working_leader(out) && term > self.term {
            return; // as if it had not come: its term is ignored as well
        }
        if poll != Poll::Pre {
            self.observe(term, out);
        }
        let is_free = match poll {
            Poll::Pre => term > self.term,
            Poll::Real | Poll::Told => {
                term == self.term && self.voted_for.is_none_or(|node| node == from)
            }
        };
        let vote = match is_free && self.accepts_log(last) {
            true => Vote::Granted,
            false => Vote::Refused,
        };
        if poll != Poll::Pre && vote == Vote::Granted {
            self.voted_for = Some(from);
            self.witness.saw_vote(term, from);
            self.await_leader(out);
        }
        // A pre-vote that is granted is for the term asked about.
        let term = if vote == Vote::Granted { term } else { self.term };
        out.send(from, Message::Vote { poll, term, vote });
    }

    /// Whether a log that ends at `last` has all that might be committed.
    fn accepts_log(&self, last: Position) -> bool {
        let rule = self.settings.rules.candidate_is_up_to_date;
        rule == Rule::Off || last.is_up_to_date_with(self.log.last())
    }

    /// Guarded only: whether it leads, or has heard from a leader so lately that
    /// nobody can have missed it yet (§4.2.3).
    fn has_working_leader(&self, out: &mut Outbox<Node>) -> bool {
        let is_recent = |at| out.now().since(at) < self.settings.timeout;
        self.is_guarded()
            && (self.leadership().is_some() || self.heard.is_some_and(is_recent))
    }

    /// A vote has come. A candidate that is refused because its term is over
    /// learns of the later term and follows; refused for another reason it waits
    /// for its timeout.
    pub(super) fn count_vote(
        &mut self,
        from: NodeId,
        poll: Poll,
        term: u32,
        vote: Vote,
        out: &mut Outbox<Node>,
    ) {
        if vote == Vote::Refused {
            return self.observe(term, out);
        }
        match (poll, &mut self.role) {
            (Poll::Pre, Role::PreCandidate(votes)) if term == self.term + 1 => {
                votes.insert(from);
            }
            (Poll::Real | Poll::Told, Role::Candidate(votes))
                if term == self.term =>
            {
                votes.insert(from);
            }
            (Poll::Pre | Poll::Real | Poll::Told, _) => return, // it is over
        }
        self.finish_poll(out);
    }

    fn finish_poll(&mut self, out: &mut Outbox<Node>) {
        match self.role {
            Role::PreCandidate(votes) if self.is_quorum(votes) => {
                self.poll(Poll::Real, out);
            }
            Role::Candidate(votes) if self.is_quorum(votes) => self.lead(out),
            Role::PreCandidate(_)
            | Role::Candidate(_)
            | Role::Follower
            | Role::Leader(_) => {}
        }
    }
}
