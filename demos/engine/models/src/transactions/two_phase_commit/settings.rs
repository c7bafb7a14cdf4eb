//! What a reader may choose, and the times that follow from it.

use super::message::{Outcome, Stage, Vote};
use sim::{Chance, Latency, Micros, Network, NodeId};

/// When the client asks the coordinator to commit. Until then the participants
/// work, and the coordinator may die without blocking anyone.
pub const BEGIN: Micros = Micros::from_millis(20);

/// The coordinator is always the first node.
pub const COORDINATOR: NodeId = NodeId(0);

/// How often a wait between two inquiries, or two resends, is doubled at most.
const DOUBLINGS_MAX: u32 = 3;

/// How many rounds there are before anyone commits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// Prepare, then commit.
    TwoPhase,
    /// Prepare, pre-commit, then commit: Skeen, *Nonblocking Commit Protocols*
    /// (1981). It needs a network that loses nothing and is never slow.
    ThreePhase,
}

impl Protocol {
    /// What a yes vote means, in words. Under three-phase commit a participant may
    /// still abort, together with all that live.
    pub(super) const fn yes(self) -> &'static str {
        match self {
            Protocol::TwoPhase => {
                "votes yes and is now in doubt: it may no longer abort"
            }
            Protocol::ThreePhase => "votes yes and is now in doubt",
        }
    }
}

/// How many nodes keep the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Coordination {
    /// The coordinator alone.
    Single,
    /// The coordinator and a standby. Two-phase commit only.
    Replicated,
}

/// What someone who asks about an unknown transaction is told, and so what need
/// not be written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Presumption {
    /// Every transaction is written down before anyone is asked to prepare, and
    /// so is every decision; both outcomes are acknowledged.
    Nothing,
    /// No record means abort: aborts are neither forced to a log nor
    /// acknowledged. Mohan, Lindsay and Obermarck, *Transaction Management in the
    /// R\* Distributed Database Management System* (1986), §3. Two phases only.
    Abort,
}

/// Whom a participant in doubt asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Termination {
    /// The coordinator, and the standby if there is one.
    AskCoordinator,
    /// The other participants as well.
    Cooperative,
}

/// Where the coordinator crashes, if it does.
///
/// Under three-phase commit, what is written down and told once all votes are yes
/// is the pre-commit; an abort is told in the same place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CrashPoint {
    /// Nowhere, unless the reader crashes it.
    Never,
    /// When it is asked to commit, before it tells anyone.
    BeforePrepare,
    /// When it has asked everyone to prepare.
    AfterPrepare,
    /// When it could decide, before it has.
    AfterVotes,
    /// When its decision is in its log, before it tells anyone.
    AfterLogging,
    /// When it has told the first participant.
    AfterFirstTold,
}

/// What a reader may choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Settings {
    /// How many participants there are, from 1 up.
    pub participants: u32,
    /// Two phases or three.
    pub protocol: Protocol,
    /// Whether there is a standby.
    pub coordination: Coordination,
    /// What need not be written down.
    pub presumption: Presumption,
    /// Whom a participant in doubt asks.
    pub termination: Termination,
    /// Where the coordinator crashes.
    pub crash: CrashPoint,
    /// How long after a crash it comes up again, also if it is crashed from outside;
    /// `None` is never.
    pub repair: Option<Micros>,
    /// How long a message takes on average; each takes a third more or less.
    pub latency: Micros,
    /// How many messages of a hundred are lost.
    pub loss_percent: u32,
    /// How long the coordinator waits for votes before it aborts.
    pub vote_timeout: Micros,
    /// Who votes no.
    pub dissenter: Option<NodeId>,
}

impl Default for Settings {
    /// Three participants that vote yes, a sound network, and no crash.
    fn default() -> Settings {
        Settings {
            participants: 3,
            protocol: Protocol::TwoPhase,
            coordination: Coordination::Single,
            presumption: Presumption::Nothing,
            termination: Termination::AskCoordinator,
            crash: CrashPoint::Never,
            repair: Some(Micros::from_millis(800)),
            latency: Micros::from_millis(15),
            loss_percent: 0,
            vote_timeout: Micros::from_millis(80),
            dissenter: None,
        }
    }
}

impl Settings {
    /// The participants, P1 first.
    pub fn participants(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (1..=self.participants).map(NodeId)
    }

    /// The standby, if there is one.
    pub fn standby(&self) -> Option<NodeId> {
        match (self.protocol, self.coordination) {
            (Protocol::TwoPhase, Coordination::Replicated) => {
                Some(NodeId(self.participants + 1))
            }
            (Protocol::TwoPhase, Coordination::Single)
            | (Protocol::ThreePhase, _) => None,
        }
    }

    /// How a participant will vote.
    pub fn vote_of(&self, participant: NodeId) -> Vote {
        match self.dissenter == Some(participant) {
            true => Vote::No,
            false => Vote::Yes,
        }
    }

    /// What a node is called.
    pub fn name_of(&self, node: NodeId) -> String {
        match node {
            COORDINATOR => "C".into(),
            _ if self.standby() == Some(node) => "S".into(),
            NodeId(number) => format!("P{number}"),
        }
    }

    /// Whether `outcome` must be on disk before anyone hears of it, and must be
    /// acknowledged: both are needed where a lost record could be misread.
    pub fn is_recorded(&self, outcome: Outcome) -> bool {
        match (outcome, self.presumption, self.protocol) {
            (Outcome::Abort, Presumption::Abort, Protocol::TwoPhase) => false,
            (Outcome::Commit | Outcome::Abort, _, _) => true,
        }
    }

    /// The network.
    pub fn network(&self) -> Network {
        let third = Micros::new(self.latency.get() / 3);
        Network {
            latency: Latency::Uniform {
                min: self.latency.since(third),
                max: self.latency + third,
            },
            loss: Chance::percent(self.loss_percent),
            ..Network::default()
        }
    }
}

/// The times that follow from latency and vote time-out.
impl Settings {
    /// The longest that a message takes.
    pub(super) fn slowest(&self) -> Micros {
        Micros::new(self.latency.get() + self.latency.get() / 3)
    }

    /// So many of the longest one-way delays.
    fn delays(&self, count: u64) -> Micros {
        Micros::new(self.slowest().get() * count)
    }

    /// How long a participant that has not voted waits for `Prepare`.
    pub fn prepare_timeout(&self) -> Micros {
        BEGIN + self.vote_timeout
    }

    /// How long one in doubt waits before it asks, and asks again: longer each
    /// time, up to a bound.
    pub fn patience(&self, tries: u32) -> Micros {
        let first = self.vote_timeout + self.delays(2);
        Micros::new(first.get() << tries)
    }

    /// How long the coordinator waits for acknowledgements before it says the same
    /// again: longer than those in doubt wait before they ask.
    pub fn resend(&self, tries: u32) -> Micros {
        self.patience(tries) + self.patience(tries)
    }

    /// One more try, as far as it makes a difference to [`Settings::patience`].
    pub(super) fn next_try(&self, tries: u32) -> u32 {
        (tries + 1).min(DOUBLINGS_MAX)
    }

    /// How long the standby bears silence. A coordinator that lives has decided
    /// and said so by then; were it too short, a slow one would only be aborted.
    pub fn takeover(&self) -> Micros {
        self.vote_timeout + self.delays(3)
    }

    /// Three phases: how long the coordinator, or a backup, waits for the answers
    /// of those that live.
    pub fn answers_timeout(&self) -> Micros {
        self.delays(3)
    }

    /// Three phases: how long a participant at `stage` bears silence. Those with
    /// lower numbers act first, so that one of them becomes the backup.
    pub fn silence(&self, stage: Stage, participant: NodeId) -> Micros {
        let wait = match stage {
            Stage::Uncertain => self.vote_timeout.max(self.answers_timeout()),
            Stage::PreCommitted => self.answers_timeout(),
        };
        let turn = u64::from(participant.0.saturating_sub(1));
        wait + self.delays(2 + 2 * turn)
    }
}
