//! A version: what one write has written, and how two of them are merged.

use super::Merge;
use crate::clocks::{Dot, Dotted, Order};
use sim::NodeId;
use std::fmt::{self, Display};

/// What last-writer-wins goes by: the greater stamp wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    /// Microseconds of the writer's clock; or, where a write asks first, one more
    /// than the greatest that it was told.
    pub time: u64,
    /// The writer, so that no two stamps are equal.
    pub client: u32,
}

/// A value by the write that has written it: the count-th of a client.
///
/// ```
/// # use models::replication::store::Value;
/// # use models::clocks::Dot;
/// # use sim::NodeId;
/// assert_eq!(Value(Dot { node: NodeId(1), count: 3 }).to_string(), "b3");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value(pub Dot);

impl Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = char::from(b'a' + self.0.node.0 as u8);
        write!(f, "{letter}{}", self.0.count)
    }
}

/// What one write has written. It has both kinds of stamp, so that one run can be
/// seen under either rule; a real store keeps one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// For last-writer-wins.
    pub stamp: Stamp,
    /// Which write it is, and which its client knew of.
    pub dotted: Dotted,
}

impl Version {
    /// Its value.
    pub fn value(&self) -> Value {
        Value(self.dotted.dot)
    }

    /// Whether it is the other one, or its client had known of it.
    pub fn knows(&self, other: &Version) -> bool {
        let order = other.dotted.order(&self.dotted);
        matches!(order, Order::Before | Order::Equal)
    }

    /// The number of its client, among clients.
    pub fn client(&self) -> NodeId {
        self.dotted.dot.node
    }
}

impl Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value().fmt(f)
    }
}

// ANCHOR: merge
/// What is kept of the versions of one key that two nodes have. The order in which
/// nodes meet, and how often, does not matter.
pub fn merge(rule: Merge, mine: &[Version], theirs: &[Version]) -> Vec<Version> {
    let mut kept = Vec::new();
    for version in mine.iter().chain(theirs) {
        let is_replaced = |other: &Version| match rule {
            Merge::LastWriterWins => version.stamp < other.stamp,
            Merge::Siblings => version.dotted.order(&other.dotted) == Order::Before,
        };
        if !mine.iter().chain(theirs).any(is_replaced) {
            insert(&mut kept, version);
        }
    }
    kept
}
// ANCHOR_END: merge

/// Puts a version where it belongs, in the order of the dots, if it is not there.
fn insert(versions: &mut Vec<Version>, version: &Version) {
    let dot = version.dotted.dot;
    let place = versions.partition_point(|other| other.dotted.dot < dot);
    if versions.get(place).is_none_or(|other| other.dotted.dot != dot) {
        versions.insert(place, version.clone());
    }
}

/// Versions in words: `a1`, `a1 | b2` for siblings, `–` for none.
pub fn in_words(versions: &[Version]) -> String {
    let mut words = String::new();
    for version in versions {
        if !words.is_empty() {
            words.push_str(" | ");
        }
        words.push_str(&version.to_string());
    }
    if words.is_empty() { "–".into() } else { words }
}
