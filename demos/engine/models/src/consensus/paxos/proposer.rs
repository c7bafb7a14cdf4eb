//! The proposer: it asks for promises, then for votes, until a value is chosen.

use super::{Adoption, BEGIN, Ballot, Message, Node, Settings, Timer, Value, Vote};
use sim::{Micros, NodeId, NodeSet, Outbox};
use std::hash::{Hash, Hasher};

/// How far a proposer has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// It has not begun, or was refused and waits.
    Waiting,
    /// Phase 1: it collects promises.
    Preparing {
        /// Who has promised.
        promises: NodeSet,
        /// The vote in the highest ballot that it was told of.
        highest: Option<Vote>,
    },
    /// Phase 2: it collects votes.
    Proposing {
        /// For this value.
        value: Value,
        /// Who has voted.
        votes: NodeSet,
    },
    /// It knows what is chosen.
    Decided(Value),
}

impl Phase {
    /// The phase in words.
    pub const fn words(self) -> &'static str {
        match self {
            Phase::Waiting => "waits",
            Phase::Preparing { .. } => "phase 1: promises",
            Phase::Proposing { .. } => "phase 2: votes",
            Phase::Decided(_) => "knows the choice",
        }
    }
}

/// A node that wants a value chosen.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Proposer {
    settings: Settings,
    me: NodeId,
    /// On disk, so that it never uses a ballot twice: the round of its last one.
    round: u32,
    /// On disk: how many ballots it has begun.
    attempts: u32,
    phase: Phase,
    heard: Heard,
}

/// The promises that came for the last ballot, as an observer writes them down: the
/// protocol never reads this, and so states that differ in it alone are the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Heard(Vec<(NodeId, Option<Vote>)>);

impl Hash for Heard {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl Proposer {
    /// A proposer that has not begun. It wants the value with its own number.
    pub fn new(settings: Settings, me: NodeId) -> Proposer {
        let phase = Phase::Waiting;
        let heard = Heard::default();
        Proposer { settings, me, round: 0, attempts: 0, phase, heard }
    }

    /// The value that it wants.
    pub const fn wish(&self) -> Value {
        Value(self.me.0 as u8)
    }

    /// The ballot of its last attempt.
    pub const fn ballot(&self) -> Ballot {
        Ballot { round: self.round, proposer: self.me }
    }

    /// Phase 1: asks all acceptors for a promise, in a ballot of its own.
    fn prepare(&mut self, out: &mut Outbox<Node>) {
        self.round += 1;
        self.attempts += 1;
        self.heard = Heard::default();
        let promises = NodeSet::new();
        self.phase = Phase::Preparing { promises, highest: None };
        self.ask_all(Message::Prepare(self.ballot()), out);
    }

    /// Counts a promise. With those of a majority it asks for votes: for the
    /// value of the highest ballot that it was told of, if there is one.
    fn promised(
        &mut self,
        from: NodeId,
        vote: Option<Vote>,
        out: &mut Outbox<Node>,
    ) {
        let Phase::Preparing { mut promises, highest } = self.phase else { return };
        promises.insert(from);
        let highest = highest.max(vote);
        self.phase = Phase::Preparing { promises, highest };
        if promises.len() == self.settings.majority() {
            let value = self.choose(highest);
            self.phase = Phase::Proposing { value, votes: NodeSet::new() };
            self.ask_all(
                Message::Accept(Vote { ballot: self.ballot(), value }),
                out,
            );
        }
    }

    // ANCHOR: adoption
    /// The rule that keeps Paxos safe: what may have been chosen in a lower
    /// ballot stays. Only where nobody has voted is the proposer free.
    fn choose(&self, highest: Option<Vote>) -> Value {
        match (self.settings.adoption, highest) {
            (Adoption::Highest, Some(vote)) => vote.value,
            (Adoption::Highest, None) | (Adoption::Never, _) => self.wish(),
        }
    }
    // ANCHOR_END: adoption

    /// Counts a vote. Those of a majority choose.
    fn accepted(&mut self, from: NodeId, out: &mut Outbox<Node>) {
        let Phase::Proposing { value, mut votes } = self.phase else { return };
        votes.insert(from);
        self.phase = Phase::Proposing { value, votes };
        if votes.len() == self.settings.majority() {
            out.note(format!("has the votes of a majority: {value} is chosen"));
            self.decide(value, out);
            let others = NodeId::first(self.settings.proposers);
            for other in others.filter(|other| *other != self.me) {
                out.send(other, Message::Chosen(value));
            }
        }
    }

    fn decide(&mut self, value: Value, out: &mut Outbox<Node>) {
        self.phase = Phase::Decided(value);
        for timer in [Timer::Begin, Timer::Answers, Timer::Backoff] {
            out.cancel_timer(timer);
        }
    }

    /// Gives an attempt up: the next one is above `promised`, and not at once
    /// where proposers back off.
    fn give_up(&mut self, promised: Ballot, out: &mut Outbox<Node>) {
        self.round = self.round.max(promised.round);
        self.phase = Phase::Waiting;
        out.cancel_timer(Timer::Answers);
        if self.settings.backoff.get() == 0 {
            return self.prepare(out);
        }
        let wait = out.stream().between(0, self.settings.backoff.get());
        out.note("gives this ballot up and waits at random");
        out.set_timer(Timer::Backoff, Micros::new(wait));
    }

    fn ask_all(&mut self, message: Message, out: &mut Outbox<Node>) {
        for acceptor in self.settings.acceptors() {
            out.send(acceptor, message);
        }
        out.set_timer(Timer::Answers, self.settings.patience());
    }

    pub(super) fn start(&mut self, out: &mut Outbox<Node>) {
        let later = u64::from(self.me.0) * self.settings.gap.get();
        out.set_timer(Timer::Begin, BEGIN + Micros::new(later));
    }

    /// It lost its count: it begins anew, in a higher ballot.
    pub(super) fn restart(&mut self, out: &mut Outbox<Node>) {
        match self.phase {
            Phase::Decided(_) => {}
            Phase::Waiting | Phase::Preparing { .. } | Phase::Proposing { .. } => {
                self.prepare(out);
            }
        }
    }

    pub(super) fn crash(&mut self) {
        match self.phase {
            Phase::Decided(_) => {} // written down for its client
            Phase::Waiting | Phase::Preparing { .. } | Phase::Proposing { .. } => {
                self.phase = Phase::Waiting;
            }
        }
    }

    pub(super) fn receive(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Outbox<Node>,
    ) {
        let is_mine = |ballot| ballot == self.ballot() && self.is_active();
        match message {
            Message::Promise(ballot, vote) if is_mine(ballot) => {
                self.heard.0.push((from, vote));
                self.promised(from, vote, out);
            }
            Message::Accepted(ballot) if is_mine(ballot) => {
                self.accepted(from, out);
            }
            Message::Refused { asked, promised } if is_mine(asked) => {
                self.give_up(promised, out);
            }
            Message::Chosen(value) if !self.is_decided() => {
                out.note(format!("learns that {value} is chosen"));
                self.decide(value, out);
            }
            // Answers to attempts that it has given up, and old news.
            Message::Promise(..)
            | Message::Accepted(_)
            | Message::Refused { .. }
            | Message::Chosen(_) => {}
            Message::Prepare(_) | Message::Accept(_) => {
                unreachable!("no proposer is asked that")
            }
        }
    }

    pub(super) fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match timer {
            Timer::Begin | Timer::Backoff => self.prepare(out),
            Timer::Answers => self.give_up(self.ballot(), out),
            Timer::Write => unreachable!("no proposer sets that"),
        }
    }

    const fn is_active(&self) -> bool {
        matches!(self.phase, Phase::Preparing { .. } | Phase::Proposing { .. })
    }

    const fn is_decided(&self) -> bool {
        matches!(self.phase, Phase::Decided(_))
    }

    /// How far it has come.
    pub const fn phase(&self) -> Phase {
        self.phase
    }

    /// How many ballots it has begun.
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The promises that came for its last ballot, each with the vote that it told
    /// of, in the order in which they came.
    pub fn heard(&self) -> &[(NodeId, Option<Vote>)] {
        &self.heard.0
    }

    pub(super) const fn settings(&self) -> &Settings {
        &self.settings
    }
}
