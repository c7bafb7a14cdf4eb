//! Checks that fail, and where that is seen.

use super::{Scene, content};
use models::consensus::raft::Entry;
use models::consensus::raft::checks::{self, Failure};
use sim::NodeId;

/// A check that fails, and where that is seen.
#[derive(Clone, Copy)]
pub struct Proof {
    pub check: checks::Check,
    pub failure: Failure,
}

impl Proof {
    /// Whether it is that two led one term.
    pub fn is_election(&self) -> bool {
        self.check == checks::Check::ElectionSafety
    }

    /// Whether the cell of a log is one of those that prove it.
    pub fn is_cell(&self, node: NodeId, index: u32) -> bool {
        self.check != checks::Check::ElectionSafety
            && self.is_of(node)
            && self.failure.at == index
    }

    /// Whether a server itself proves it: it led a term that another led too.
    pub fn is_server(&self, node: NodeId) -> bool {
        self.check == checks::Check::ElectionSafety && self.is_of(node)
    }

    fn is_of(&self, node: NodeId) -> bool {
        let (one, other) = self.failure.between;
        node == one || node == other
    }

    /// What is wrong, with the names of the servers and of what they hold.
    pub fn words(&self, scene: &Scene) -> String {
        let Failure { between: (one, other), at } = self.failure;
        let (a, b) = (scene.name(one), scene.name(other));
        let entry = |node| scene.server(node).and_then(|s| s.log().entry(at));
        let applied = |node| {
            let known = scene.server(node).and_then(|s| s.witness().at(at));
            known.map(|committed| &committed.entry)
        };
        let say = |entry: Option<&Entry>| entry.map_or("nothing".into(), content);
        match self.check {
            checks::Check::ElectionSafety => {
                format!("{a} and {b} both led term {at}")
            }
            checks::Check::LogMatching => format!(
                "{a} has {} at #{at}, {b} has {}",
                say(entry(one)),
                say(entry(other))
            ),
            checks::Check::LeaderCompleteness => {
                let lost = say(applied(other));
                match entry(one) {
                    Some(entry) => {
                        let other = content(entry);
                        format!("{a} leads with {other} where {b} committed {lost}")
                    }
                    None => {
                        format!("{a} leads without {lost}, which {b} committed")
                    }
                }
            }
            checks::Check::StateMachineSafety if one == other => format!(
                "{a} applied {} at #{at}, and then {}",
                say(applied(one)),
                say(entry(one))
            ),
            checks::Check::StateMachineSafety => format!(
                "{a} applied {} at #{at}, {b} applied {}",
                say(applied(one)),
                say(applied(other))
            ),
        }
    }
}
