//! Conflict-free replicated data types: replicas take edits with no word to each other,
//! exchange whole states whenever they can, and read the same in the end.
//!
//! A state has a *merge* that is commutative, associative and idempotent, and every edit
//! only adds to what a state knows. So it does not matter in which order states come,
//! through whom, how late, or how often: replicas that know of the same edits are in the
//! same state. There is no leader, no clock that must be right, and no answer to wait
//! for: an edit is acknowledged at once.
//!
//! What can go wrong: a merge that breaks one of the three laws ([`Merging::Naive`]);
//! and a type that does not hold what the application needs. Each file says what its
//! type cannot hold.
//!
//! - Source: Shapiro, Preguiça, Baquero, Zawirski, *A comprehensive study of Convergent
//!   and Commutative Replicated Data Types*, INRIA RR-7506 (2011); the laws and why they
//!   suffice: the same, *Conflict-free Replicated Data Types* (SSS 2011).
//! - Cost: the whole state in each message. Real systems send what has changed since
//!   (delta states: Almeida, Shoker, Baquero, 2018), or the edits themselves in causal
//!   order.
//! - Left out: deltas, garbage collection of tombstones, replicas that join and leave.

mod g_counter;
mod history;
mod laws;
mod lww_register;
mod message;
mod or_set;
mod pn_counter;
mod replica;
mod state;
mod text;

pub use g_counter::GCounter;
pub use history::{
    Seen, Update, agree, lost_writes, mixed, updates_seen, well_read,
};
pub use laws::{Merged, merges};
pub use lww_register::{LwwRegister, Stamp};
pub use message::{Command, Message, Timer};
pub use or_set::{Dot, OrSet};
pub use pn_counter::PnCounter;
pub use replica::{Merge, Replica, replica};
pub use state::{Deed, Drink, Item, Kind, State};
pub use text::{Id, Letter, Life, Text};

use sim::{Chance, Cluster, Latency, Micros, Network, NodeId};

/// How many replicas there are: A, B and C.
pub const REPLICAS: u32 = 3;

/// How states are merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merging {
    /// As the type says.
    Rule,
    /// As it first comes to mind: counts are added, sets are united, the value that
    /// comes last is taken, a letter is put right behind the one that it names.
    Naive,
}

/// What a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The type.
    pub kind: Kind,
    /// How it is merged.
    pub merging: Merging,
    /// How often each replica sends its state to the others.
    pub every: Micros,
    /// How long a message takes: a fifth more or less.
    pub latency: Micros,
    /// How many messages are lost, how many come twice, and how many are overtaken.
    pub faulty_percent: u32,
}

impl Default for Settings {
    /// A counter whose states are on their way for a fifth of a second.
    fn default() -> Settings {
        Settings {
            kind: Kind::GCounter,
            merging: Merging::Rule,
            every: Micros::from_millis(600),
            latency: Micros::from_millis(200),
            faulty_percent: 0,
        }
    }
}

impl Settings {
    fn network(&self) -> Network {
        let part = self.latency.get() / 5;
        let min = Micros::new(self.latency.get() - part);
        let max = Micros::new(self.latency.get() + part);
        let faulty = Chance::percent(self.faulty_percent);
        Network {
            latency: Latency::Uniform { min, max },
            loss: faulty,
            duplication: faulty,
            reordering: faulty,
            bandwidth: None,
        }
    }
}

/// All replicas.
pub fn replicas() -> impl DoubleEndedIterator<Item = NodeId> + Clone {
    NodeId::first(REPLICAS)
}

/// The name of a replica.
pub fn name(replica: NodeId) -> &'static str {
    ["A", "B", "C"].get(replica.index()).copied().unwrap_or("?")
}

/// The cluster that these settings and this seed give.
///
/// ```
/// # use models::replication::crdt::*;
/// # use sim::{Edit, Micros, NodeId, Run};
/// let count = |node| (Micros::ZERO, Edit::Ask(NodeId(node), Command::Increment));
/// let start = cluster(&Settings::default(), 1);
/// let mut run = Run::new(start, vec![count(0), count(1), count(1)]);
/// run.seek(Micros::from_secs(2));
/// let read = replicas().map(|node| replica(run.model(), node).state().read());
/// assert_eq!(read.collect::<Vec<_>>(), ["3", "3", "3"]);
/// ```
pub fn cluster(settings: &Settings, seed: u64) -> Cluster<Replica> {
    let nodes = replicas().map(|_| Replica::new(*settings)).collect();
    Cluster::new(nodes, settings.network(), seed)
}
