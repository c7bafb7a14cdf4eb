//! Hybrid logical clocks: Lamport's promise, in numbers close to real time.
//!
//! A stamp is the highest clock reading that the event could have heard of, and
//! a counter for events that this reading does not tell apart. If a → b then
//! HLC(a) < HLC(b), as with Lamport clocks. But the stamp is also a time: it is
//! never behind its own process's clock, and ahead of it by no more than the
//! clocks differ.
//!
//! What can go wrong: one clock far ahead. Everyone who hears of it, however
//! indirectly, is dragged along, and only counts until its own clock has caught
//! up. Real systems refuse messages from too far ahead. And, like a Lamport
//! clock, it cannot tell "before" from "concurrent". And a process that starts
//! again without its last stamp may stamp an effect lower than its cause: its own
//! clock was behind what it had heard of, or has been set back since.
//!
//! - Source: Kulkarni, Demirbas, Madappa, Avva and Leone, [*Logical Physical
//!   Clocks and Consistent Snapshots in Globally Distributed
//!   Databases*](https://cse.buffalo.edu/tech-reports/2014-04.pdf) (2014): the
//!   algorithm of its figure for HLC, whose l is `wall` here and c is `count`.
//! - Units: readings are [`Micros`]; the coarser the clock, the more is counted.
//! - Cost: 8 bytes a message, O(1) an event.
//! - Left out: refusing a message from too far ahead.

use sim::Micros;
use std::fmt;

/// Bits of a packed stamp that hold the counter; the other 48 hold the time.
pub const COUNT_BITS: u32 = 16;

// ANCHOR: hybrid
/// A hybrid logical clock, and the stamp that it puts on an event. Stamps
/// compare by `wall`, then by `count`.
///
/// The law: it never goes back, even where the clock beneath it does. That takes
/// keeping it: a process that starts again goes on [after](Hybrid::after) a stamp
/// that it saved, and not from zero.
///
/// ```
/// # use models::clocks::Hybrid;
/// # use sim::Micros;
/// let at = Micros::from_millis;
/// let mut clock = Hybrid::default();
/// assert_eq!(clock.tick(at(10)).to_string(), "(10ms, 0)");
/// assert_eq!(clock.tick(at(7)).to_string(), "(10ms, 1)"); // set back
/// let ahead = Hybrid { wall: at(12), count: 4 };
/// assert_eq!(clock.receive(ahead, at(11)).to_string(), "(12ms, 5)");
/// assert_eq!(clock.tick(at(13)).to_string(), "(13ms, 0)");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hybrid {
    /// The highest clock reading heard of.
    pub wall: Micros,
    /// How many events in a chain that reading has had to serve before this.
    pub count: u32,
}
// ANCHOR_END: hybrid

impl Hybrid {
    /// The clock of a process that starts again: it stamps later than `saved`, a
    /// stamp on disk that none of its own was above. That may be the last one, or,
    /// written ahead of time, one that all until the next write stay below.
    ///
    /// ```
    /// # use models::clocks::Hybrid;
    /// # use sim::Micros;
    /// let at = Micros::from_millis;
    /// let mut clock = Hybrid::default();
    /// let last = clock.receive(Hybrid { wall: at(12), count: 4 }, at(11));
    /// assert!(Hybrid::default().tick(at(11)) < last); // it has forgotten
    /// assert!(Hybrid::after(last).tick(at(11)) > last);
    /// ```
    pub const fn after(saved: Hybrid) -> Hybrid {
        saved
    }

    // ANCHOR: tick
    /// Stamps a local event, or the sending of a message, when the process's
    /// own clock shows `reading`.
    pub fn tick(&mut self, reading: Micros) -> Hybrid {
        let wall = self.wall.max(reading);
        self.count = if wall == self.wall { self.count + 1 } else { 0 };
        self.wall = wall;
        *self
    }
    // ANCHOR_END: tick

    // ANCHOR: receive
    /// Stamps the receipt of a message that carries `sent`, when the process's
    /// own clock shows `reading`.
    pub fn receive(&mut self, sent: Hybrid, reading: Micros) -> Hybrid {
        let wall = self.wall.max(sent.wall).max(reading);
        self.count = match (wall == self.wall, wall == sent.wall) {
            (true, true) => self.count.max(sent.count) + 1,
            (true, false) => self.count + 1,
            (false, true) => sent.count + 1,
            (false, false) => 0,
        };
        self.wall = wall;
        *self
    }
    // ANCHOR_END: receive

    /// The stamp in one word, which compares as the stamp does; `None` if the
    /// counter has outgrown its 16 bits or the time its 48.
    ///
    /// ```
    /// # use models::clocks::Hybrid;
    /// # use sim::Micros;
    /// let stamp = |wall, count| Hybrid { wall: Micros::new(wall), count };
    /// assert!(stamp(7, 65_535).pack() < stamp(8, 0).pack());
    /// assert_eq!(stamp(7, 65_536).pack(), None);
    /// ```
    pub fn pack(self) -> Option<u64> {
        let fits = self.count < 1 << COUNT_BITS
            && self.wall.get() < 1 << (u64::BITS - COUNT_BITS);
        fits.then(|| self.wall.get() << COUNT_BITS | u64::from(self.count))
    }
}

/// As in `(1.412s, 2)`: wall, then count.
impl fmt::Display for Hybrid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}, {})", self.wall, self.count)
    }
}
