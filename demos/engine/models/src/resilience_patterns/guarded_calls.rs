//! Calls to a service of several shards, of which one falls sick, behind one
//! circuit breaker, a breaker for each shard, or none.
//!
//! A healthy shard answers soon; the sick one never does, and its callers wait
//! for their time-out. A reader may send calls of their own and cure the shard.
//!
//! - Source: for the time-out of a second, Hystrix's default; for the trouble
//!   with shards, Brooker, *Will circuit breakers solve my problems?* (2022).
//! - Cost: O(1) a call. The last [`CALLS_MAX`] calls are kept for drawing.
//! - Left out: retries, fall-backs, queues in the shards; all callers share a
//!   breaker, while in a fleet each process has its own.

use super::circuit_breaker::{CircuitBreaker, Era, Permit, Rules, State};
use super::outcome_window::{Counts, Outcome};
use super::{Arrivals, Pattern, arrivals::Batch};
use sim::{Log, Micros, Model, Stream};
use std::collections::VecDeque;
use std::fmt::{self, Display};
use std::str::FromStr;

/// How long a healthy shard takes.
pub const ANSWER: Micros = Micros::from_millis(50);
/// When a caller gives up: Hystrix's default.
pub const TIMEOUT: Micros = Micros::from_secs(1);
/// When the last shard falls sick, and when it is well again.
pub const SICKNESS: (Micros, Micros) =
    (Micros::from_secs(3), Micros::from_secs(30));
/// Most calls kept for drawing; past that the oldest is forgotten.
pub const CALLS_MAX: usize = 4_096;
/// Most calls that a reader may send at once.
pub const BURST_MAX: u32 = 100;

/// What is guarded by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// No call is refused.
    Nothing,
    /// One breaker for the service.
    Service,
    /// A breaker for each shard.
    Shard,
}

/// What the service and its callers are like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What is guarded by what.
    pub scope: Scope,
    /// What the breakers go by.
    pub rules: Rules,
    /// How many shards there are; the last one falls sick.
    pub shards: u32,
    /// How many calls a second, on average; each is for any shard.
    pub load_per_s: u32,
}

/// What may be done to a run.
///
/// ```
/// # use models::resilience_patterns::guarded_calls::Edit;
/// assert_eq!("burst-19".parse(), Ok(Edit::Burst(19)));
/// assert_eq!("heal".parse(), Ok(Edit::Heal));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// `burst-19`: nineteen calls now, on top of the load.
    Burst(u32),
    /// `sicken`: the last shard falls sick.
    Sicken,
    /// `heal`: it is well again.
    Heal,
}

impl Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Edit::Burst(size) => write!(f, "burst-{size}"),
            Edit::Sicken => f.write_str("sicken"),
            Edit::Heal => f.write_str("heal"),
        }
    }
}

impl FromStr for Edit {
    type Err = String;

    fn from_str(text: &str) -> Result<Edit, String> {
        let burst = |size: &str| size.parse().ok().map(Edit::Burst);
        let edit = match (text, text.strip_prefix("burst-")) {
            ("sicken", _) => Some(Edit::Sicken),
            ("heal", _) => Some(Edit::Heal),
            (_, size) => size.and_then(burst),
        };
        let is_small = |edit: &Edit| match edit {
            Edit::Burst(size) => (1..=BURST_MAX).contains(size),
            Edit::Sicken | Edit::Heal => true,
        };
        edit.filter(is_small).ok_or_else(|| {
            format!("`{text}` is no edit: one is burst-19, sicken or heal")
        })
    }
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is not known yet.
    Pending,
    /// It was answered.
    Answered,
    /// Its caller gave up.
    TimedOut,
    /// A breaker refused it.
    Refused,
}

/// A call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// When it was made.
    pub at: Micros,
    /// For which shard.
    pub shard: u32,
    /// Whether a breaker that was half-open let it through.
    pub is_trial: bool,
    /// What became of it.
    pub fate: Fate,
}

/// A call that was let through and has not ended.
#[derive(Clone, Copy, Debug)]
struct Flight {
    ends: Micros,
    number: u64,
    shard: u32,
    era: Era,
}

/// How many calls met which fate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Answered.
    pub answered: u32,
    /// Given up.
    pub timed_out: u32,
    /// Refused by a breaker.
    pub refused: u32,
}

/// The calls for the last shard while it was sick.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exposure {
    /// All of them: so many would have waited for a time-out without a breaker.
    pub calls: u32,
    /// Those that were let through, and waited or wait.
    pub waited: u32,
}

/// What a breaker was after something had happened to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// When.
    pub at: Micros,
    /// What it did with calls.
    pub state: State,
    /// How the calls went that counted.
    pub counts: Counts,
}

/// A service behind breakers, and its callers.
#[derive(Clone, Debug)]
pub struct GuardedCalls {
    scope: Scope,
    shards: u32,
    is_sick: bool,
    /// Changes of health that are still to come.
    health: VecDeque<(Micros, bool)>,
    /// For each scope: one, one a shard, or none.
    breakers: Vec<CircuitBreaker>,
    arrivals: Option<Arrivals>,
    coming: Option<Batch>,
    choice: Stream,
    /// Calls that will be answered, and calls that will not: in each the first
    /// ends first.
    answers: VecDeque<Flight>,
    timeouts: VecDeque<Flight>,
    calls: VecDeque<Call>,
    /// How many calls there were.
    count: u64,
    /// Of the healthy shards together, and of the last shard.
    tallies: [Tally; 2],
    exposure: Exposure,
    /// Of the breaker of the last shard.
    samples: Vec<Sample>,
}

impl GuardedCalls {
    /// A healthy service, closed breakers, and calls on their way.
    pub fn new(settings: &Settings, seed: u64) -> GuardedCalls {
        let Settings { scope, rules, shards, load_per_s } = *settings;
        let breakers = match scope {
            Scope::Nothing => 0,
            Scope::Service => 1,
            Scope::Shard => shards as usize,
        };
        let pattern = Pattern::Steady;
        let mut arrivals = (load_per_s > 0)
            .then(|| Arrivals::new(pattern, load_per_s, TIMEOUT, seed));
        GuardedCalls {
            scope,
            shards,
            is_sick: false,
            health: [(SICKNESS.0, true), (SICKNESS.1, false)].into(),
            breakers: vec![CircuitBreaker::new(rules); breakers],
            coming: arrivals.as_mut().map(Arrivals::next_batch),
            arrivals,
            choice: Stream::new(seed, "shards", 0),
            answers: VecDeque::new(),
            timeouts: VecDeque::new(),
            calls: VecDeque::new(),
            count: 0,
            tallies: Default::default(),
            exposure: Exposure::default(),
            samples: Vec::new(),
        }
    }

    /// The last calls, oldest first.
    pub fn calls(&self) -> impl Iterator<Item = Call> + '_ {
        self.calls.iter().copied()
    }

    /// How many calls for the healthy shards, and for the last one, met which
    /// fate.
    pub fn tallies(&self) -> [Tally; 2] {
        self.tallies
    }

    /// How many called the last shard while it was sick, and how many of them
    /// waited in vain.
    pub fn exposure(&self) -> Exposure {
        self.exposure
    }

    /// What the breaker of the last shard went through, a sample for each call
    /// that had to do with it.
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// Whether the last shard is sick.
    pub fn is_sick(&self) -> bool {
        self.is_sick
    }

    /// What the breaker of the last shard does now, and what it goes by.
    pub fn breaker(&self) -> Option<&CircuitBreaker> {
        self.breakers.last()
    }

    fn guard(&mut self, shard: u32) -> Option<&mut CircuitBreaker> {
        match self.scope {
            Scope::Nothing => None,
            Scope::Service => self.breakers.first_mut(),
            Scope::Shard => self.breakers.get_mut(shard as usize),
        }
    }

    /// Whether the breaker of the last shard guards this one.
    fn is_watched(&self, shard: u32) -> bool {
        self.scope == Scope::Service || shard + 1 == self.shards
    }

    /// Someone calls a shard.
    fn call(&mut self, at: Micros, log: &mut Log) {
        let shard = self.choice.below(self.shards.into()) as u32;
        self.count += 1;
        if self.calls.len() == CALLS_MAX {
            self.calls.pop_front();
        }
        let (is_trial, fate) = (false, Fate::Pending);
        self.calls.push_back(Call { at, shard, is_trial, fate });
        let number = self.count;
        let permit = match self.guard(shard) {
            Some(breaker) => breaker.ask(at),
            None => Permit::Call(Era::default()),
        };
        let is_half_open = self.guard(shard).is_some_and(|breaker| {
            matches!(breaker.state(), State::HalfOpen { .. })
        });
        if let Some(call) = self.calls.back_mut() {
            call.is_trial = is_half_open && permit != Permit::Refused;
        }
        let is_in_vain = self.is_sick && shard + 1 == self.shards;
        self.exposure.calls += u32::from(is_in_vain);
        match permit {
            Permit::Refused => self.end(number, shard, Fate::Refused, at, log),
            Permit::Call(era) => {
                let flight = |span| Flight { ends: at + span, number, shard, era };
                match is_in_vain {
                    true => {
                        self.exposure.waited += 1;
                        self.timeouts.push_back(flight(TIMEOUT));
                    }
                    false => self.answers.push_back(flight(ANSWER)),
                }
            }
        }
        self.watch(shard, at, log);
    }

    /// A call that was let through ends.
    fn land(&mut self, flight: Flight, outcome: Outcome, log: &mut Log) {
        let Flight { ends, number, shard, era } = flight;
        let fate = match outcome {
            Outcome::Succeeded => Fate::Answered,
            Outcome::Failed => Fate::TimedOut,
        };
        self.end(number, shard, fate, ends, log);
        if let Some(breaker) = self.guard(shard) {
            breaker.report(era, outcome, ends);
        }
        self.watch(shard, ends, log);
    }

    fn end(
        &mut self,
        number: u64,
        shard: u32,
        fate: Fate,
        at: Micros,
        log: &mut Log,
    ) {
        let back = (self.count - number) as usize + 1;
        if let Some(index) = self.calls.len().checked_sub(back) {
            self.calls[index].fate = fate;
        }
        let tally = &mut self.tallies[usize::from(shard + 1 == self.shards)];
        let (count, words) = match fate {
            Fate::Answered => (&mut tally.answered, "answered"),
            Fate::TimedOut => (&mut tally.timed_out, "timed out"),
            Fate::Refused => (&mut tally.refused, "refused"),
            Fate::Pending => panic!("a pending call has not ended"),
        };
        *count += 1;
        let shard = letter(shard);
        log.note(at, None, format!("call {number} to {shard} {words}"));
    }

    /// Writes down what the breaker of the last shard became, if this shard has
    /// to do with it.
    fn watch(&mut self, shard: u32, at: Micros, log: &mut Log) {
        if !self.is_watched(shard) {
            return;
        }
        let Some(breaker) = self.breakers.last_mut() else { return };
        let (state, counts) = (breaker.state(), breaker.counts(at));
        let Counts { calls, failed } = breaker.grounds();
        let before = self.samples.last().copied();
        let was = before.map_or(State::Closed, |sample| sample.state);
        let words = match (was, state) {
            (State::Closed | State::HalfOpen { .. }, State::Open { until }) => {
                let until = until.clock();
                format!(
                    "the breaker opens until {until}: {failed} of {calls} failed"
                )
            }
            (State::Open { .. }, State::HalfOpen { .. }) => {
                "the breaker is half-open: this call is a trial".into()
            }
            (State::HalfOpen { .. }, State::Closed) => "the breaker closes".into(),
            (State::Closed, State::Closed)
            | (State::Open { .. }, State::Open { .. })
            | (State::HalfOpen { .. }, State::HalfOpen { .. })
            | (State::Open { .. }, State::Closed)
            | (State::Closed, State::HalfOpen { .. }) => String::new(),
        };
        if !words.is_empty() {
            log.note(at, None, words);
        }
        self.samples.push(Sample { at, state, counts });
    }

    fn set_health(&mut self, is_sick: bool, at: Micros, log: &mut Log) {
        if self.is_sick == is_sick {
            return;
        }
        self.is_sick = is_sick;
        let shard = letter(self.shards - 1);
        let words = if is_sick { "falls sick" } else { "is well again" };
        log.push(at, || sim::Event::Faulted {
            node: None,
            text: format!("shard {shard} {words}"),
        });
    }
}

/// What a shard is called.
pub fn letter(shard: u32) -> char {
    char::from(b'A' + shard as u8)
}

impl Model for GuardedCalls {
    type Edit = Edit;

    fn next(&self) -> Option<Micros> {
        let health = self.health.front().map(|(at, _)| *at);
        let answer = self.answers.front().map(|flight| flight.ends);
        let timeout = self.timeouts.front().map(|flight| flight.ends);
        let coming = self.coming.map(|batch| batch.at);
        [health, answer, timeout, coming].into_iter().flatten().min()
    }

    fn step(&mut self, log: &mut Log) {
        let Some(now) = self.next() else { return };
        if let Some((_, is_sick)) = self.health.pop_front_if(|(at, _)| *at == now) {
            self.set_health(is_sick, now, log);
        } else if let Some(flight) =
            self.answers.pop_front_if(|flight| flight.ends == now)
        {
            self.land(flight, Outcome::Succeeded, log);
        } else if let Some(flight) =
            self.timeouts.pop_front_if(|flight| flight.ends == now)
        {
            self.land(flight, Outcome::Failed, log);
        } else {
            self.coming = self.arrivals.as_mut().map(Arrivals::next_batch);
            self.call(now, log);
        }
    }

    fn edit(&mut self, at: Micros, edit: &Edit, log: &mut Log) {
        match edit {
            Edit::Burst(size) => {
                let calls = if *size == 1 { "call" } else { "calls" };
                log.note(at, None, format!("{size} {calls} at once"));
                (0..*size).for_each(|_| self.call(at, log));
            }
            Edit::Sicken => self.set_health(true, at, log),
            Edit::Heal => self.set_health(false, at, log),
        }
    }
}
