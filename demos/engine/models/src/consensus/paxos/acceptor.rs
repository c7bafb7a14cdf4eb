//! The acceptor: it promises, and it votes. All that it knows is on its disk.

use super::{Ballot, Message, Node, Settings, Timer, Vote};
use sim::{NodeId, Outbox};

/// A node that votes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Acceptor {
    settings: Settings,
    /// On disk: it votes in no ballot lower than this.
    promised: Option<Ballot>,
    /// On disk: how it voted, the last vote last. Only that one matters to the
    /// protocol; the others are for whoever checks the run.
    votes: Vec<Vote>,
    /// Answers that wait until the disk has what they say.
    unwritten: Vec<(NodeId, Message)>,
}

impl Acceptor {
    /// An acceptor that has promised nothing.
    pub fn new(settings: Settings) -> Acceptor {
        Acceptor {
            settings,
            promised: None,
            votes: Vec::new(),
            unwritten: Vec::new(),
        }
    }

    /// Phase 1: promises, unless it has promised a higher ballot.
    fn prepare(&mut self, from: NodeId, ballot: Ballot, out: &mut Outbox<Node>) {
        match self.promised {
            Some(promised) if promised > ballot => {
                out.send(from, Message::Refused { asked: ballot, promised });
            }
            Some(_) | None => {
                self.promised = Some(ballot);
                out.note(format!("promises {ballot}"));
                let last = self.votes.last().copied();
                self.answer(from, Message::Promise(ballot, last), out);
            }
        }
    }

    /// Phase 2: votes, unless it has promised a higher ballot.
    fn accept(&mut self, from: NodeId, vote: Vote, out: &mut Outbox<Node>) {
        let asked = vote.ballot;
        match self.promised {
            Some(promised) if promised > asked => {
                out.send(from, Message::Refused { asked, promised });
            }
            Some(_) | None => {
                self.promised = Some(asked);
                if self.votes.last() != Some(&vote) {
                    self.votes.push(vote);
                    out.note(format!("votes for {} in {asked}", vote.value));
                }
                self.answer(from, Message::Accepted(asked), out);
            }
        }
    }

    /// Answers as soon as the disk has it. A refusal need not wait for the disk.
    fn answer(&mut self, to: NodeId, answer: Message, out: &mut Outbox<Node>) {
        if self.settings.write.get() == 0 {
            return out.send(to, answer);
        }
        self.unwritten.push((to, answer));
        if self.unwritten.len() == 1 {
            out.set_timer(Timer::Write, self.settings.write);
        }
    }

    pub(super) fn receive(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Outbox<Node>,
    ) {
        match message {
            Message::Prepare(ballot) => self.prepare(from, ballot, out),
            Message::Accept(vote) => self.accept(from, vote, out),
            Message::Promise(..)
            | Message::Accepted(_)
            | Message::Refused { .. }
            | Message::Chosen(_) => unreachable!("no acceptor is told that"),
        }
    }

    pub(super) fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match timer {
            Timer::Write => {
                let (to, answer) = self.unwritten.remove(0);
                out.send(to, answer);
                if !self.unwritten.is_empty() {
                    out.set_timer(Timer::Write, self.settings.write);
                }
            }
            Timer::Begin | Timer::Answers | Timer::Backoff => {
                unreachable!("no acceptor sets that")
            }
        }
    }

    /// Answers that were not sent are lost; what they would have said is on the
    /// disk, which is safe: nobody was told more than it keeps.
    pub(super) fn crash(&mut self) {
        self.unwritten.clear();
    }

    /// The lowest ballot that it may still vote in.
    pub fn promised(&self) -> Option<Ballot> {
        self.promised
    }

    /// How it voted, the last vote last.
    pub fn votes(&self) -> &[Vote] {
        &self.votes
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }
}
