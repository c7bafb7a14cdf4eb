//! A service behind a rate limiter: requests come, and pass, wait or are turned
//! away.
//!
//! The limiter decides on each request as it arrives. What passes is watched
//! from behind: the worst window of any length, measured against `capacity +
//! rate · t`, and the busiest second. A reader may send a burst at any moment.
//!
//! - Cost: O(1) a request. The last [`ARRIVALS_MAX`] arrivals are kept.
//! - Left out: what the service does with a request, and what those who were
//!   refused do: here they do not try again.

use super::limiter::window;
use super::{
    AnyLimiter, Arrivals, Busiest, Limiter, LimiterKind, Pattern, REQUEST, Verdict,
    Worst, arrivals::Batch,
};
use sim::{Log, Micros, Model};
use std::collections::VecDeque;
use std::fmt::{self, Display};
use std::str::FromStr;

/// Most arrivals kept for drawing; past that the oldest is forgotten.
pub const ARRIVALS_MAX: usize = 4_096;
/// Most requests in one burst of a reader's.
pub const BURST_MAX: u32 = 100;

/// What a service and its callers are like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The rule.
    pub limiter: LimiterKind,
    /// How many requests pass at once after a rest.
    pub capacity: u32,
    /// How many requests a second pass in the long run.
    pub rate_per_s: u32,
    /// How many requests a second arrive, on average.
    pub load_per_s: u32,
    /// How they are spread over time.
    pub pattern: Pattern,
}

/// What may be done to a service.
///
/// ```
/// # use models::resilience_patterns::limited_service::Edit;
/// assert_eq!("burst-20".parse(), Ok(Edit::Burst(20)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// `burst-20`: twenty requests arrive now, on top of the load.
    Burst(u32),
}

impl Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Edit::Burst(size) = self;
        write!(f, "burst-{size}")
    }
}

impl FromStr for Edit {
    type Err = String;

    fn from_str(text: &str) -> Result<Edit, String> {
        text.strip_prefix("burst-")
            .and_then(|size| size.parse().ok())
            .filter(|size| (1..=BURST_MAX).contains(size))
            .map(Edit::Burst)
            .ok_or_else(|| {
                format!(
                    "`{text}` is no edit: one is burst-20, from 1 to {BURST_MAX}"
                )
            })
    }
}

/// A request, and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Its number, from 1.
    pub number: u64,
    /// When it arrived.
    pub at: Micros,
    /// What the limiter said.
    pub verdict: Verdict,
}

/// How many requests met which fate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Passed, at once or after a wait.
    pub passed: u64,
    /// Accepted, and still waiting.
    pub waiting: u64,
    /// Turned away.
    pub refused: u64,
}

/// A service behind a limiter.
#[derive(Clone, Debug)]
pub struct LimitedService {
    limiter: AnyLimiter,
    arrivals: Arrivals,
    /// Those of the load that come next.
    coming: Batch,
    /// Accepted requests that have not passed: when they will, oldest first.
    queue: VecDeque<(Micros, u64)>,
    tally: Tally,
    worst: Worst,
    busiest_second: Busiest,
    /// The last arrivals, oldest first.
    seen: VecDeque<Arrival>,
    capacity: u32,
}

impl LimitedService {
    /// A rested limiter, and requests on their way to it.
    pub fn new(settings: &Settings, seed: u64) -> LimitedService {
        let Settings { limiter, capacity, rate_per_s, load_per_s, pattern } =
            *settings;
        let limiter = AnyLimiter::new(limiter, capacity, rate_per_s);
        let mut arrivals =
            Arrivals::new(pattern, load_per_s, window(capacity, rate_per_s), seed);
        LimitedService {
            limiter,
            coming: arrivals.next_batch(),
            arrivals,
            queue: VecDeque::new(),
            tally: Tally::default(),
            worst: Worst::new(rate_per_s),
            busiest_second: Busiest::new(Micros::from_secs(1)),
            seen: VecDeque::new(),
            capacity,
        }
    }

    /// The last arrivals, oldest first, with what became of each.
    pub fn arrivals(
        &self,
    ) -> impl DoubleEndedIterator<Item = Arrival> + Clone + '_ {
        self.seen.iter().copied()
    }

    /// How many requests met which fate so far.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// How much the limiter would accept at `at`, which is not before the last
    /// arrival: in millionths of a request.
    pub fn room(&self, at: Micros) -> u64 {
        self.limiter.room(at)
    }

    /// Of all windows, the one in which most passed beyond `rate · t`.
    pub fn worst(&self) -> &Worst {
        &self.worst
    }

    /// Whether in no window so far more than `capacity + rate · t` passed.
    pub fn keeps_bound(&self) -> bool {
        self.worst.excess() <= u64::from(self.capacity) * REQUEST
    }

    /// The second in which most passed.
    pub fn busiest_second(&self) -> &Busiest {
        &self.busiest_second
    }

    /// When the requests of the load come that have not come yet, up to a moment.
    pub fn on_their_way(&self, until: Micros) -> Vec<Micros> {
        let (mut arrivals, mut batch) = (self.arrivals.clone(), self.coming);
        let mut moments = Vec::new();
        while batch.at <= until {
            moments.extend((0..batch.size).map(|_| batch.at));
            batch = arrivals.next_batch();
        }
        moments
    }

    /// A request arrives.
    fn arrive(&mut self, at: Micros, log: &mut Log) {
        let verdict = self.limiter.admit(at);
        let tally = self.tally;
        let number = tally.passed + tally.waiting + tally.refused + 1;
        let text = match verdict {
            Verdict::Admitted => {
                let more = self.limiter.room(at) / REQUEST;
                format!("request {number} admitted, room for {more} more")
            }
            Verdict::Delayed(until) => {
                let wait = until.since(at).clock();
                format!("request {number} waits {wait}")
            }
            Verdict::Refused => format!("request {number} refused"),
        };
        log.note(at, None, text);
        match verdict {
            Verdict::Admitted => self.pass(at),
            Verdict::Delayed(until) => {
                self.queue.push_back((until, number));
                self.tally.waiting += 1;
            }
            Verdict::Refused => self.tally.refused += 1,
        }
        self.remember(Arrival { number, at, verdict });
    }

    /// A request reaches the service.
    fn pass(&mut self, at: Micros) {
        self.tally.passed += 1;
        self.worst.pass(at);
        self.busiest_second.pass(at);
    }

    fn remember(&mut self, arrival: Arrival) {
        self.seen.push_back(arrival);
        if self.seen.len() > ARRIVALS_MAX {
            self.seen.pop_front();
        }
    }

    /// When the first of the queue passes.
    fn leaves(&self) -> Option<Micros> {
        self.queue.front().map(|(at, _)| *at)
    }
}

impl Model for LimitedService {
    type Edit = Edit;

    fn next(&self) -> Option<Micros> {
        self.leaves().into_iter().chain([self.coming.at]).min()
    }

    fn step(&mut self, log: &mut Log) {
        if self.leaves().is_some_and(|at| at <= self.coming.at) {
            let (at, number) = self.queue.pop_front().expect("someone waits");
            log.note(at, None, format!("request {number} passes after its wait"));
            self.tally.waiting -= 1;
            self.pass(at);
        } else if self.coming.size > 0 {
            self.coming.size -= 1;
            self.arrive(self.coming.at, log);
        } else {
            self.coming = self.arrivals.next_batch();
        }
    }

    fn edit(&mut self, at: Micros, edit: &Edit, log: &mut Log) {
        let Edit::Burst(size) = edit;
        for _ in 0..*size {
            self.arrive(at, log);
        }
    }
}
