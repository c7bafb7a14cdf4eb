//! The standby: a second copy of the decision, for when the first cannot be had.
//!
//! With it the commit is decided where the standby writes it down, not where the
//! coordinator does. The first record that the standby keeps is the one that
//! counts: the coordinator's, or its own abort when the coordinator has been
//! silent too long. Its word overrules a coordinator that was only slow, so the
//! two cannot decide differently, however wrong the standby was about its death.
//!
//! It stands for a coordinator whose log is replicated: Paxos Commit, or the
//! Paxos group that coordinates a transaction in Spanner.
//!
//! - Source: Gray and Lamport, *Consensus on Transaction Commit* (2006), §4;
//!   Corbett et al., *Spanner* (2012), §4.2.1.
//! - Cost: three more messages and two more one-way delays until all have heard.
//!   Paxos Commit saves the delays, as participants there send their votes to all
//!   copies at once.
//! - Left out: the third copy. With two, the coordinator waits if the standby dies
//!   after it was asked to record a commit, since it cannot know if it did. With
//!   2f + 1 copies a majority decides, and any f may die.

use super::{COORDINATOR, Message, Node, Outcome, Settings, Stamp, Tally, Timer};
use sim::{Micros, NodeId, Outbox};

/// What a standby is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StandbyPhase {
    /// It knows of no transaction.
    Idle,
    /// It waits for the coordinator to decide, or to be silent too long.
    Watching,
    /// It has the decision, and tells it to whoever asks.
    Decided(Outcome),
}

impl StandbyPhase {
    /// The phase in words.
    pub const fn words(self) -> &'static str {
        match self {
            StandbyPhase::Idle => "idle",
            StandbyPhase::Watching => "watching",
            StandbyPhase::Decided(Outcome::Commit) => "recorded commit",
            StandbyPhase::Decided(Outcome::Abort) => "recorded abort",
        }
    }
}

/// The node that keeps the second copy.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Standby {
    settings: Settings,
    /// On disk.
    phase: StandbyPhase,
    /// When that began.
    since: Stamp,
    forced: Tally,
}

impl Standby {
    // ANCHOR: standby
    pub(super) fn receive(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Outbox<Node>,
    ) {
        match (self.phase, message) {
            (StandbyPhase::Decided(known), Message::Record(_)) => {
                out.send(from, Message::Stored(known));
            }
            (_, Message::Record(outcome)) => {
                self.keep(outcome, out);
                out.note(format!("records {outcome}: that is now the decision"));
                out.send(from, Message::Stored(outcome));
            }
            (StandbyPhase::Decided(known), Message::Inquire) => {
                out.send(from, self.answer(from, known));
            }
            (_, Message::Inquire) if from == COORDINATOR => {
                // It has lost the votes, so nobody can commit any more.
                self.keep(Outcome::Abort, out);
                out.note("has no decision on record: records abort");
                out.send(from, Message::Stored(Outcome::Abort));
            }
            (StandbyPhase::Idle, Message::Begin | Message::Inquire) => {
                self.force(StandbyPhase::Watching, out);
                out.set_timer(Timer::Takeover, self.settings.takeover());
            }
            (StandbyPhase::Watching, Message::Begin | Message::Inquire)
            | (StandbyPhase::Decided(_), Message::Begin) => {}
            (_, other) => panic!("{} sent {other} to the standby", from.0),
        }
    }
    // ANCHOR_END: standby

    /// The coordinator has been silent too long: no commit is on record, and from
    /// now on none can be.
    fn take_over(&mut self, out: &mut Outbox<Node>) {
        self.keep(Outcome::Abort, out);
        out.note("takes over: no commit is on record, so it aborts");
        for participant in self.settings.participants() {
            out.send(participant, Message::Decide(Outcome::Abort));
        }
    }

    fn answer(&self, asker: NodeId, known: Outcome) -> Message {
        match asker {
            COORDINATOR => Message::Stored(known),
            NodeId(_) => Message::Decide(known),
        }
    }

    fn keep(&mut self, outcome: Outcome, out: &mut Outbox<Node>) {
        out.cancel_timer(Timer::Takeover);
        self.force(StandbyPhase::Decided(outcome), out);
    }

    fn force(&mut self, phase: StandbyPhase, out: &Outbox<Node>) {
        self.phase = phase;
        self.since = Stamp(out.now());
        self.forced.0 += 1;
    }
}

/// What the cluster calls.
impl Standby {
    pub(super) fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match timer {
            Timer::Takeover => self.take_over(out),
            Timer::Begin
            | Timer::Prepare
            | Timer::Votes
            | Timer::PreCommits
            | Timer::Resend
            | Timer::Ask
            | Timer::Silence
            | Timer::Alignment => panic!("a standby sets no {timer}"),
        }
    }

    /// All that it knows is on disk.
    pub(super) fn crash(&mut self) {}

    pub(super) fn restart(&mut self, out: &mut Outbox<Node>) {
        match self.phase {
            StandbyPhase::Watching => {
                out.set_timer(Timer::Takeover, self.settings.takeover());
            }
            StandbyPhase::Idle | StandbyPhase::Decided(_) => {}
        }
    }
}

impl Standby {
    /// A standby that knows of no transaction.
    pub fn new(settings: Settings) -> Standby {
        Standby {
            settings,
            phase: StandbyPhase::Idle,
            since: Stamp::default(),
            forced: Tally(0),
        }
    }

    /// What it is about.
    pub fn phase(&self) -> StandbyPhase {
        self.phase
    }

    /// Since when it has been about that.
    pub fn since(&self) -> Micros {
        self.since.0
    }

    /// The decision that it keeps, if there is one.
    pub fn outcome(&self) -> Option<Outcome> {
        match self.phase {
            StandbyPhase::Decided(outcome) => Some(outcome),
            StandbyPhase::Idle | StandbyPhase::Watching => None,
        }
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) fn forced_writes(&self) -> u32 {
        self.forced.0
    }
}
