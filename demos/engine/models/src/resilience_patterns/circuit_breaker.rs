//! A circuit breaker: calls that would fail anyway are not made.
//!
//! Closed, it lets every call through and watches how the last ones went. Where
//! too many failed it opens: calls are refused at once, without asking. After a
//! sleep it is half-open: a few trials go through, and they decide.
//!
//! What can go wrong: the breaker knows one thing, the share of failures over
//! all that it guards. If one shard of a service is sick, it can only refuse
//! nobody or everybody, and a trial says how one shard is, not the service. And a
//! call whose caller dies reports nothing: a breaker that waited for such a trial
//! without end would stay half-open for ever, so it counts as failed after a while.
//!
//! - Source: Nygard, *Release It!* (2007), §5.2; Netflix Hystrix,
//!   `HystrixCircuitBreaker.java` and its wiki page *Configuration*;
//!   Resilience4j, *CircuitBreaker*.
//! - Cost: O(1) a call.
//! - Left out: Hystrix looks at its window each half second, and here it is
//!   looked at after each call; a late answer from before the last change of
//!   state counts for nothing here. Slow calls are failures only as time-outs.

use super::Monotonic;
use super::outcome_window::{BUCKETS, Counts, Outcome, OutcomeWindow, Span};
use sim::Micros;

/// When a breaker opens, and how it tries whether it may close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Which calls count.
    pub span: Span,
    /// With fewer calls than this in the window it never opens.
    pub minimum: u32,
    /// It opens where so many of a hundred failed, or more.
    pub percent: u32,
    /// How long it refuses everything.
    pub sleep: Micros,
    /// How many trials decide what comes after that.
    pub trials: u32,
    /// A trial that has not reported after this long counts as failed.
    pub wait: Micros,
}

impl Rules {
    /// What Hystrix 1.5 does where nothing is configured. (There trials report, by
    /// their time-out at the latest.)
    pub const HYSTRIX: Rules = Rules {
        span: Span::Time(Micros::from_secs(10)),
        minimum: 20,
        percent: 50,
        sleep: Micros::from_secs(5),
        trials: 1,
        wait: Micros::from_secs(5),
    };

    /// What Resilience4j 2 does where nothing is configured, except that it then
    /// waits for trials for ever.
    pub const RESILIENCE4J: Rules = Rules {
        span: Span::Calls(100),
        minimum: 100,
        percent: 50,
        sleep: Micros::from_secs(60),
        trials: 10,
        wait: Micros::from_secs(60),
    };
}

impl Rules {
    /// Whether a breaker with these rules can open, and close again.
    ///
    /// Resilience4j takes the window for a minimum above it. Here it is refused:
    /// what was meant is not what would be done.
    pub fn check(&self) -> Result<(), String> {
        let Rules { minimum, percent, .. } = *self;
        let complaint = match self.span {
            Span::Calls(size) if minimum > size => {
                format!("{minimum} calls are never in a window of {size} calls")
            }
            Span::Time(length) if length.get() < BUCKETS as u64 => {
                "a window of ten buckets lasts ten microseconds or more".into()
            }
            _ if minimum == 0 => "a minimum of no calls is none".into(),
            _ if percent == 0 => "0 % always fail: it would always open".into(),
            _ if percent > 100 => {
                format!("{percent} % never fail: it would never open")
            }
            _ if self.trials == 0 => "no trial lets it close again".into(),
            Span::Calls(_) | Span::Time(_) => return Ok(()),
        };
        Err(complaint)
    }
}

/// What a breaker does with calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// All pass.
    Closed,
    /// None does.
    Open {
        /// The next call from this moment on is a trial.
        until: Micros,
    },
    /// Trials pass.
    HalfOpen {
        /// How many more.
        left: u32,
        /// How those went that have reported.
        trials: Counts,
        /// When those that have not count as failed, once none is left.
        until: Micros,
    },
}

/// Tells apart what came before a change of state and after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Era(u32);

/// Whether a call may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permit {
    /// Yes; how it went is to be reported with this.
    Call(Era),
    /// No: it fails at once.
    Refused,
}

/// A circuit breaker.
///
/// ```
/// # use models::resilience_patterns::circuit_breaker::*;
/// # use models::resilience_patterns::outcome_window::Outcome;
/// # use sim::Micros;
/// let mut breaker = CircuitBreaker::new(Rules::HYSTRIX);
/// for call in 1..=20 {
///     let Permit::Call(era) = breaker.ask(Micros::ZERO) else { panic!() };
///     assert_eq!(breaker.state(), State::Closed, "before call {call}");
///     breaker.report(era, Outcome::Failed, Micros::ZERO);
/// }
/// assert_eq!(breaker.ask(Micros::ZERO), Permit::Refused);
/// ```
#[derive(Clone, Debug)]
pub struct CircuitBreaker {
    rules: Rules,
    state: State,
    window: OutcomeWindow,
    era: Era,
    /// How the calls went that last changed its state.
    grounds: Counts,
    /// So that time that goes back counts as no time.
    clock: Monotonic,
}

impl CircuitBreaker {
    /// Whether a call may be made at this moment.
    pub fn ask(&mut self, at: Micros) -> Permit {
        let now = self.clock.read(at);
        self.pass(now);
        match &mut self.state {
            State::Closed => Permit::Call(self.era),
            State::Open { .. } | State::HalfOpen { left: 0, .. } => Permit::Refused,
            State::HalfOpen { left, until, .. } => {
                *left -= 1;
                *until = now + self.rules.wait;
                Permit::Call(self.era)
            }
        }
    }

    /// How a call went that was permitted.
    pub fn report(&mut self, era: Era, outcome: Outcome, at: Micros) {
        if era != self.era {
            return; // it says how things were before the state changed
        }
        let now = self.clock.read(at);
        self.window.count(outcome, now);
        let counts = self.window.sum(now);
        match &mut self.state {
            State::Closed if counts.calls < self.rules.minimum => {}
            State::Closed => self.decide(counts, now),
            State::HalfOpen { trials, .. } => {
                trials.add(outcome);
                let trials = *trials;
                if trials.calls == self.rules.trials {
                    self.decide(trials, now);
                }
            }
            State::Open { .. } => panic!("an open breaker permits no call"),
        }
    }
}

impl CircuitBreaker {
    /// What time alone changes: a sleep ends, and the wait for a trial's report.
    fn pass(&mut self, now: Micros) {
        match self.state {
            State::Open { until } if now >= until => {
                let (left, trials) = (self.rules.trials, Counts::default());
                self.enter(State::HalfOpen { left, trials, until: now });
            }
            State::HalfOpen { left: 0, trials, until } if now >= until => {
                self.decide(trials.failed_up_to(self.rules.trials), until);
                self.pass(now); // it may have slept long enough since
            }
            State::Closed | State::Open { .. } | State::HalfOpen { .. } => {}
        }
    }

    fn decide(&mut self, counts: Counts, now: Micros) {
        self.grounds = counts;
        let is_sick = counts.failed * 100 >= self.rules.percent * counts.calls;
        match self.state {
            _ if is_sick => {
                self.enter(State::Open { until: now + self.rules.sleep });
            }
            State::HalfOpen { .. } => self.enter(State::Closed),
            State::Closed | State::Open { .. } => {}
        }
    }

    /// A new state begins with an empty window.
    fn enter(&mut self, state: State) {
        self.state = state;
        self.era.0 += 1;
        self.window = OutcomeWindow::new(self.rules.span);
    }

    /// A closed breaker that has seen nothing.
    ///
    /// # Panics
    /// If the rules cannot work: see [`Rules::check`].
    pub fn new(rules: Rules) -> CircuitBreaker {
        if let Err(complaint) = rules.check() {
            panic!("{complaint}");
        }
        CircuitBreaker {
            rules,
            state: State::Closed,
            window: OutcomeWindow::new(rules.span),
            era: Era::default(),
            grounds: Counts::default(),
            clock: Monotonic::new(rules.sleep),
        }
    }

    /// What it does with calls. It is half-open from its first trial on.
    pub fn state(&self) -> State {
        self.state
    }

    /// How the calls went that it last judged by.
    pub fn grounds(&self) -> Counts {
        self.grounds
    }

    /// What it goes by.
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// How the calls went that count at this moment.
    pub fn counts(&mut self, at: Micros) -> Counts {
        match self.state {
            State::HalfOpen { trials, .. } => trials,
            State::Closed | State::Open { .. } => {
                self.window.sum(self.clock.read(at))
            }
        }
    }
}
