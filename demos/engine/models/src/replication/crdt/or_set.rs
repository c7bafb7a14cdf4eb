//! An observed-remove set without tombstones: of a concurrent add and remove, the add
//! wins.
//!
//! Each add has a name of its own, a [`Dot`]. A remove removes the dots that it sees,
//! so an add that it did not see stays. Nothing is kept of what was removed: whoever
//! has counted a dot and does not have it has removed it.
//!
//! - Source: Shapiro et al., INRIA RR-7506 (2011), specification 15, with unique tags
//!   and tombstones. This is Bieniusa et al., *An Optimized Conflict-free Replicated
//!   Set*, INRIA RR-8083 (2012): a version vector in the place of tombstones.
//! - Cost: a dot for each element and each replica that has added it since it was last
//!   removed, and a number for each replica.
//! - Cannot hold: "a remove wins", and a limit on how many elements there are.

use super::Merging;
use litemap::LiteMap;
use sim::NodeId;

/// Names an add: the number of the add at its replica, from 1 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dot {
    /// Where it was added.
    pub replica: NodeId,
    /// Which of that replica's adds it was.
    pub number: u32,
}

/// A set of elements that compare as `E` does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrSet<E: Ord> {
    /// Of an element that one replica has added twice the later dot is enough: who has
    /// seen that one has seen the earlier.
    dots: LiteMap<(E, NodeId), u32>,
    /// How many adds of each replica were ever seen, removed or not.
    seen: LiteMap<NodeId, u32>,
}

impl<E: Ord + Copy> OrSet<E> {
    /// Adds an element at a replica, under a new dot.
    pub fn add(&mut self, element: E, at: NodeId) {
        let number = self.seen.entry(at).or_insert(0);
        *number += 1;
        self.dots.insert((element, at), *number);
    }

    /// Removes an element: all dots of it that are seen here, and no other.
    pub fn remove(&mut self, element: E) {
        self.dots.retain(|(other, _), _| *other != element);
    }

    /// Takes in another replica's set. A dot that one of them lacks was removed
    /// there if it was seen there, and is news if it was not.
    pub fn merge(&mut self, other: &OrSet<E>) {
        let mut dots = self.unless_removed_in(other);
        for (dot, number) in other.unless_removed_in(self).iter() {
            let latest = dots.entry(*dot).or_insert(0);
            *latest = (*latest).max(*number);
        }
        self.dots = dots;
        self.see(other);
    }
}

impl<E: Ord + Copy> OrSet<E> {
    /// The dots that the other replica has too, or has not seen yet.
    fn unless_removed_in(&self, other: &OrSet<E>) -> LiteMap<(E, NodeId), u32> {
        let mut dots = self.dots.clone();
        dots.retain(|dot, number| {
            other.dots.get(dot) == Some(number) || *number > other.seen(dot.1)
        });
        dots
    }

    /// How many adds of a replica were seen.
    pub fn seen(&self, replica: NodeId) -> u32 {
        self.seen.get(&replica).copied().unwrap_or(0)
    }

    fn see(&mut self, other: &OrSet<E>) {
        for (replica, number) in other.seen.iter() {
            let mine = self.seen.entry(*replica).or_insert(0);
            *mine = (*mine).max(*number);
        }
    }

    /// Whether an element is in it.
    pub fn contains(&self, element: E) -> bool {
        self.dots_of(element).next().is_some()
    }

    /// The dots by which an element is in it.
    pub fn dots_of(&self, element: E) -> impl Iterator<Item = Dot> + '_ {
        let dots = self.dots.iter().filter(move |((e, _), _)| *e == element);
        dots.map(|((_, replica), number)| Dot {
            replica: *replica,
            number: *number,
        })
    }

    pub(super) fn merge_by(&mut self, other: &OrSet<E>, merging: Merging) {
        match merging {
            Merging::Rule => self.merge(other),
            Merging::Naive => self.unite(other),
        }
    }

    /// Takes all that either has: what one of them has removed comes back.
    fn unite(&mut self, other: &OrSet<E>) {
        for (dot, number) in other.dots.iter() {
            let latest = self.dots.entry(*dot).or_insert(0);
            *latest = (*latest).max(*number);
        }
        self.see(other);
    }
}

impl<E: Ord> Default for OrSet<E> {
    fn default() -> OrSet<E> {
        OrSet { dots: LiteMap::new(), seen: LiteMap::new() }
    }
}
