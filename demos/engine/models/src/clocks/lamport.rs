//! Lamport clocks: one counter that never contradicts cause and effect.
//!
//! A process counts its events. Every message carries its sender's count, and a
//! receiver first jumps past it. So if a → b then L(a) < L(b).
//!
//! What can go wrong: reading it backwards. L(a) < L(b) does *not* say that
//! a → b; the two may be concurrent. One number for each event puts all of them
//! in a row, and a row has no room for "neither". And forgetting it: a process that
//! starts again must go on from a count that it saved.
//!
//! - Source: Lamport, [*Time, Clocks, and the Ordering of Events in a
//!   Distributed System*](https://lamport.azurewebsites.net/pubs/time-clocks.pdf)
//!   (1978), rules IR1 and IR2.
//! - Cost: 8 bytes a message, O(1) an event.
//! - Left out: the total order, which breaks ties by process; see
//!   [`Lamport::total_order`] for the one line that it takes.

use sim::NodeId;
use std::cmp::Ordering;
use std::fmt;

/// A Lamport clock, and the stamp that it puts on an event.
///
/// The law: whatever arrives, the receiver's next stamp is later than both its
/// own last and the sender's.
///
/// ```
/// # use models::clocks::Lamport;
/// let (mut p1, mut p2) = (Lamport::default(), Lamport::default());
/// p1.tick();
/// let sent = p1.tick();
/// let own = p2.tick();
/// let received = p2.receive(sent);
/// assert!(received > sent && received > own);
/// assert_eq!(received.to_string(), "3");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lamport(u64);

impl Lamport {
    /// A clock that stands at `count`, as that of a process which starts again and
    /// saved it.
    pub const fn new(count: u64) -> Lamport {
        Lamport(count)
    }

    /// The number of events on the longest chain that ends in this one.
    pub const fn get(self) -> u64 {
        self.0
    }

    // ANCHOR: tick
    /// Stamps a local event, or the sending of a message, which carries the
    /// stamp.
    pub fn tick(&mut self) -> Lamport {
        self.0 += 1;
        *self
    }
    // ANCHOR_END: tick

    // ANCHOR: receive
    /// Stamps the receipt of a message that carries `sent`: later than its
    /// sending and than all that happened here.
    pub fn receive(&mut self, sent: Lamport) -> Lamport {
        self.0 = self.0.max(sent.0) + 1;
        *self
    }
    // ANCHOR_END: receive

    // ANCHOR: total-order
    /// Puts any two events in a row, the same for everyone: by stamp, then by
    /// process. It agrees with happened-before, and makes up the rest.
    ///
    /// ```
    /// # use models::clocks::Lamport;
    /// # use sim::NodeId;
    /// # use std::cmp::Ordering;
    /// let at = |count, node| (Lamport::new(count), NodeId(node));
    /// assert_eq!(Lamport::total_order(at(2, 1), at(3, 0)), Ordering::Less);
    /// assert_eq!(Lamport::total_order(at(3, 1), at(3, 0)), Ordering::Greater);
    /// ```
    pub fn total_order(a: (Lamport, NodeId), b: (Lamport, NodeId)) -> Ordering {
        a.cmp(&b)
    }
    // ANCHOR_END: total-order
}

impl fmt::Display for Lamport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
