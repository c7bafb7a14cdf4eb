//! Dotted version vectors: which event this is, apart from what it knew.
//!
//! A vector says which events are known and takes it for granted that the
//! latest of its own process is the one it stamps. In a replicated store that is
//! wrong: a server writes on behalf of many clients, and a client that has not
//! read the server's last version did not know of it. So the event itself, the
//! *dot*, is kept apart from its *context*. Then a → b exactly if the dot of *a*
//! is in the context of *b*: one look-up instead of n comparisons.
//!
//! What can go wrong without the dot: two clients write through one server
//! without having read each other's value. A version vector with an entry a
//! server must make the second cover the first, and the first is lost.
//!
//! - Source: Preguiça, Baquero, Almeida, Fonte and Gonçalves, [*Dotted Version
//!   Vectors: Logical Clocks for Optimistic
//!   Replication*](https://arxiv.org/abs/1011.5808) (2010).
//! - Cost: one dot more than a vector; O(1) a comparison. With *n* replicas and
//!   any number of clients it has n + 1 entries.
//! - Left out: the compact form for a whole set of siblings (DVVSet), and
//!   replicas that join or leave.
//!
//! [`Replica`]: crate::clocks::Replica

use crate::clocks::{Order, Vector};
use sim::NodeId;
use std::fmt;
use std::str::FromStr;

// ANCHOR: dot
/// One event: the `count`-th of process `node`, counted from one.
///
/// ```
/// # use models::clocks::Dot;
/// # use sim::NodeId;
/// let third = Dot { node: NodeId(0), count: 3 };
/// assert_eq!(third.to_string(), "p1.3");
/// assert_eq!("p1.3".parse(), Ok(third));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dot {
    /// Where it happened.
    pub node: NodeId,
    /// Which of the events there it is: the first is 1.
    pub count: u64,
}

/// The stamp of an event: which it is, and which events it knew of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Dotted {
    /// The event itself; never in its own context.
    pub dot: Dot,
    /// What was known when it happened.
    pub context: Vector,
}
// ANCHOR_END: dot

impl Dot {
    /// Whether `context` knows of this event.
    pub fn is_in(self, context: &Vector) -> bool {
        self.count <= context.get(self.node)
    }
}

impl Dotted {
    /// The next event of a process that knows of `context`, all of its own
    /// events among them.
    pub fn next(me: NodeId, context: Vector) -> Dotted {
        Dotted { dot: Dot { node: me, count: context.get(me) + 1 }, context }
    }

    // ANCHOR: order
    /// How the event with this stamp stands to the event with that one.
    pub fn order(&self, other: &Dotted) -> Order {
        if self.dot == other.dot {
            Order::Equal
        } else if self.dot.is_in(&other.context) {
            Order::Before
        } else if other.dot.is_in(&self.context) {
            Order::After
        } else {
            Order::Concurrent
        }
    }
    // ANCHOR_END: order

    /// What this event knows of, itself among it. A vector has no gaps: the
    /// earlier events of the same process must be known as well, as they are
    /// to a process that goes on from here.
    pub fn history(&self) -> Vector {
        let mut history = self.context.clone();
        history.raise(self.dot.node, self.dot.count);
        history
    }
}

/// What a client has seen that reads all versions of a replica. Together they
/// leave no gap, even where one of them would.
pub fn read(stored: &[Dotted], replicas: u32) -> Vector {
    let mut seen = Vector::new(replicas);
    for version in stored {
        seen.merge(&version.history());
    }
    seen
}

// ANCHOR: write
/// A client writes through `replica`, having `seen` some versions; the replica
/// `stored` some, perhaps others. What the client had seen is replaced; what it
/// had not stays beside the new version, which comes last.
///
/// Nobody may know of a dot of this replica that its own versions do not know of.
/// One that has lost them writes under another name.
///
/// ```
/// # use models::clocks::{Order, Vector, dotted};
/// # use sim::NodeId;
/// let unread = Vector::new(2);
/// let one = dotted::write(NodeId(0), &[], &unread);
/// let both = dotted::write(NodeId(0), &one, &unread);
/// assert_eq!(both.len(), 2); // neither had seen the other: both are kept
/// assert_eq!(both[0].order(&both[1]), Order::Concurrent);
///
/// let merged = dotted::write(NodeId(0), &both, &dotted::read(&both, 2));
/// assert_eq!(merged[0].to_string(), "p1.3 [2,0]"); // it replaces both
/// assert_eq!(merged.len(), 1);
/// ```
pub fn write(replica: NodeId, stored: &[Dotted], seen: &Vector) -> Vec<Dotted> {
    let issued = issued(replica, stored);
    assert!(seen.get(replica) <= issued, "a replica has lost what it counted");
    let unseen = stored.iter().filter(|version| !version.dot.is_in(seen));
    let mut versions: Vec<_> = unseen.cloned().collect();
    let dot = Dot { node: replica, count: issued + 1 };
    versions.push(Dotted { dot, context: seen.clone() });
    versions
}
// ANCHOR_END: write

/// How many dots a replica has issued, as far as its versions know.
fn issued(replica: NodeId, stored: &[Dotted]) -> u64 {
    let known = stored.iter().map(|version| match version.dot.node == replica {
        true => version.dot.count,
        false => version.context.get(replica),
    });
    known.max().unwrap_or(0)
}

// ANCHOR: sync
/// What two replicas keep when they compare their versions: those that no
/// other version has seen, in order of their dots.
///
/// ```
/// # use models::clocks::{Vector, dotted};
/// # use sim::NodeId;
/// let unread = Vector::new(2);
/// let old = dotted::write(NodeId(0), &[], &unread);
/// let new = dotted::write(NodeId(1), &old, &dotted::read(&old, 2));
/// let other = dotted::write(NodeId(0), &old, &unread);
/// assert_eq!(dotted::sync(&old, &new), new);
/// assert_eq!(dotted::sync(&new, &other), dotted::sync(&other, &new));
/// assert_eq!(dotted::sync(&new, &other).len(), 2);
/// ```
pub fn sync(mine: &[Dotted], theirs: &[Dotted]) -> Vec<Dotted> {
    let all = || mine.iter().chain(theirs);
    let is_seen = |one: &Dotted| all().any(|other| one.dot.is_in(&other.context));
    let mut kept: Vec<_> = all().filter(|one| !is_seen(one)).cloned().collect();
    kept.sort_by_key(|version| version.dot);
    kept.dedup();
    kept
}
// ANCHOR_END: sync

/// As in `p1.3`: process and count.
impl fmt::Display for Dot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p{}.{}", self.node.0 + 1, self.count)
    }
}

impl FromStr for Dot {
    type Err = String;

    fn from_str(text: &str) -> Result<Dot, String> {
        let parse = || {
            let (process, count) = text.strip_prefix('p')?.split_once('.')?;
            let node = process.parse::<u32>().ok()?.checked_sub(1).map(NodeId)?;
            let count = count.parse().ok().filter(|count| *count > 0)?;
            Some(Dot { node, count })
        };
        parse().ok_or_else(|| {
            format!("`{text}` is no event: p1.3 is the third of process p1")
        })
    }
}

/// As in `p1.3 [2,0,1]`: the dot, then its context.
impl fmt::Display for Dotted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.dot, self.context)
    }
}
