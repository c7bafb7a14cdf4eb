//! What must hold of a cluster, whatever happens to it (dissertation, Figure 3.2).
//!
//! Two look at the whole past, as each server's [`Witness`] has it: the leaders of one
//! term need not lead at the same time, nor need two servers apply at the same time.
//! Log Matching looks at the logs as they are, Leader Completeness at who leads now
//! and at all that was ever committed: of a run that goes on, they have to be asked
//! again and again.
//!
//! [`Witness`]: super::Witness

use super::{Entry, Node, Server, servers};
use sim::{Cluster, NodeId};

/// What must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// At most one leader is elected in a term.
    ElectionSafety,
    /// Two logs with an entry of the same index and term agree up to it.
    LogMatching,
    /// Whatever is committed in a term is in the log of every later leader.
    LeaderCompleteness,
    /// No two servers ever apply different entries at one index.
    StateMachineSafety,
}

/// Where a check fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The two servers that it shows in; the same where one server is enough. For
    /// Leader Completeness the leader, and one that held committed what it lacks.
    pub between: (NodeId, NodeId),
    /// The term, for Election Safety; the index, for all others.
    pub at: u32,
}

impl Check {
    /// All of them.
    pub const ALL: [Check; 4] = [
        Check::ElectionSafety,
        Check::LogMatching,
        Check::LeaderCompleteness,
        Check::StateMachineSafety,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Check::ElectionSafety => "Election Safety",
            Check::LogMatching => "Log Matching",
            Check::LeaderCompleteness => "Leader Completeness",
            Check::StateMachineSafety => "State Machine Safety",
        }
    }

    /// Where it fails; `None` if it holds.
    pub fn fails(self, cluster: &Cluster<Node>) -> Option<Failure> {
        let all: Vec<_> = servers(cluster).collect();
        self.fails_among(&all)
    }

    /// The same for servers that are no cluster's.
    pub fn fails_among(self, servers: &[(NodeId, &Server)]) -> Option<Failure> {
        for (place, (a, first)) in servers.iter().enumerate() {
            for (b, second) in &servers[..=place] {
                // Both ways: Leader Completeness is not symmetric.
                let pairs =
                    [((*b, second), (*a, first)), ((*a, first), (*b, second))];
                for ((one, left), (other, right)) in pairs {
                    if let Some(at) = self.between(left, right, one == other) {
                        return Some(Failure { between: (one, other), at });
                    }
                }
            }
        }
        None
    }

    fn between(self, one: &Server, other: &Server, is_same: bool) -> Option<u32> {
        match self {
            Check::ElectionSafety if is_same => None,
            Check::ElectionSafety => both_led(one, other),
            Check::LogMatching => mismatch(one, other),
            Check::LeaderCompleteness => lacking(one, other),
            Check::StateMachineSafety if is_same => one.witness.torn(),
            Check::StateMachineSafety => applied_differently(one, other),
        }
    }
}

/// The first check that fails.
pub fn violated(cluster: &Cluster<Node>) -> Option<&'static str> {
    let all: Vec<_> = servers(cluster).collect();
    violated_among(&all).map(Check::name)
}

/// The first check that fails among servers that are no cluster's.
pub fn violated_among(servers: &[(NodeId, &Server)]) -> Option<Check> {
    Check::ALL.into_iter().find(|check| check.fails_among(servers).is_some())
}

/// A term that both led.
fn both_led(one: &Server, other: &Server) -> Option<u32> {
    one.witness.led().find(|term| other.witness.led().any(|led| led == *term))
}

/// An index up to which two logs should agree and do not: they agree on the term
/// at a later one, or on the term here and not on the entry.
fn mismatch(one: &Server, other: &Server) -> Option<u32> {
    let last = one.log.last().index.min(other.log.last().index);
    let first =
        one.log.snapshot().last.index.max(other.log.snapshot().last.index) + 1;
    let mut must_agree = false;
    for index in (first..=last).rev() {
        let (a, b) = (one.log.entry(index)?, other.log.entry(index)?);
        must_agree |= a.term == b.term;
        if must_agree && a != b {
            return Some(index);
        }
    }
    None
}

/// An index at which `leader` lacks what `witness` held to be committed in an
/// earlier term.
fn lacking(leader: &Server, witness: &Server) -> Option<u32> {
    leader.leadership()?;
    let has = |index: u32, entry: &Entry| {
        index <= leader.log.snapshot().last.index
            || leader.log.entry(index) == Some(entry)
    };
    let committed = witness.witness.committed().iter();
    committed
        .filter(|committed| committed.in_term < leader.term)
        .find(|committed| !has(committed.index, &committed.entry))
        .map(|committed| committed.index)
}

/// An index at which both applied something, and not the same.
fn applied_differently(one: &Server, other: &Server) -> Option<u32> {
    let differs = |index: u32, entry: Entry| {
        other.witness.at(index).is_some_and(|theirs| theirs.entry != entry)
    };
    let applied = one.witness.committed().iter();
    applied.copied().find(|c| differs(c.index, c.entry)).map(|c| c.index)
}
