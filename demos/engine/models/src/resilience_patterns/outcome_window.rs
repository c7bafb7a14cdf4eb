//! What a circuit breaker remembers: how its last calls went.
//!
//! Either the calls of the last few seconds, in buckets that are forgotten one
//! at a time, or the last so many calls however long ago they were. The first
//! forgets while nothing happens; the second does not.
//!
//! - Source: Netflix, *Hystrix: How it Works* (ten buckets of a second);
//!   Resilience4j, *CircuitBreaker* (both kinds).
//! - Cost: O(1) a call on average; ten buckets, or a bit of memory a call.

use sim::Micros;
use std::collections::VecDeque;

/// Into how many buckets a window of time is divided.
pub const BUCKETS: usize = 10;

/// How a call went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was answered in time.
    Succeeded,
    /// It was answered with an error, or too late, or not at all.
    Failed,
}

/// How many calls there were, and how many of them failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub calls: u32,
    /// Those that failed.
    pub failed: u32,
}

impl Counts {
    /// Counts another call.
    pub fn add(&mut self, outcome: Outcome) {
        self.calls += 1;
        self.failed += u32::from(outcome == Outcome::Failed);
    }

    /// These, and failures to make them `calls` in all.
    pub fn failed_up_to(self, calls: u32) -> Counts {
        Counts { calls, failed: self.failed + (calls - self.calls) }
    }

    fn take(&mut self, other: Counts) {
        self.calls -= other.calls;
        self.failed -= other.failed;
    }

    /// Of a hundred calls so many failed, rounded down; 0 where there was none.
    pub fn percent(self) -> u32 {
        self.failed * 100 / self.calls.max(1)
    }
}

/// What a window holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// The calls of so much time.
    Time(Micros),
    /// So many calls.
    Calls(u32),
}

/// How the last calls went, and what they add up to.
#[derive(Clone, Debug)]
pub struct OutcomeWindow {
    span: Span,
    /// A bucket each for a part of the time, or each call; the oldest in front.
    parts: VecDeque<Counts>,
    /// Which part of all time the last bucket is for.
    newest: u64,
    sum: Counts,
}

impl OutcomeWindow {
    /// Counts a call that ended at this moment, and forgets what is too old.
    pub fn count(&mut self, outcome: Outcome, at: Micros) {
        self.forget(at);
        if let Span::Calls(size) = self.span {
            if self.parts.len() as u32 == size {
                self.drop_oldest();
            }
            self.parts.push_back(Counts::default());
        }
        self.sum.add(outcome);
        self.parts.back_mut().expect("a part is there").add(outcome);
    }

    /// Forgets what is too old at this moment, and adds up the rest.
    pub fn sum(&mut self, at: Micros) -> Counts {
        self.forget(at);
        self.sum
    }

    /// Where time is what counts, buckets give way to new ones.
    fn forget(&mut self, at: Micros) {
        let Span::Time(length) = self.span else { return };
        let now = at.get() / (length.get() / BUCKETS as u64);
        let now = now.max(self.newest); // time never goes back here
        for _ in 0..(now - self.newest).min(BUCKETS as u64) {
            self.drop_oldest();
            self.parts.push_back(Counts::default());
        }
        self.newest = now;
    }
}

impl OutcomeWindow {
    /// An empty window.
    pub fn new(span: Span) -> OutcomeWindow {
        let buckets = match span {
            Span::Time(_) => BUCKETS,
            Span::Calls(_) => 0,
        };
        let parts = (0..buckets).map(|_| Counts::default()).collect();
        OutcomeWindow { span, parts, newest: 0, sum: Counts::default() }
    }

    fn drop_oldest(&mut self) {
        if let Some(oldest) = self.parts.pop_front() {
            self.sum.take(oldest);
        }
    }
}
