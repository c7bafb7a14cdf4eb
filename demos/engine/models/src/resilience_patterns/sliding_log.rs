//! The sliding window log: remember when each of the last requests passed.
//!
//! The only limiter here that means what "ten a second" says: at most `limit`
//! in *any* window of that length, wherever it begins. It pays with a time
//! stamp for each request it remembers. And it is the strictest: a token bucket
//! of the same numbers lets a burst pass and the rate besides.
//!
//! - Source: folklore; the sorted-set limiters on top of Redis are of this kind.
//! - Cost: O(1) time a request on average; `limit` time stamps of 8 bytes.

use super::{Limiter, Monotonic, REQUEST, Verdict};
use sim::Micros;
use std::collections::VecDeque;

/// Admits up to `limit` requests in any window of `length`, both ends counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlidingLog {
    limit: usize,
    length: Micros,
    /// When the requests passed that a window may still hold, oldest first.
    passed: VecDeque<Micros>,
    /// So that time that goes back counts as no time.
    clock: Monotonic,
}

impl SlidingLog {
    /// A limiter that remembers nothing.
    pub fn new(limit: u32, length: Micros) -> SlidingLog {
        SlidingLog {
            limit: limit as usize,
            length,
            passed: VecDeque::new(),
            clock: Monotonic::new(length),
        }
    }
}

impl Limiter for SlidingLog {
    fn admit(&mut self, at: Micros) -> Verdict {
        let (now, length) = (self.clock.read(at), self.length);
        while self.passed.pop_front_if(|then| now.since(*then) > length).is_some() {
        }
        if self.passed.len() == self.limit {
            return Verdict::Refused;
        }
        self.passed.push_back(now);
        Verdict::Admitted
    }

    fn room(&self, at: Micros) -> u64 {
        let now = self.clock.peek(at);
        let is_old = |then: &Micros| now.since(*then) > self.length;
        let held = self.passed.len() - self.passed.partition_point(is_old);
        (self.limit - held) as u64 * REQUEST
    }
}
