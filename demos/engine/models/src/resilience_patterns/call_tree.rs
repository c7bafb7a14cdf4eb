//! Retries in layers: services call one another in a row, and each tries again.
//!
//! A request enters at the first service, which calls the second, and so on down
//! to a database that fails. Each service tries a few times before it reports the
//! failure upwards, where the one above tries again, and so makes the whole tree
//! of calls below it anew. Nothing here knows the formula: calls are counted.
//!
//! - What can go wrong: *d* layers with *a* attempts each make *a^d* calls to the
//!   database from one request, just when it can bear them least.
//! - Source: Brooker, *Timeouts, retries, and backoff with jitter* (Amazon
//!   Builders' Library): five layers of three attempts are 243 calls; Beyer et
//!   al., *Site Reliability Engineering* (2016), chapter 22: three layers of four
//!   are 64.
//! - Cost: O(1) a call. One call a step.
//! - Left out: calls side by side, time-outs, and that a database fails more
//!   often the more it is called.

use super::retry_storm::RetryBudget;
use sim::{Chance, Event, Log, Micros, Model, Stream};
use std::fmt::{self, Display};
use std::str::FromStr;

/// Most services in a row.
pub const DEPTH_MAX: usize = 5;
/// How long a call takes.
pub const CALL: Micros = Micros::from_millis(10);
/// Of how many requests it is kept what they made.
pub const PAST_MAX: usize = 50;
/// The services whose calls are written down: with more of them the log would be
/// too long to be read.
const TOLD: usize = 2;

/// Who tries again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rule {
    /// Every service.
    #[default]
    All,
    /// The first service alone.
    Top,
    /// The last one alone, the database's neighbour.
    Bottom,
    /// Every service, for at most a tenth of the requests that it gets.
    Budget,
}

/// What the services are like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many services there are in a row.
    pub depth: usize,
    /// How often each tries in all.
    pub attempts: u32,
    /// Who does.
    pub rule: Rule,
    /// How many of a hundred calls the database fails.
    pub failing: u32,
}

/// What may be done to a run.
///
/// ```
/// # use models::resilience_patterns::call_tree::Edit;
/// assert_eq!("fail-50".parse(), Ok(Edit::Fail(50)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// `fail-50`: the database fails so many of a hundred calls from now on.
    Fail(u32),
}

impl Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Edit::Fail(percent) = self;
        write!(f, "fail-{percent}")
    }
}

impl FromStr for Edit {
    type Err = String;

    fn from_str(text: &str) -> Result<Edit, String> {
        text.strip_prefix("fail-")
            .and_then(|percent| percent.parse().ok())
            .filter(|percent| *percent <= 100)
            .map(Edit::Fail)
            .ok_or_else(|| {
                format!("`{text}` is no edit: one is fail-50, from 0 to 100")
            })
    }
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was answered.
    Done,
    /// It was not, however often those below tried.
    Failed,
}

/// A call, and its place in the tree of those that one request becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// Which of the calls to the one above it belongs to, from 0.
    pub above: usize,
    /// Which try of that one it is, from 0.
    pub number: u32,
    /// What became of it; `None` while it is under way.
    pub outcome: Option<Outcome>,
}

/// How many calls of a request reached a service, and how many of them failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// All of them.
    pub calls: u32,
    /// Those that failed.
    pub failed: u32,
}

/// What a request made of each service, and of the database last.
pub type Past = [Made; DEPTH_MAX + 1];

/// Services in a row, and the request that they work on.
#[derive(Clone, Debug)]
pub struct CallTree {
    settings: Settings,
    chance: Stream,
    /// The services that work on the request: how often each has tried.
    tries: Vec<u32>,
    budgets: Vec<RetryBudget>,
    /// How many calls reached each service, and the database last.
    calls: Vec<u64>,
    /// The same for the requests that are over.
    over: Vec<u64>,
    /// How many of these failed.
    lost: Vec<u64>,
    /// The calls of the present request, or of the last one until the next comes.
    request: Vec<Vec<Call>>,
    /// The last requests that are over, oldest first.
    past: Vec<Past>,
    /// How many requests ended well, and how many did not.
    ended: (u64, u64),
    /// How many calls the first request made to the database, once it is over.
    first: Option<u64>,
    now: Micros,
}

impl CallTree {
    /// Services with nothing to do; requests come one after the other.
    pub fn new(settings: &Settings, seed: u64) -> CallTree {
        let depth = settings.depth;
        assert!((1..=DEPTH_MAX).contains(&depth) && settings.attempts > 0);
        CallTree {
            settings: settings.clone(),
            chance: Stream::new(seed, "database", 0),
            tries: Vec::new(),
            budgets: vec![RetryBudget::default(); depth],
            calls: vec![0; depth + 1],
            over: vec![0; depth + 1],
            lost: vec![0; depth + 1],
            request: vec![Vec::new(); depth + 1],
            past: Vec::new(),
            ended: (0, 0),
            first: None,
            now: Micros::ZERO,
        }
    }

    /// What the services are like now.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How many calls reached each service so far, and the database last.
    pub fn calls(&self) -> &[u64] {
        &self.calls
    }

    /// The same for the requests that are over.
    pub fn calls_of_ended(&self) -> &[u64] {
        &self.over
    }

    /// How many of those failed.
    pub fn failed_of_ended(&self) -> &[u64] {
        &self.lost
    }

    /// The calls of the present request, or of the last one until the next comes:
    /// those to each service, and the database last, in order.
    pub fn request(&self) -> &[Vec<Call>] {
        &self.request
    }

    /// What the last requests made that are over, oldest first.
    pub fn past(&self) -> &[Past] {
        &self.past
    }

    /// How often each service that works on the present request has tried.
    pub fn tries(&self) -> &[u32] {
        &self.tries
    }

    /// How many requests ended well, and how many did not.
    pub fn ended(&self) -> (u64, u64) {
        self.ended
    }

    /// How many calls the first request made to the database, once it is over.
    pub fn first_request(&self) -> Option<u64> {
        self.first
    }

    /// How often a service may try at most.
    pub fn attempts(&self, service: usize) -> u32 {
        let retries = match self.settings.rule {
            Rule::All | Rule::Budget => true,
            Rule::Top => service == 0,
            Rule::Bottom => service + 1 == self.settings.depth,
        };
        if retries { self.settings.attempts } else { 1 }
    }

    /// The deepest service that has not had an answer makes a call, or the next
    /// request comes in.
    fn call(&mut self, log: &mut Log) {
        let Some(service) = self.tries.len().checked_sub(1) else {
            return self.enter(); // the user's call
        };
        self.tries[service] += 1;
        let (below, now) = (service + 1, self.now);
        if service < TOLD {
            let article = if below == self.settings.depth { "the " } else { "" };
            let callee = self.name(below);
            let (tries, most) = (self.tries[service], self.attempts(service));
            let text = format!(
                "{} calls {article}{callee}, try {tries} of {most}",
                name(service)
            );
            log.note(now, None, text);
        }
        if below < self.settings.depth {
            self.enter();
        } else {
            self.calls[below] += 1;
            self.note_call(below);
            let fails = Chance::percent(self.settings.failing);
            let outcome = match self.chance.happens(fails) {
                true => Outcome::Failed,
                false => Outcome::Done,
            };
            self.answer(outcome, log);
        }
    }

    /// A call reaches the next service down, which has not tried yet.
    fn enter(&mut self) {
        let service = self.tries.len();
        if service == 0 {
            self.request.iter_mut().for_each(Vec::clear);
        }
        self.note_call(service);
        self.calls[service] += 1;
        self.budgets[service].earn();
        self.tries.push(0);
    }

    /// A call to a service, or to the database, is one of the present request.
    fn note_call(&mut self, service: usize) {
        let (above, number) = match service.checked_sub(1) {
            Some(caller) => {
                (self.request[caller].len() - 1, self.tries[caller] - 1)
            }
            None => (0, 0), // the user's
        };
        self.request[service].push(Call { above, number, outcome: None });
    }

    /// An answer goes up the row of services, as far as nobody tries again.
    fn answer(&mut self, outcome: Outcome, log: &mut Log) {
        self.close(self.settings.depth, outcome);
        while let Some(tries) = self.tries.last() {
            let service = self.tries.len() - 1;
            let may_retry = *tries < self.attempts(service);
            let has_budget = self.settings.rule == Rule::Budget;
            if outcome == Outcome::Failed
                && may_retry
                && (!has_budget || self.budgets[service].spend())
            {
                return; // it calls again in the next step
            }
            self.tries.pop();
            self.close(service, outcome);
        }
        self.end(outcome, log);
    }

    /// The call under way to a service, or to the database, is over.
    fn close(&mut self, service: usize, outcome: Outcome) {
        if let Some(call) = self.request[service].last_mut() {
            call.outcome = Some(outcome);
        }
    }

    /// The request is over.
    fn end(&mut self, outcome: Outcome, log: &mut Log) {
        let depth = self.settings.depth;
        let made = self.calls[depth] - self.over[depth];
        let word = match outcome {
            Outcome::Done => {
                self.ended.0 += 1;
                "done"
            }
            Outcome::Failed => {
                self.ended.1 += 1;
                "failed"
            }
        };
        let number = self.ended.0 + self.ended.1;
        let text = format!("request {number} {word}, database called {made} ×");
        log.note(self.now, None, text);
        self.over.clone_from(&self.calls);
        let mut past = Past::default();
        let layers = self.lost.iter_mut().zip(&self.request).zip(&mut past);
        for ((lost, calls), made) in layers {
            let has_failed = |call: &&Call| call.outcome == Some(Outcome::Failed);
            made.calls = calls.len() as u32;
            made.failed = calls.iter().filter(has_failed).count() as u32;
            *lost += u64::from(made.failed);
        }
        if self.past.len() == PAST_MAX {
            self.past.remove(0);
        }
        self.past.push(past);
        self.first = self.first.or(Some(made));
    }

    /// What a service is called; the one below the last is the database.
    pub fn name(&self, service: usize) -> String {
        match service < self.settings.depth {
            true => name(service),
            false => "database".into(),
        }
    }
}

fn name(service: usize) -> String {
    format!("service {}", service + 1)
}

/// How many calls the database gets from one request on average, by theory.
///
/// A service whose calls fail with probability *f* and that tries up to *a* times
/// makes 1 + f + … + f^(a−1) calls on average, and itself fails with f^a. For
/// `Rule::Budget` there is no such formula: the result is the bound 1.1^depth.
#[cfg(not(target_arch = "wasm32"))]
pub fn expected_calls(settings: &Settings) -> f64 {
    let tree = CallTree::new(settings, 0);
    if settings.rule == Rule::Budget {
        return (0..settings.depth).fold(1.0, |calls, _| calls * 1.1);
    }
    let mut fails = f64::from(settings.failing) / 100.0;
    let mut calls = 1.0;
    for service in (0..settings.depth).rev() {
        let attempts = tree.attempts(service);
        let mut happens = 1.0;
        let mut tries = 0.0;
        for _ in 0..attempts {
            tries += happens;
            happens *= fails;
        }
        (calls, fails) = (calls * tries, happens);
    }
    calls
}

impl Model for CallTree {
    type Edit = Edit;

    fn next(&self) -> Option<Micros> {
        Some(self.now + CALL)
    }

    fn step(&mut self, log: &mut Log) {
        self.now += CALL;
        self.call(log);
    }

    fn edit(&mut self, at: Micros, edit: &Edit, log: &mut Log) {
        let Edit::Fail(percent) = *edit;
        self.settings.failing = percent;
        log.push(at, || Event::Faulted {
            node: None,
            text: format!("the database fails {percent} % of its calls"),
        });
    }
}
