//! A replica of a store, and the name under which it writes.
//!
//! Whatever counts under a name relies on going on where it stopped. A dot that is
//! issued a second time passes for the first: whoever has heard of the first takes
//! the new write for one that was replaced long ago, and drops it.
//!
//! What can go wrong: a replica whose disk was lost, or put back from a copy, counts
//! from an earlier number again. To look in what clients have read does not help, as
//! a client may have read nothing. So it goes on under another name.
//!
//! - Source: Brown, [*Per-Key Actor Epochs In
//!   Riak*](https://github.com/russelldb/russelldb.github.io/blob/master/content/posts/per-key-epochs/index.md)
//!   (2015): how Riak lost writes so, and the names that it gives since 2.1.
//! - Cost: an entry in every vector for each name that was ever borne.
//! - Left out: where an unused name comes from. In Riak it is the replica's own, with
//!   a number from a counter on disk behind it.

use crate::clocks::{Dotted, Vector, dotted};
use sim::NodeId;

// ANCHOR: replica
/// A replica of a value: its versions, and the name that its dots bear.
///
/// The law: one name, one count. It holds as long as a replica that has lost its
/// versions goes on under a name that nobody has borne.
///
/// ```
/// # use models::clocks::{Replica, Vector};
/// # use sim::NodeId;
/// let [p1, p2, unused] = [0, 1, 2].map(NodeId);
/// let mut here = Replica::new(p1);
/// let mut there = Replica::new(p2);
/// here.write(&Vector::new(3)); // p1.1, by a client that has read nothing
/// there.sync(&mut here);
///
/// here.lose_versions(unused);
/// here.write(&Vector::new(3)); // p3.1: as p1.1 it would be taken for the first
/// there.sync(&mut here);
/// assert_eq!(there.versions().len(), 2);
/// ```
#[derive(Clone, Debug)]
pub struct Replica {
    name: NodeId,
    versions: Vec<Dotted>,
}
// ANCHOR_END: replica

impl Replica {
    /// A replica with nothing in it, under a name that nobody has borne.
    pub const fn new(name: NodeId) -> Replica {
        Replica { name, versions: Vec::new() }
    }

    /// What it stores, the versions that none of the others has seen.
    pub fn versions(&self) -> &[Dotted] {
        &self.versions
    }

    /// What a client has seen that reads all versions; there are so many names.
    pub fn read(&self, names: u32) -> Vector {
        dotted::read(&self.versions, names)
    }

    /// A client writes, having seen some versions.
    pub fn write(&mut self, seen: &Vector) {
        self.versions = dotted::write(self.name, &self.versions, seen);
    }

    /// Compares versions with another replica: both keep what none has seen.
    pub fn sync(&mut self, other: &mut Replica) {
        self.versions = dotted::sync(&self.versions, &other.versions);
        other.versions.clone_from(&self.versions);
    }

    /// Starts again without its versions, under a name that nobody has borne.
    pub fn lose_versions(&mut self, unused: NodeId) {
        assert!(unused != self.name, "the new name is the old one");
        *self = Replica::new(unused);
    }
}
