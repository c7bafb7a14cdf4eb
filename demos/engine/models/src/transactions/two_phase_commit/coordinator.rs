//! The coordinator: it asks for the votes, decides, and sees to it that everyone
//! hears of it.
//!
//! Its decision counts from the moment it is in its log, and nobody is told
//! before: so it never has to take back what it told. What it does when it comes
//! up again is in [`recovery`](super::recovery), and what may come between the
//! votes and the decision in [`rounds`](super::rounds).
//!
//! - Source: Bernstein, Hadzilacos and Goodman (1987), ch. 7; for presumed abort
//!   Mohan, Lindsay and Obermarck (1986), §3.

use super::{
    BEGIN, CrashPoint, Message, Node, Outcome, Protocol, Settings, Tally, Timer,
    Vote,
};
use sim::{Micros, NodeId, NodeSet, Outbox};

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
pub(super) enum Entry {
    Nothing,
    Begun,
    PreCommitted,
    Decided(Outcome),
}

/// Whether the coordinator has crashed before: its crash point is for its first
/// life only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Life {
    First,
    Later,
}

/// The node that decides.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Coordinator {
    pub(super) settings: Settings,
    /// On disk.
    pub(super) log: Entry,
    pub(super) phase: CoordinatorPhase,
    /// Whose vote, or whose acknowledgement, is missing.
    pub(super) missing: NodeSet,
    /// Who voted no, and so has aborted already.
    dissenters: NodeSet,
    /// How often it has asked, or said the same, in vain.
    pub(super) tries: u32,
    life: Life,
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
        self.send_all(self.missing, Message::Prepare, out);
        if let Some(standby) = self.settings.standby() {
            out.send(standby, Message::Begin);
        }
        out.set_timer(Timer::Votes, self.settings.vote_timeout);
        self.crashes_at(CrashPoint::AfterPrepare, out);
    }
    // ANCHOR_END: coordinator

    /// A vote: one no is enough to abort, and only the last yes to commit.
    fn count(&mut self, from: NodeId, vote: Vote, out: &mut Outbox<Node>) {
        match (self.phase, vote) {
            (CoordinatorPhase::Voting, Vote::Yes) => {
                self.missing.remove(from);
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
    pub(super) fn decide(&mut self, outcome: Outcome, out: &mut Outbox<Node>) {
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
            told.filter(|node| !self.dissenters.contains(*node)).collect();
        self.tell(outcome, out);
    }

    // ANCHOR_END: decision

    pub(super) fn record(&mut self, outcome: Outcome, out: &mut Outbox<Node>) {
        if self.settings.is_recorded(outcome) {
            self.force(Entry::Decided(outcome));
            out.note(format!("decides to {outcome} and forces that to its log"));
        } else {
            out.note("decides to abort and logs nothing: no record means abort");
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
            | Message::Aligned(_)
            | Message::Begin
            | Message::Record(_) => {
                panic!("{} sent {message} to the coordinator", from.0)
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
        let (log, forced, life) = (self.log, self.forced, Life::Later);
        *self =
            Coordinator { log, forced, life, ..Coordinator::new(self.settings) };
    }

    pub(super) fn repair(&self) -> Option<Micros> {
        self.settings.repair
    }

    pub(super) fn force(&mut self, entry: Entry) {
        self.log = entry;
        self.forced.0 += 1;
    }

    pub(super) fn send_all(
        &self,
        nodes: NodeSet,
        message: Message,
        out: &mut Outbox<Node>,
    ) {
        for node in nodes.iter() {
            out.send(node, message);
        }
    }

    /// Crashes if this is the point that the settings name: then `true`, and the
    /// caller must do no more.
    pub(super) fn crashes_at(
        &self,
        point: CrashPoint,
        out: &mut Outbox<Node>,
    ) -> bool {
        let is_here = self.settings.crash == point && self.life == Life::First;
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
            missing: NodeSet::new(),
            dissenters: NodeSet::new(),
            tries: 0,
            life: Life::First,
            forced: Tally(0),
        }
    }

    /// What it is about.
    pub fn phase(&self) -> CoordinatorPhase {
        self.phase
    }

    /// What its log says, which survives a crash: in a word, for pictures.
    pub const fn logged(&self) -> &'static str {
        match self.log {
            Entry::Nothing => "nothing",
            Entry::Begun => "begun",
            Entry::PreCommitted => "pre-committed",
            Entry::Decided(Outcome::Commit) => "commit",
            Entry::Decided(Outcome::Abort) => "abort",
        }
    }

    /// Whose vote, or whose acknowledgement, it waits for.
    pub fn missing(&self) -> NodeSet {
        self.missing
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
