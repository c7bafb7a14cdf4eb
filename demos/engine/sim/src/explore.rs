//! Every schedule of a small configuration, shortest first.
//!
//! A run follows one schedule; a search follows all of them. It takes a cluster
//! in which nothing happens by itself ([`Latency::Held`], [`Timers::Manual`]),
//! tries everything that could happen next, and does the same in each state
//! that this leads to. Breadth-first: the first violation found is one of the
//! shortest, and its schedule is a list of edits which a [`Run`] can replay.
//!
//! States that differ only in the numbers of their messages, or in the times at
//! which things happened, count as one. They are told apart by a 64-bit
//! fingerprint; so two of *n* states are taken for one with a probability of
//! about *n*²/2⁶⁵: one in 37 million for a million states.
//!
//! - Source: Yu, Manolios and Lamport, *Model Checking TLA+ Specifications*
//!   (1999), whose checker TLC also searches breadth-first by fingerprint.
//! - Cost: each state is cloned once for each thing that can happen in it. A lock
//!   service of six nodes makes 120,000 states a second out of 690,000 edits, on
//!   one core. The states at the edge of the search are kept whole, of the others
//!   a fingerprint and the edit that led there.
//! - Left out: randomness. What a process draws is no part of its state here, so
//!   it must decide nothing but how long a timer runs. Also links that keep the
//!   order of their messages, cuts and pauses; a message may always be late.
//!
//! [`Latency::Held`]: crate::Latency::Held
//! [`Timers::Manual`]: crate::cluster::Timers::Manual
//! [`Run`]: crate::Run

mod fingerprint;
mod search;

pub use fingerprint::Fingerprints;

use crate::{Cluster, Micros, Model, NodeId, Process};
use search::{Left, Search, settle};
use std::hash::Hash;

/// How often something may be done in one schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Budget {
    /// At most so many times. What is left of it is part of the state.
    Times(u32),
    /// As often as it likes; often *fewer* states than a large number of times.
    Unlimited,
}

impl Budget {
    /// Not at all.
    pub const NONE: Budget = Budget::Times(0);

    /// What is left after one more time, if there is one more.
    fn spend(self) -> Option<Budget> {
        match self {
            Budget::Times(times) => times.checked_sub(1).map(Budget::Times),
            Budget::Unlimited => Some(Budget::Unlimited),
        }
    }
}

/// What a search may do, and when it gives up. Without more, messages are
/// delivered in every order and nothing else happens.
#[derive(Clone, Debug)]
pub struct Limits<C> {
    /// Most states; a million unless said otherwise.
    pub states_max: usize,
    /// Most edits in a schedule; no limit unless said otherwise.
    pub depth_max: usize,
    /// How many timers may go off.
    pub expiries: Budget,
    /// How many nodes may crash. A node that has may always come up again.
    pub crashes: Budget,
    /// How many messages may be lost.
    pub losses: Budget,
    /// How many messages may arrive once more than they were sent.
    pub duplications: Budget,
    /// What nodes are asked: each once, at any time and in any order; at most 64.
    pub commands: Vec<(NodeId, C)>,
}

impl<C> Default for Limits<C> {
    fn default() -> Limits<C> {
        Limits {
            states_max: 1_000_000,
            depth_max: usize::MAX,
            expiries: Budget::NONE,
            crashes: Budget::NONE,
            losses: Budget::NONE,
            duplications: Budget::NONE,
            commands: Vec::new(),
        }
    }
}

/// What a search has covered. `E` is the edit of the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage<E> {
    /// How many different states were reached, the first one included.
    pub states: usize,
    /// How many edits were tried.
    pub edits: usize,
    /// How many edits the longest schedule has.
    pub depth: usize,
    /// Why the search ended.
    pub end: End<E>,
}

/// Why a search ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End<E> {
    /// There are no more states, and none of them violates anything.
    Exhausted,
    /// A state violates what was checked.
    Violated(Violation<E>),
    /// There are more states than [`Limits::states_max`].
    StatesMax,
    /// There may be more states after [`Limits::depth_max`] edits.
    DepthMax,
}

/// A state that should not be, and one of the shortest ways there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation<E> {
    /// Which check failed.
    pub check: &'static str,
    /// What was done, a millisecond apart. A [`Run`](crate::Run) of the same
    /// cluster with these edits ends in the same state.
    pub schedule: Vec<(Micros, E)>,
}

impl<E> Coverage<E> {
    /// Whether every state was reached and none violates anything.
    pub fn is_complete(&self) -> bool {
        matches!(self.end, End::Exhausted)
    }

    /// What was violated, if anything was.
    pub fn violation(&self) -> Option<&Violation<E>> {
        match &self.end {
            End::Violated(violation) => Some(violation),
            End::Exhausted | End::StatesMax | End::DepthMax => None,
        }
    }
}

/// An edit of a cluster of `P`.
type EditOf<P> = <Cluster<P> as Model>::Edit;

/// Reaches every state that `start` can come to within `limits`, and asks of
/// each whether it violates something. Ends with the first that does.
///
/// Always finds the same: the order in which edits are tried is fixed, with
/// deliveries before timers, requests and faults. The state of a process is what
/// its `Hash` says; one that counts what does not matter to the protocol should
/// leave that out.
///
/// # Panics
///
/// If something in the cluster happens by itself.
pub fn explore<P>(
    start: Cluster<P>,
    limits: &Limits<P::Command>,
    violated: impl FnMut(&Cluster<P>) -> Option<&'static str>,
) -> Coverage<EditOf<P>>
where
    P: Process + Hash,
    P::Message: Hash,
    P::Timer: Hash,
{
    let mut start = start;
    settle(&mut start);
    let mut search = Search::new(start.now(), limits, violated);
    let left = Left {
        expiries: limits.expiries,
        crashes: limits.crashes,
        losses: limits.losses,
        duplications: limits.duplications,
        asked: 0,
    };
    let end = match search.arrive(start, left, 0) {
        Some(end) => end,
        None => search.widen(),
    };
    Coverage {
        states: search.seen.len(),
        edits: search.edits,
        depth: search.depth,
        end,
    }
}
