//! A participant: it does its part of the work under locks, votes, and obeys.
//!
//! Until it has voted yes it may abort by itself, and does so when `Prepare` does
//! not come. From its yes until it hears the outcome it may do nothing by itself;
//! what it does then is in [`doubt`](super::doubt).

use super::termination::Role;
use super::{
    COORDINATOR, Doubt, Locks, Message, Node, Outcome, Protocol, Settings, Stage,
    Stages, Stamp, Tally, Timer, Vote,
};
use sim::{Micros, NodeId, Outbox};

/// How far a participant has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// It has not voted, and may abort.
    Working,
    /// It has voted yes; under three-phase commit, with how far it has come.
    InDoubt(Stage),
    /// It knows the outcome.
    Done(Outcome),
}

impl Phase {
    /// The phase in words.
    pub const fn words(self) -> &'static str {
        match self {
            Phase::Working => "working",
            Phase::InDoubt(Stage::Uncertain) => "in doubt",
            Phase::InDoubt(Stage::PreCommitted) => "pre-committed",
            Phase::Done(Outcome::Commit) => "committed",
            Phase::Done(Outcome::Abort) => "aborted",
        }
    }
}

/// What is in its log, latest entry only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Entry {
    Nothing,
    Prepared(Stage),
    Done(Outcome),
}

/// Whether a participant has been up all the time since it voted. Only one that
/// has may settle the outcome with others under three-phase commit: the others may
/// have settled it without one that was down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Uptime {
    Unbroken,
    Restarted,
}

/// A node that holds a part of the data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Participant {
    pub(super) settings: Settings,
    vote: Vote,
    pub(super) phase: Phase,
    /// On disk.
    log: Entry,
    pub(super) locks: Locks,
    pub(super) doubt: Doubt,
    pub(super) stages: Stages,
    /// How often it has asked for the outcome in vain.
    pub(super) tries: u32,
    pub(super) uptime: Uptime,
    pub(super) role: Role,
    forced: Tally,
}

impl Participant {
    // ANCHOR: participant
    /// The coordinator asks whether it can commit.
    fn prepare(&mut self, coordinator: NodeId, out: &mut Outbox<Node>) {
        match (self.phase, self.vote) {
            (Phase::Working, Vote::Yes) => {
                out.cancel_timer(Timer::Prepare);
                self.enter_doubt(Stage::Uncertain, out);
                out.note(self.promise());
                out.send(coordinator, Message::Vote(Vote::Yes));
            }
            (Phase::Working, Vote::No) => {
                out.note("votes no");
                out.send(coordinator, Message::Vote(Vote::No));
                self.finish(Outcome::Abort, out);
            }
            (Phase::Done(Outcome::Abort), _) => {
                out.send(coordinator, Message::Vote(Vote::No));
            }
            // A second copy of a `Prepare` that was answered.
            (Phase::InDoubt(_) | Phase::Done(Outcome::Commit), _) => {}
        }
    }

    /// Someone tells the outcome.
    fn hear(&mut self, from: NodeId, told: Outcome, out: &mut Outbox<Node>) {
        match self.phase {
            Phase::Working | Phase::InDoubt(_) => self.finish(told, out),
            Phase::Done(known) if known == told => {}
            Phase::Done(known) => {
                let has = Phase::Done(known).words();
                out.note(format!("is told to {told}, but has {has} already"));
            }
        }
        if from == COORDINATOR && self.settings.is_recorded(told) {
            out.send(from, Message::Ack);
        }
    }
    // ANCHOR_END: participant

    /// What its yes means to it.
    const fn promise(&self) -> &'static str {
        match self.settings.protocol {
            Protocol::TwoPhase => {
                "votes yes and is now in doubt: it may no longer abort"
            }
            // It may, together with all that live.
            Protocol::ThreePhase => "votes yes and is now in doubt",
        }
    }

    /// Commits or aborts, and lets others have the data.
    pub(super) fn finish(&mut self, outcome: Outcome, out: &mut Outbox<Node>) {
        if outcome == Outcome::Commit {
            let is_prepared = matches!(self.phase, Phase::InDoubt(_));
            assert!(is_prepared, "what is not prepared cannot commit");
        }
        if self.settings.is_recorded(outcome) {
            self.force(Entry::Done(outcome));
        }
        self.phase = Phase::Done(outcome);
        self.role = Role::Follower { of: None };
        let now = out.now();
        self.locks = self.locks.released(now);
        self.doubt = self.doubt.over(now);
        self.stages.leave(now);
        let held = self.locks.held_for(now).as_millis();
        out.note(format!("{outcome}s and releases its locks, held for {held} ms"));
        for timer in [Timer::Prepare, Timer::Ask, Timer::Silence, Timer::Alignment]
        {
            out.cancel_timer(timer);
        }
    }

    pub(super) fn send_peers(&self, message: Message, out: &mut Outbox<Node>) {
        let me = out.me();
        for peer in self.settings.participants().filter(|peer| *peer != me) {
            out.send(peer, message);
        }
    }

    pub(super) fn force(&mut self, entry: Entry) {
        self.log = entry;
        self.forced.0 += 1;
    }
}

/// What the cluster calls.
impl Participant {
    pub(super) fn start(&mut self, out: &mut Outbox<Node>) {
        self.locks = Locks::Held { since: Stamp(out.now()) };
        out.note("has done its part of the work and holds its locks");
        out.set_timer(Timer::Prepare, self.settings.prepare_timeout());
    }

    pub(super) fn receive(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Outbox<Node>,
    ) {
        match message {
            Message::Prepare => self.prepare(from, out),
            Message::Decide(outcome) => self.hear_and_spread(from, outcome, out),
            Message::Inquire => self.answer(from, out),
            Message::PreCommit => self.pre_commit(from, out),
            Message::Align(stage) => self.align(from, stage, out),
            Message::Aligned(stage) => self.aligned(from, stage, out),
            Message::Unsure => {}
            Message::Vote(_)
            | Message::Ack
            | Message::PreCommitted
            | Message::Begin
            | Message::Record(_)
            | Message::Stored(_) => {
                panic!("{} sent {message} to a participant", from.0)
            }
        }
    }

    /// Hears the outcome; a backup coordinator passes it on.
    fn hear_and_spread(
        &mut self,
        from: NodeId,
        told: Outcome,
        out: &mut Outbox<Node>,
    ) {
        let is_backup = matches!(self.role, Role::Backup { .. });
        self.hear(from, told, out);
        if is_backup {
            self.send_peers(Message::Decide(told), out);
        }
    }

    pub(super) fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match timer {
            Timer::Prepare => {
                out.note("has waited for Prepare in vain: it may abort, and does");
                self.finish(Outcome::Abort, out);
            }
            Timer::Ask => self.ask(out),
            Timer::Silence => self.take_over(out),
            Timer::Alignment => self.conclude(out),
            Timer::Begin
            | Timer::Votes
            | Timer::PreCommits
            | Timer::Resend
            | Timer::Takeover => panic!("a participant sets no {timer}"),
        }
    }

    /// Only the log is left. The locks of a vote in the log are taken again before
    /// anyone else can have the data.
    pub(super) fn crash(&mut self) {
        self.phase = match self.log {
            Entry::Nothing => Phase::Working,
            Entry::Prepared(stage) => Phase::InDoubt(stage),
            Entry::Done(outcome) => Phase::Done(outcome),
        };
        self.tries = 0;
        self.role = Role::Follower { of: None };
    }
}

impl Participant {
    /// A participant that has done its work and will vote so.
    pub fn new(settings: Settings, vote: Vote) -> Participant {
        Participant {
            settings,
            vote,
            phase: Phase::Working,
            log: Entry::Nothing,
            locks: Locks::Held { since: Stamp::default() },
            doubt: Doubt::Never,
            stages: Stages::default(),
            tries: 0,
            uptime: Uptime::Unbroken,
            role: Role::Follower { of: None },
            forced: Tally(0),
        }
    }

    /// How far it has come.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// How it votes, or would.
    pub fn vote(&self) -> Vote {
        self.vote
    }

    /// Its locks, and how long they were held.
    pub fn locks(&self) -> Locks {
        self.locks
    }

    /// Whether it is in doubt, and since when.
    pub fn doubt(&self) -> Doubt {
        self.doubt
    }

    /// What it was while it had voted yes and knew no outcome, up to `now`: each
    /// stage with its start and its end.
    pub fn stages(
        &self,
        now: Micros,
    ) -> impl Iterator<Item = (Stage, Micros, Micros)> + '_ {
        self.stages.until(now)
    }

    /// What it did, if it knows the outcome.
    pub fn outcome(&self) -> Option<Outcome> {
        match self.phase {
            Phase::Done(outcome) => Some(outcome),
            Phase::Working | Phase::InDoubt(_) => None,
        }
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) fn forced_writes(&self) -> u32 {
        self.forced.0
    }
}
