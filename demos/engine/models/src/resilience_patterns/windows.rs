//! What passed in a window: the worst one against a bound, and the busiest.
//!
//! A window is a span with both its ends: what passes at either counts. That is
//! the strictest reading of "in any window of *t*".

use super::REQUEST;
use sim::Micros;
use std::collections::VecDeque;

/// A window, and what passed in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// When it began: something passed then.
    pub from: Micros,
    /// When it ended: something passed then as well.
    pub to: Micros,
    /// How many requests passed, at the ends or between them.
    pub passed: u64,
}

impl Window {
    /// How much more passed than `rate_per_s` allows in its length, in
    /// millionths of a request: what a bucket must have held when it began.
    pub fn excess(&self, rate_per_s: u32) -> u64 {
        let allowed = self.to.since(self.from).get() * u64::from(rate_per_s);
        (self.passed * REQUEST).saturating_sub(allowed)
    }
}

/// Finds, of all windows of all lengths, the one in which most passed beyond
/// `rate · t`: the law of the token bucket says that it is never more than the
/// capacity.
///
/// Of all windows that end at a request only the worst matters later, since
/// time wears all of them off alike. So it is enough to keep one, and to begin
/// anew where its excess is gone. That is a leaky bucket, as a meter.
///
/// - Cost: O(1) a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worst {
    rate_per_s: u32,
    /// The worst window that ends at the last request.
    open: Window,
    /// The worst window so far.
    worst: Window,
}

impl Worst {
    /// Nothing has passed.
    pub fn new(rate_per_s: u32) -> Worst {
        let (open, worst) = Default::default();
        Worst { rate_per_s, open, worst }
    }

    /// A request passes at this moment, not before the last one did.
    pub fn pass(&mut self, at: Micros) {
        let until_now = Window { to: at, ..self.open };
        self.open = match until_now.excess(self.rate_per_s) {
            0 => Window { from: at, to: at, passed: 1 },
            _ => Window { passed: until_now.passed + 1, ..until_now },
        };
        let excess = |window: Window| window.excess(self.rate_per_s);
        if excess(self.open) > excess(self.worst) {
            self.worst = self.open;
        }
    }

    /// The worst window so far; empty while nothing has passed.
    pub fn window(&self) -> Window {
        self.worst
    }

    /// Its excess over `rate · t`, in millionths of a request.
    pub fn excess(&self) -> u64 {
        self.worst.excess(self.rate_per_s)
    }
}

/// Finds the window of one length in which most passed.
///
/// - Cost: O(1) a request on average; remembers what passed in the last window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Busiest {
    length: Micros,
    /// When requests passed, in the window that ends at the last one.
    passed: VecDeque<Micros>,
    busiest: Window,
}

impl Busiest {
    /// Nothing has passed.
    pub fn new(length: Micros) -> Busiest {
        Busiest { length, passed: VecDeque::new(), busiest: Window::default() }
    }

    /// A request passes at this moment, not before the last one did.
    pub fn pass(&mut self, at: Micros) {
        let length = self.length;
        while self.passed.pop_front_if(|then| at.since(*then) > length).is_some() {}
        self.passed.push_back(at);
        if self.passed.len() as u64 > self.busiest.passed {
            let (from, passed) = (self.passed[0], self.passed.len() as u64);
            self.busiest = Window { from, to: at, passed };
        }
    }

    /// The busiest window so far, from the first request in it to the last;
    /// empty while nothing has passed.
    pub fn window(&self) -> Window {
        self.busiest
    }
}
