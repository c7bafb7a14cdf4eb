//! The coordinator: it asks for the votes, decides, and sees to it that everyone
//! hears of it.
//!
//! Its decision counts from the moment it is in its log, and nobody is told
//! before. So a coordinator that comes up again knows what it may have told:
//!
//! - a decision in its log: it tells it again;
//! - none: nobody was told anything, so it may abort.
//!
//! Two variants may not conclude from their own log alone. With a standby the
//! decision may be in the standby's log, and under three-phase commit the
//! participants may have finished without it: such a coordinator asks first.
//!
//! - Source: Bernstein, Hadzilacos and Goodman (1987), §7.4 and §7.5; for presumed
//!   abort Mohan, Lindsay and Obermarck (1986), §3.

use super::{
    BEGIN, CrashPoint, Message, Node, Outcome, Protocol, Settings, Tally, Timer,
    Vote,
};
use sim::{NodeId, Outbox};
use std::collections::BTreeSet;

/// What a coordinator is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CoordinatorPhase {
    /// Nobody has asked it to commit.
    Idle,
    /// It waits for votes.
    Voting,
    /// Three phases: all votes are yes, and it waits until all know that.
    PreCommitting,
    /// All votes are yes, and it waits until the standby has the decision.
    Replicating,
    /// It has decided, and tells everyone until all have acknowledged.
    Telling(Outcome),
    /// It has decided, and nobody needs it any more.
    Done(Outcome),
    /// It came up again, and asks others for the outcome.
    Recovering,
    /// It came up again with nothing in its log: whoever asks is told to abort.
    Unknowing,
}

impl CoordinatorPhase {
    /// The phase in words.
    pub const fn words(self) -> &'static str {
        match self {
            CoordinatorPhase::Idle => "idle",
            CoordinatorPhase::Voting => "waiting for votes",
            CoordinatorPhase::PreCommitting => "pre-committing",
            CoordinatorPhase::Replicating => "waiting for the standby",
            CoordinatorPhase::Telling(Outcome::Commit) => "committed, telling",
            CoordinatorPhase::Telling(Outcome::Abort) => "aborted, telling",
            CoordinatorPhase::Done(Outcome::Commit) => "committed",
            CoordinatorPhase::Done(Outcome::Abort) => "aborted",
            CoordinatorPhase::Recovering => "recovering",
            CoordinatorPhase::Unknowing => "knows nothing",
        }
    }
}

/// What is in its log, latest entry only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Entry {
    Nothing,
    Begun,
    PreCommitted,
    Decided(Outcome),
}

/// The node that decides.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Coordinator {
    settings: Settings,
    /// On disk.
    log: Entry,
    phase: CoordinatorPhase,
    /// Whose vote, or whose acknowledgement, is missing.
    missing: BTreeSet<NodeId>,
    /// Who voted no, and so has aborted already.
    dissenters: BTreeSet<NodeId>,
    /// How often it has asked, or said the same, in vain.
    tries: u32,
    forced: Tally,
}

impl Coordinator {
    // ANCHOR: coordinator
    /// The client asks to commit.
    fn begin(&mut self, out: &mut Outbox<Node>) {
        if self.settings.is_recorded(Outcome::Abort) {
            self.force(Entry::Begun);
        }
        if self.crashes_at(CrashPoint::BeforePrepare, out) {
            return;
        }
        out.note("is asked by the client to commit, and asks all to prepare");
        self.phase = CoordinatorPhase::Voting;
        self.missing = self.settings.participants().collect();
        self.send_all(&self.missing, Message::Prepare, out);
        if let Some(standby) = self.settings.standby() {
            out.send(standby, Message::Begin);
        }
        out.set_timer(Timer::Votes, self.settings.vote_timeout);
        self.crashes_at(CrashPoint::AfterPrepare, out);
    }

    /// A vote: one no is enough to abort, and only the last yes to commit.
    fn count(&mut self, from: NodeId, vote: Vote, out: &mut Outbox<Node>) {
        match (self.phase, vote) {
            (CoordinatorPhase::Voting, Vote::Yes) => {
                self.missing.remove(&from);
                if self.missing.is_empty() {
                    self.conclude(Outcome::Commit, out);
                }
            }
            (CoordinatorPhase::Voting, Vote::No) => {
                self.dissenters.insert(from);
                self.conclude(Outcome::Abort, out);
            }
            (CoordinatorPhase::Unknowing, Vote::Yes) => {
                out.note("has no record of the transaction, which means abort");
                out.send(from, Message::Decide(Outcome::Abort));
            }
            // Too late to matter, or not needed.
            (_, Vote::Yes | Vote::No) => {}
        }
    }
    // ANCHOR_END: coordinator

    /// The votes allow only this outcome. To abort needs nobody's consent; to
    /// commit may take one more round.
    fn conclude(&mut self, outcome: Outcome, out: &mut Outbox<Node>) {
        out.cancel_timer(Timer::Votes);
        if self.crashes_at(CrashPoint::AfterVotes, out) {
            return;
        }
        match (outcome, self.settings.protocol, self.settings.standby()) {
            (Outcome::Commit, Protocol::ThreePhase, _) => self.pre_commit(out),
            (Outcome::Commit, Protocol::TwoPhase, Some(_)) => self.replicate(out),
            (Outcome::Commit, Protocol::TwoPhase, None)
            | (Outcome::Abort, _, _) => self.decide(outcome, out),
        }
    }

    // ANCHOR: decision
    /// The point of no return: what is in the log is decided.
    fn decide(&mut self, outcome: Outcome, out: &mut Outbox<Node>) {
        self.record(outcome, out);
        self.phase = CoordinatorPhase::Telling(outcome);
        if self.crashes_at(CrashPoint::AfterLogging, out) {
            return;
        }
        if let (Outcome::Abort, Some(standby)) = (outcome, self.settings.standby())
        {
            out.send(standby, Message::Record(outcome));
        }
        let told = self.settings.participants();
        self.missing =
            told.filter(|node| !self.dissenters.contains(node)).collect();
        self.tell(outcome, out);
    }

    /// Tells all that may not know. `Resend` does it again until they have
    /// acknowledged; where they need not, once must do, and who missed it asks.
    fn tell(&mut self, outcome: Outcome, out: &mut Outbox<Node>) {
        if !self.tell_in_turn(&self.missing, Message::Decide(outcome), out) {
            return;
        }
        if self.missing.is_empty() || !self.settings.is_recorded(outcome) {
            self.missing.clear();
            self.phase = CoordinatorPhase::Done(outcome);
        } else {
            out.set_timer(Timer::Resend, self.settings.resend(self.tries));
        }
    }
    // ANCHOR_END: decision

    fn record(&mut self, outcome: Outcome, out: &mut Outbox<Node>) {
        if self.settings.is_recorded(outcome) {
            self.force(Entry::Decided(outcome));
            out.note(format!("decides to {outcome} and forces that to its log"));
        } else {
            out.note("decides to abort and logs nothing: no record means abort");
        }
    }

    /// Sends to each in turn, and crashes after the first if that is its crash
    /// point: `false` then.
    fn tell_in_turn(
        &self,
        nodes: &BTreeSet<NodeId>,
        message: Message,
        out: &mut Outbox<Node>,
    ) -> bool {
        for (index, node) in nodes.iter().enumerate() {
            out.send(*node, message);
            // Only the first telling can be cut short, not one after a repair.
            let is_first = index == 0 && self.tries == 0;
            if is_first && self.crashes_at(CrashPoint::AfterFirstTold, out) {
                return false;
            }
        }
        true
    }

    /// An acknowledgement of the outcome.
    fn acknowledge(&mut self, from: NodeId, out: &mut Outbox<Node>) {
        let CoordinatorPhase::Telling(outcome) = self.phase else { return };
        self.missing.remove(&from);
        if self.missing.is_empty() {
            out.note("has every acknowledgement, and may forget the transaction");
            out.cancel_timer(Timer::Resend);
            self.phase = CoordinatorPhase::Done(outcome);
        }
    }

    /// Three phases: all votes are yes; nobody commits before all know that.
    fn pre_commit(&mut self, out: &mut Outbox<Node>) {
        self.force(Entry::PreCommitted);
        out.note("has every vote and pre-commits: from now on it can only commit");
        self.phase = CoordinatorPhase::PreCommitting;
        if self.crashes_at(CrashPoint::AfterLogging, out) {
            return;
        }
        self.missing = self.settings.participants().collect();
        if self.tell_in_turn(&self.missing, Message::PreCommit, out) {
            out.set_timer(Timer::PreCommits, self.settings.answers_timeout());
        }
    }

    fn count_pre_commit(&mut self, from: NodeId, out: &mut Outbox<Node>) {
        if self.phase == CoordinatorPhase::PreCommitting {
            self.missing.remove(&from);
            if self.missing.is_empty() {
                out.cancel_timer(Timer::PreCommits);
                self.commit_at_last(out);
            }
        }
    }

    /// Three phases: all that live know that all votes are yes. Whoever has not
    /// said so is taken for dead, which a cut network makes a fatal mistake.
    fn commit_at_last(&mut self, out: &mut Outbox<Node>) {
        self.tries = 1; // its crash point lies behind it
        self.record(Outcome::Commit, out);
        self.tell_everyone(Outcome::Commit, out);
    }

    /// Has the standby keep the decision, and waits for its word: from then on
    /// the standby's copy is the one that counts.
    fn replicate(&mut self, out: &mut Outbox<Node>) {
        if let Some(standby) = self.settings.standby() {
            out.note("has every vote: has the standby record the commit first");
            self.phase = CoordinatorPhase::Replicating;
            out.send(standby, Message::Record(Outcome::Commit));
            out.set_timer(Timer::Resend, self.settings.resend(self.tries));
        }
    }

    /// The word of the standby.
    fn stored(&mut self, outcome: Outcome, out: &mut Outbox<Node>) {
        match self.phase {
            CoordinatorPhase::Replicating => {
                out.cancel_timer(Timer::Resend);
                self.tries = 0;
                self.decide(outcome, out);
            }
            CoordinatorPhase::Recovering => self.adopt(outcome, out),
            CoordinatorPhase::Idle
            | CoordinatorPhase::Voting
            | CoordinatorPhase::PreCommitting
            | CoordinatorPhase::Telling(_)
            | CoordinatorPhase::Done(_)
            | CoordinatorPhase::Unknowing => {}
        }
    }

    /// Learns an outcome that is settled already.
    fn adopt(&mut self, outcome: Outcome, out: &mut Outbox<Node>) {
        out.cancel_timer(Timer::Ask);
        out.note(format!("learns that the outcome is {outcome}"));
        if self.settings.is_recorded(outcome) {
            self.force(Entry::Decided(outcome));
        }
        self.tell_everyone(outcome, out);
    }

    fn tell_everyone(&mut self, outcome: Outcome, out: &mut Outbox<Node>) {
        self.phase = CoordinatorPhase::Telling(outcome);
        self.missing = self.settings.participants().collect();
        self.tell(outcome, out);
    }

    /// Someone is in doubt.
    fn answer(&self, from: NodeId, out: &mut Outbox<Node>) {
        match self.phase {
            CoordinatorPhase::Telling(outcome)
            | CoordinatorPhase::Done(outcome) => {
                out.send(from, Message::Decide(outcome));
            }
            CoordinatorPhase::Unknowing => {
                out.note("has no record of the transaction, which means abort");
                out.send(from, Message::Decide(Outcome::Abort));
            }
            // It will say so when it knows.
            CoordinatorPhase::Idle
            | CoordinatorPhase::Voting
            | CoordinatorPhase::PreCommitting
            | CoordinatorPhase::Replicating
            | CoordinatorPhase::Recovering => {}
        }
    }

    // ANCHOR: recovery
    /// Comes up again: the log says what it may have told.
    pub(super) fn restart(&mut self, out: &mut Outbox<Node>) {
        self.tries = 1; // whatever is said now may have been said before
        let asks_first = self.settings.standby().is_some()
            || self.settings.protocol == Protocol::ThreePhase;
        match self.log {
            Entry::Decided(outcome) => {
                out.note(format!("finds {outcome} in its log and tells it again"));
                self.tell_everyone(outcome, out);
            }
            Entry::Nothing | Entry::Begun | Entry::PreCommitted if asks_first => {
                out.note("finds no decision in its log: others may have decided");
                self.phase = CoordinatorPhase::Recovering;
                self.ask(out);
            }
            Entry::Begun | Entry::PreCommitted => {
                out.note("finds no decision in its log: so nobody was told any");
                self.decide(Outcome::Abort, out);
            }
            Entry::Nothing => {
                out.note("finds nothing in its log");
                self.phase = CoordinatorPhase::Unknowing;
            }
        }
    }
    // ANCHOR_END: recovery

    /// Asks those that may have settled the outcome without it.
    fn ask(&mut self, out: &mut Outbox<Node>) {
        match self.settings.standby() {
            Some(standby) => out.send(standby, Message::Inquire),
            None => {
                let everyone = self.settings.participants().collect();
                self.send_all(&everyone, Message::Inquire, out);
            }
        }
        out.set_timer(Timer::Ask, self.settings.patience(self.tries));
        self.tries = self.settings.next_try(self.tries);
    }

    fn resend(&mut self, out: &mut Outbox<Node>) {
        self.tries = self.settings.next_try(self.tries);
        match self.phase {
            CoordinatorPhase::Telling(outcome) => self.tell(outcome, out),
            CoordinatorPhase::Replicating => self.replicate(out),
            CoordinatorPhase::Idle
            | CoordinatorPhase::Voting
            | CoordinatorPhase::PreCommitting
            | CoordinatorPhase::Done(_)
            | CoordinatorPhase::Recovering
            | CoordinatorPhase::Unknowing => {}
        }
    }
}

/// What the cluster calls.
impl Coordinator {
    pub(super) fn start(&mut self, out: &mut Outbox<Node>) {
        out.set_timer(Timer::Begin, BEGIN);
    }

    pub(super) fn receive(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Outbox<Node>,
    ) {
        match message {
            Message::Vote(vote) => self.count(from, vote, out),
            Message::Ack => self.acknowledge(from, out),
            Message::Inquire => self.answer(from, out),
            Message::PreCommitted => self.count_pre_commit(from, out),
            Message::Stored(outcome) => self.stored(outcome, out),
            Message::Decide(outcome) => {
                if self.phase == CoordinatorPhase::Recovering {
                    self.adopt(outcome, out);
                }
            }
            Message::Unsure => {}
            Message::Prepare
            | Message::PreCommit
            | Message::Align(_)
            | Message::Aligned
            | Message::Begin
            | Message::Record(_) => {
                panic!("{from:?} sent {message:?} to the coordinator")
            }
        }
    }

    pub(super) fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match timer {
            Timer::Begin => self.begin(out),
            Timer::Votes => self.conclude(Outcome::Abort, out),
            Timer::PreCommits => self.commit_at_last(out),
            Timer::Resend => self.resend(out),
            Timer::Ask => self.ask(out),
            Timer::Prepare
            | Timer::Silence
            | Timer::Alignment
            | Timer::Takeover => panic!("a coordinator sets no {timer}"),
        }
    }

    /// Only the log is left.
    pub(super) fn crash(&mut self) {
        let (settings, log, forced) = (self.settings, self.log, self.forced);
        *self = Coordinator { log, forced, ..Coordinator::new(settings) };
    }

    fn force(&mut self, entry: Entry) {
        self.log = entry;
        self.forced.0 += 1;
    }

    fn send_all(
        &self,
        nodes: &BTreeSet<NodeId>,
        message: Message,
        out: &mut Outbox<Node>,
    ) {
        for node in nodes {
            out.send(*node, message);
        }
    }

    /// Crashes if this is the point that the settings name: then `true`, and the
    /// caller must do no more.
    fn crashes_at(&self, point: CrashPoint, out: &mut Outbox<Node>) -> bool {
        let is_here = self.settings.crash == point;
        if is_here {
            out.note(match point {
                CrashPoint::Never => return false,
                CrashPoint::BeforePrepare => "crashes before it asks anyone",
                CrashPoint::AfterPrepare => "crashes while it waits for votes",
                CrashPoint::AfterVotes => "crashes before it decides",
                CrashPoint::AfterLogging => "crashes before it tells anyone",
                CrashPoint::AfterFirstTold => "crashes with one participant told",
            });
            out.halt(self.settings.repair);
        }
        is_here
    }
}

impl Coordinator {
    /// A coordinator that nobody has asked anything.
    pub fn new(settings: Settings) -> Coordinator {
        Coordinator {
            settings,
            log: Entry::Nothing,
            phase: CoordinatorPhase::Idle,
            missing: BTreeSet::new(),
            dissenters: BTreeSet::new(),
            tries: 0,
            forced: Tally(0),
        }
    }

    /// What it is about.
    pub fn phase(&self) -> CoordinatorPhase {
        self.phase
    }

    /// Whose vote, or whose acknowledgement, it waits for.
    pub fn missing(&self) -> &BTreeSet<NodeId> {
        &self.missing
    }

    /// The decision, once it is one. A crash does not undo it.
    pub fn outcome(&self) -> Option<Outcome> {
        match (self.phase, self.log) {
            (CoordinatorPhase::Telling(outcome), _)
            | (CoordinatorPhase::Done(outcome), _)
            | (_, Entry::Decided(outcome)) => Some(outcome),
            (CoordinatorPhase::Unknowing, _) => Some(Outcome::Abort),
            (
                CoordinatorPhase::Idle
                | CoordinatorPhase::Voting
                | CoordinatorPhase::PreCommitting
                | CoordinatorPhase::Replicating
                | CoordinatorPhase::Recovering,
                Entry::Nothing | Entry::Begun | Entry::PreCommitted,
            ) => None,
        }
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) fn forced_writes(&self) -> u32 {
        self.forced.0
    }
}
