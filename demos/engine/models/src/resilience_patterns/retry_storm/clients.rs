//! The clients: they wait, give up and try again, as far as they may.
//!
//! All clients share one retry budget and one circuit breaker, as the threads of
//! one caller do.

use sim::Micros;
use std::collections::VecDeque;

/// A tenth: how much of a retry each new request earns, in thousandths.
///
/// - Source: Beyer et al., *Site Reliability Engineering* (2016), chapter 21:
///   a client retries only while retries are below 10 % of its requests.
pub const BUDGET_RATIO: u32 = 100;
/// How many retries may be saved up. Enough for a second's worth of single
/// failures, far too few for a storm.
pub const BUDGET_MAX: u32 = 10;
/// How many failures in a row open the circuit breaker: as many requests as
/// Hystrix wanted to see before it judged.
pub const BREAKER_FAILURES: u32 = 20;
/// How long it stays open: Hystrix's sleep window.
pub const BREAKER_OPEN: Micros = Micros::from_secs(5);

// ANCHOR: budget
/// A retry costs a token. Each new request earns a tenth of one.
#[derive(Clone, Debug, Default)]
pub struct RetryBudget {
    thousandths: u32,
}

impl RetryBudget {
    /// A new request adds to the budget.
    pub fn earn(&mut self) {
        let most = BUDGET_MAX * 1_000;
        self.thousandths = (self.thousandths + BUDGET_RATIO).min(most);
    }

    /// Whether there is enough for a retry, which is then paid.
    pub fn spend(&mut self) -> bool {
        let is_enough = self.thousandths >= 1_000;
        if is_enough {
            self.thousandths -= 1_000;
        }
        is_enough
    }
}
// ANCHOR_END: budget

/// A circuit breaker that counts failures in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breaker {
    /// Calls pass; so many failed since one succeeded.
    Closed(u32),
    /// No call passes before this moment.
    Open(Micros),
    /// One call is on its way: this one. The others wait for what becomes of it.
    HalfOpen(u64),
}

/// What became of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Answered in time.
    Answered,
    /// Refused, or not answered in time.
    Failed,
}

impl Breaker {
    /// Whether a call may be made now. The first one after the pause is a probe.
    fn admits(&mut self, id: u64, now: Micros) -> bool {
        match *self {
            Breaker::Closed(_) => true,
            Breaker::Open(until) if now < until => false,
            Breaker::Open(_) => {
                *self = Breaker::HalfOpen(id);
                true
            }
            Breaker::HalfOpen(_) => false,
        }
    }

    /// Learns what became of a call. Of those that were made before it opened it
    /// wants to know nothing.
    fn learn(&mut self, id: u64, outcome: Outcome, now: Micros) {
        *self = match (*self, outcome) {
            (Breaker::Closed(_), Outcome::Answered) => Breaker::Closed(0),
            (Breaker::Closed(failures), Outcome::Failed)
                if failures + 1 < BREAKER_FAILURES =>
            {
                Breaker::Closed(failures + 1)
            }
            (Breaker::Closed(_), Outcome::Failed) => {
                Breaker::Open(now + BREAKER_OPEN)
            }
            (Breaker::HalfOpen(probe), Outcome::Answered) if probe == id => {
                Breaker::Closed(0)
            }
            (Breaker::HalfOpen(probe), Outcome::Failed) if probe == id => {
                Breaker::Open(now + BREAKER_OPEN)
            }
            (Breaker::Open(_) | Breaker::HalfOpen(_), _) => *self,
        };
    }
}

/// An attempt that a client made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// When it was sent.
    pub sent: Micros,
    /// The number of its client.
    pub client: u64,
    /// The first of its client is 1.
    pub number: u32,
    /// Whether its client waits for it still.
    is_open: bool,
}

/// All clients.
#[derive(Clone, Debug)]
pub struct Clients {
    timeout: Micros,
    /// Attempts in the order in which they were sent; the first is open.
    sent: VecDeque<Attempt>,
    /// The number of the first of `sent`.
    first: u64,
    budget: RetryBudget,
    breaker: Breaker,
}

impl Clients {
    /// Clients that wait so long for an answer.
    pub fn new(timeout: Micros) -> Clients {
        Clients {
            timeout,
            sent: VecDeque::new(),
            first: 0,
            budget: RetryBudget::default(),
            breaker: Breaker::Closed(0),
        }
    }

    /// The state of the circuit breaker, whether it is in use or not.
    pub fn breaker(&self) -> Breaker {
        self.breaker
    }

    /// The circuit breaker starts anew.
    pub fn close_breaker(&mut self) {
        self.breaker = Breaker::Closed(0);
    }

    /// Whether the circuit breaker lets the next attempt through.
    pub fn may_call(&mut self, now: Micros) -> bool {
        let next = self.first + self.sent.len() as u64;
        self.breaker.admits(next, now)
    }

    /// A new request: it adds to the budget.
    pub fn earn(&mut self) {
        self.budget.earn();
    }

    /// Whether the budget allows a retry, which it then pays.
    pub fn spend(&mut self) -> bool {
        self.budget.spend()
    }

    /// A client sends its request for the `number`-th time; the attempt's number
    /// among all.
    pub fn send(&mut self, now: Micros, client: u64, number: u32) -> u64 {
        self.sent.push_back(Attempt { sent: now, client, number, is_open: true });
        self.first + self.sent.len() as u64 - 1
    }

    /// When the next client gives up waiting.
    pub fn next_timeout(&self) -> Option<Micros> {
        self.sent.front().map(|attempt| attempt.sent + self.timeout)
    }

    /// The attempt that has waited longest; its client gives it up.
    pub fn give_up(&mut self, now: Micros) -> Attempt {
        let attempt = *self.sent.front().expect("someone waits");
        self.settle(self.first, Outcome::Failed, now);
        attempt
    }

    /// An attempt is answered or refused; `None` if its client gave it up before.
    pub fn settle(
        &mut self,
        id: u64,
        outcome: Outcome,
        now: Micros,
    ) -> Option<Attempt> {
        let index = id.checked_sub(self.first)? as usize;
        let attempt = self.sent.get_mut(index).filter(|attempt| attempt.is_open)?;
        attempt.is_open = false;
        let settled = *attempt;
        self.breaker.learn(id, outcome, now);
        while self.sent.front().is_some_and(|attempt| !attempt.is_open) {
            self.sent.pop_front();
            self.first += 1;
        }
        Some(settled)
    }

    /// How many clients wait for an answer.
    pub fn waiting(&self) -> usize {
        self.sent.iter().filter(|attempt| attempt.is_open).count()
    }

    /// Whether the client of an attempt waits for it still.
    pub fn waits_for(&self, id: u64) -> bool {
        self.waited_for(id).is_some()
    }

    /// The attempt, if its client waits for it still.
    pub fn waited_for(&self, id: u64) -> Option<&Attempt> {
        let index = id.checked_sub(self.first)?;
        self.sent.get(index as usize).filter(|attempt| attempt.is_open)
    }
}
