//! Happened-before as it is defined: a path in the space–time diagram.
//!
//! Nothing here looks at a stamp. It follows the lines of the processes and the
//! arrows of the messages, and so says what is true; the stamps are checked
//! against it, and the demo shows its path as the proof.
//!
//! - Source: Lamport, [*Time, Clocks, and the Ordering of Events in a
//!   Distributed System*](https://lamport.azurewebsites.net/pubs/time-clocks.pdf)
//!   (1978), "The Partial Ordering".
//! - Cost: O(e) of e events, times the logarithm of a look-up: a picture can
//!   afford it, a running system cannot, as it would need the whole run.

use crate::clocks::{Dot, EventId, Events, Kind, Order};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

impl Events {
    /// What an event follows from at once: the sending of the message that it
    /// received, and the event before it at its own process.
    pub fn causes(&self, id: EventId) -> impl Iterator<Item = EventId> + use<> {
        let sending = match self.get(id).map(|event| event.kind) {
            Some(Kind::Receive { sent, .. }) => Some(sent),
            Some(Kind::Local | Kind::Send { .. }) | None => None,
        };
        let earlier = Dot { count: id.count.saturating_sub(1), ..id };
        sending.into_iter().chain((earlier.count > 0).then_some(earlier))
    }

    /// All that happened before an event: what could have influenced it.
    pub fn past(&self, id: EventId) -> BTreeSet<EventId> {
        let mut past = BTreeSet::new();
        let mut unseen: Vec<_> = self.causes(id).collect();
        while let Some(cause) = unseen.pop() {
            if past.insert(cause) {
                unseen.extend(self.causes(cause));
            }
        }
        past
    }

    /// The proof that `a` happened before `b`: events from `a` to `b`, each of
    /// which causes the next; as few as there can be. `None` if there is none.
    pub fn path(&self, a: EventId, b: EventId) -> Option<Vec<EventId>> {
        let mut next_to = BTreeMap::new();
        let mut unseen = VecDeque::from([b]);
        while let Some(effect) = unseen.pop_front() {
            for cause in self.causes(effect) {
                if let Entry::Vacant(next) = next_to.entry(cause) {
                    next.insert(effect);
                    unseen.push_back(cause);
                }
            }
        }
        let first = *next_to.get(&a)?;
        let onward = |id: &EventId| next_to.get(id).copied();
        let rest = std::iter::successors(Some(first), onward);
        Some([a].into_iter().chain(rest).collect())
    }

    /// How event `a` truly stands to event `b`.
    pub fn order(&self, a: EventId, b: EventId) -> Order {
        if a == b {
            Order::Equal
        } else if self.past(b).contains(&a) {
            Order::Before
        } else if self.past(a).contains(&b) {
            Order::After
        } else {
            Order::Concurrent
        }
    }
}
