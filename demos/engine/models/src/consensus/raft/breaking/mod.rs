//! The shortest schedule that breaks a cluster, if there is one.
//!
//! A search through all schedules of a small cluster, breadth first, in coarse
//! [`Step`]s: one server acts, and it can talk to a chosen set of others and to
//! nobody else until all that follows has come to rest. What a step does is done
//! by the same servers that run everywhere else. So a schedule is a sequence of
//! elections, proposals, replications and restarts, each with its cuts of the
//! network; the first one found that violates a check is one of the shortest.
//!
//! What it cannot show is that *no* schedule breaks Raft: it covers what its
//! [`Bounds`] allow, and messages that arrive late, in a later step, are left out.
//! The tests explore those with [`sim::explore`].
//!
//! - Cost: some 100,000 steps a second and core; a state kept is about a kilobyte
//!   until its successors are found, then 16 bytes.
//! - Left out: messages that arrive in a later step, or twice; clients, pre-vote,
//!   compaction, changes of the members.

mod fingerprint;
mod replay;
mod search;

pub use replay::{STEP, by_hand, replay};
pub use search::search;

use super::checks::Check;
use super::trial::Trial;
use super::{Opening, Rule, Rules, Settings};
use sim::{Latency, Micros, Network, NodeId, NodeSet};

/// Something that one server does while it can talk to some of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Who acts.
    pub server: NodeId,
    /// What it does.
    pub action: Action,
    /// Whom it can talk to meanwhile; nobody else talks at all.
    pub reach: NodeSet,
}

impl Step {
    /// Whether the one can talk to the other meanwhile.
    fn connects(&self, a: NodeId, b: NodeId) -> bool {
        a == self.server && self.reach.contains(b)
            || b == self.server && self.reach.contains(a)
    }

    /// The step in words.
    pub fn words(&self, settings: &Settings) -> String {
        let name = settings.name_of(self.server);
        let mut others = String::new();
        for node in self.reach.iter() {
            others.push_str(if others.is_empty() { "" } else { ", " });
            others.push_str(&settings.name_of(node));
        }
        if others.is_empty() {
            others.push_str("nobody");
        }
        match self.action {
            Action::Stand => format!("{name} times out, asks {others}"),
            Action::Replicate => format!("{name} sends its log to {others}"),
            Action::Propose => format!("{name} takes a request"),
            Action::Restart => format!("{name} crashes, restarts"),
        }
    }
}

/// What a server does in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Its election timeout ends.
    Stand,
    /// A leader speaks to the others.
    Replicate,
    /// A leader takes in a request.
    Propose,
    /// It crashes and comes up again.
    Restart,
}

/// How far a search goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The latest term, if nobody restarts; each restart takes two off, so that
    /// the search stays small enough for a page.
    pub terms: u32,
    /// Most entries in a log.
    pub entries: u32,
    /// Most restarts.
    pub restarts: u32,
    /// Most states; the search gives up there.
    pub states: usize,
}

impl Default for Bounds {
    /// Enough for Figure 8, and not too much for a page: 15,687 states with all
    /// rules kept.
    fn default() -> Bounds {
        Bounds { terms: 4, entries: 1, restarts: 1, states: 100_000 }
    }
}

/// What a search has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How many different states it has reached.
    pub states: usize,
    /// How many steps it has tried.
    pub tried: usize,
    /// How many steps the longest schedule has.
    pub depth: usize,
    /// Why it ended.
    pub end: End,
    /// The shortest schedule that violates a check; otherwise one in which as much is
    /// done as in any that was tried.
    pub schedule: Vec<Step>,
}

impl Report {
    /// The check that fails at the end of [`Report::schedule`], if one does.
    pub fn violated(&self) -> Option<Check> {
        match self.end {
            End::Violated(check) => Some(check),
            End::Exhausted | End::Kept | End::StatesMax => None,
        }
    }

    /// When the last step of a replay is over.
    pub fn over(&self) -> Micros {
        Micros::new(STEP.get() * (self.schedule.len() as u64 + 1))
    }

    /// What it found, in words.
    pub fn words(&self) -> &'static str {
        match self.end {
            End::Violated(Check::ElectionSafety) => "Election Safety is violated",
            End::Violated(Check::LogMatching) => "Log Matching is violated",
            End::Violated(Check::LeaderCompleteness) => {
                "Leader Completeness is violated"
            }
            End::Violated(Check::StateMachineSafety) => {
                "State Machine Safety is violated"
            }
            End::Exhausted => {
                "No schedule violates anything; this was one of the busiest"
            }
            End::Kept => {
                "With all rules kept, none of the schedules searched violates anything"
            }
            End::StatesMax => {
                "There is too much to search; so far nothing is violated"
            }
        }
    }
}

/// Why a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// There are no more states within its bounds, and none violates anything.
    Exhausted,
    /// The same, and the schedule breaks something where a rule is off.
    Kept,
    /// A state violates this.
    Violated(Check),
    /// There are more states than [`Bounds::states`].
    StatesMax,
}

/// The cluster that is searched with these rules: as small as it can be for the
/// rule to matter. Two of three servers are a majority, so that one takes five.
pub fn settings(rules: Rules) -> Settings {
    Settings {
        servers: if rules.quorum_is_majority == Rule::Kept { 3 } else { 5 },
        clients: 0,
        opening: Opening::Heartbeat,
        rules,
        network: Network {
            latency: Latency::Constant(FLIGHT),
            ..Network::default()
        },
        ..Settings::default()
    }
}

/// How long a message takes when a schedule is replayed.
const FLIGHT: Micros = Micros::from_millis(60);

/// The shortest schedule that breaks a cluster with these rules, replayed; or, if
/// there is none within the bounds, one of the busiest that were tried.
pub fn break_it(rules: Rules, bounds: Bounds) -> Trial {
    let settings = settings(rules);
    let report = search(&settings, bounds);
    replay(&settings, &report).of_search(report)
}

/// The same schedule, with the rules kept that it breaks without: what it comes to
/// now, and what a search finds with all rules kept.
pub fn keep_it(rules: Rules, bounds: Bounds) -> Trial {
    let broken = settings(rules);
    let schedule = search(&broken, bounds).schedule;
    let mut report = Report { schedule, ..search(&settings(Rules::KEPT), bounds) };
    if report.end == End::Exhausted {
        report.end = End::Kept;
    }
    let kept = Settings { rules: Rules::KEPT, ..broken };
    replay(&kept, &report).of_search(report)
}
