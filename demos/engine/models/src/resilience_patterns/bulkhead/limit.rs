//! An adaptive limit on concurrent calls: additive increase, multiplicative
//! decrease.
//!
//! - Source: `AIMDLimit` of Netflix's *concurrency-limits*: a slow answer lowers
//!   the limit by a tenth, and only a limit that is half used grows. It grows by
//!   one with each fast answer there; here, as TCP's congestion window does, by
//!   one with as many fast answers as the limit.
//! - Cost: O(1), one number for each dependency.

use sim::Micros;

/// A call that takes longer than this is a sign of a queue somewhere: twice what
/// is usual.
pub const SLOW: Micros = Micros::from_millis(100);
/// Where a limit starts: twice what Little's law asks for, 40/s × 50 ms.
pub const START: usize = 4;

// ANCHOR: limit
/// How many calls may be under way at once, by how fast they were answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    thousandths: u64,
}

impl Limit {
    /// How many calls may be under way.
    pub fn calls(self) -> usize {
        (self.thousandths / 1_000) as usize
    }

    /// Learns how long a call took, when so many were under way and at most so
    /// many ever may be.
    pub fn learn(&mut self, took: Micros, under_way: usize, most: usize) {
        let is_used = under_way * 2 >= self.calls();
        if took > SLOW {
            self.thousandths = (self.thousandths * 9 / 10).max(1_000);
        } else if is_used {
            // One more, when as many calls as the limit have been fast.
            let more = 1_000_000 / self.thousandths;
            self.thousandths = (self.thousandths + more).min(most as u64 * 1_000);
        }
    }
}
// ANCHOR_END: limit

impl Default for Limit {
    fn default() -> Limit {
        Limit { thousandths: START as u64 * 1_000 }
    }
}
