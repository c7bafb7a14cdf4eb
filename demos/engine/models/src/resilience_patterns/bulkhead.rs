//! A pool of threads, three dependencies, and one of them slow.
//!
//! Each request occupies a thread while a dependency works for it. How many
//! threads that takes is Little's law, L = λW: 40 requests a second of 50 ms keep
//! two threads busy, of two seconds eighty. One slow dependency so takes all the
//! threads of the pool, and requests that do not need it wait for them in vain.
//!
//! - What can go wrong: the failure of one dependency becomes that of all.
//! - Source: Nygard, *Release It!*, 2nd ed. (2018), "Bulkheads"; Little, *A Proof
//!   for the Queuing Formula L = λW* (1961).
//! - Cost: O(threads) an event. A run goes in ticks of a tenth of a second.
//! - Left out: the work of the service itself, retries, and threads that cost
//!   memory and switches: or else a larger pool would always be better.

mod limit;
mod settings;
mod tally;

pub use limit::Limit;
pub use settings::{Defence, Edit, LATENCY_MAX, Settings};
pub use tally::{Tally, lines};

use super::lately::Lately;
use super::station::{Job, Order, Station};
use super::timeline::Timeline;
use sim::{Event, Log, Micros, Model, Stream};

/// How many dependencies there are. The first is the one that gets slow.
pub const DEPENDENCIES: usize = 3;
/// Their names.
pub const NAMES: [&str; DEPENDENCIES] = ["A", "B", "C"];
/// How long a healthy dependency takes.
pub const LATENCY: Micros = Micros::from_millis(50);
/// How long a client waits.
pub const PATIENCE: Micros = Micros::from_secs(1);
/// When the first dependency gets slow.
pub const SLOW_FROM: Micros = Micros::from_secs(10);
/// When it is well again.
pub const SLOW_TO: Micros = Micros::from_secs(30);
/// How many threads a dependency may occupy behind a bulkhead: four times what
/// Little's law asks for, so that random arrivals seldom find all taken.
pub const COMPARTMENT: usize = 8;
/// When a call is given up, where there is a time-out: four times the usual.
pub const CALL_TIMEOUT: Micros = Micros::from_millis(200);
/// How many requests may wait, where load is shed.
pub const QUEUE_BOUND: usize = 10;
/// A queue with no bound ends where memory does: here.
pub const QUEUE_MAX: usize = 10_000;
/// How long a step of a run is.
pub const TICK: Micros = Micros::from_millis(100);
/// How finely time is divided for charts.
pub const STRETCH: Micros = Micros::from_millis(500);

/// How long it is known which requests came and which left.
pub const KNOWN_FOR: Micros = Micros::from_secs(2);

/// How a request left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Answered, while its client waited.
    InTime,
    /// Answered when its client had given up, or given up by the service.
    Failed,
    /// Refused when it came.
    Refused,
}

/// What the service knows of a dependency.
#[derive(Clone, Debug)]
struct Dependency {
    chance: Stream,
    /// When the next request for it comes.
    arrival: Micros,
    latency: Micros,
    /// Requests for it that wait or occupy a thread.
    under_way: usize,
    /// Threads that it occupies.
    held: usize,
    limit: Limit,
    tally: Tally,
}

/// A service and its dependencies.
#[derive(Clone, Debug)]
pub struct Pool {
    settings: Settings,
    dependencies: Vec<Dependency>,
    station: Station,
    /// What is to happen to the first dependency next.
    turn: Option<Micros>,
    requests: u64,
    timeline: Timeline,
    /// For which dependency each came.
    arrivals: Lately<usize>,
    ends: Lately<(usize, End)>,
    now: Micros,
}

impl Pool {
    /// A service with nothing to do.
    pub fn new(settings: &Settings, seed: u64) -> Pool {
        let dependency = |index| Dependency {
            chance: Stream::new(seed, "arrivals", index as u64),
            arrival: Micros::ZERO,
            latency: LATENCY,
            under_way: 0,
            held: 0,
            limit: Limit::default(),
            tally: Tally::default(),
        };
        let mut pool = Pool {
            dependencies: (0..DEPENDENCIES).map(dependency).collect(),
            station: Station::new(settings.threads),
            turn: Some(SLOW_FROM),
            requests: 0,
            timeline: Timeline::new(STRETCH),
            arrivals: Lately::new(KNOWN_FOR),
            ends: Lately::new(KNOWN_FOR),
            now: Micros::ZERO,
            settings: settings.clone(),
        };
        (0..DEPENDENCIES).for_each(|index| pool.plan(index));
        pool
    }

    /// What the service is like now.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The threads and those who wait for one.
    pub fn station(&self) -> &Station {
        &self.station
    }

    /// What was counted over time.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// The last requests that came, and for which dependency.
    pub fn arrivals(&self) -> &Lately<usize> {
        &self.arrivals
    }

    /// The last requests that left, for which dependency and how.
    pub fn ends(&self) -> &Lately<(usize, End)> {
        &self.ends
    }

    /// What became of the requests for a dependency.
    pub fn tally(&self, dependency: usize) -> Tally {
        self.dependencies[dependency].tally
    }

    /// How long a dependency takes for an answer now.
    pub fn latency(&self, dependency: usize) -> Micros {
        self.dependencies[dependency].latency
    }

    /// How many threads a dependency occupies.
    pub fn held(&self, dependency: usize) -> usize {
        self.dependencies[dependency].held
    }

    /// How many requests for a dependency may be under way at once.
    pub fn limit(&self, dependency: usize) -> usize {
        match self.settings.defence {
            Defence::None | Defence::Timeout | Defence::Shedding => QUEUE_MAX,
            Defence::Bulkhead => COMPARTMENT,
            Defence::Adaptive => self.dependencies[dependency].limit.calls(),
        }
    }

    /// Lets everything happen that is due up to `to`. The log tells last of a
    /// change of A: what comes before it is about the time that is over.
    pub fn advance(&mut self, to: Micros, log: &mut Log) {
        let turn = self.turn;
        while self.due() <= to {
            let due = self.due();
            self.pass(due);
            self.happen(due, to, log);
        }
        self.pass(to);
        if self.turn != turn {
            self.tell_of_latency(to, log);
        }
    }

    fn pass(&mut self, to: Micros) {
        let span = to.since(self.now).get();
        for dependency in &mut self.dependencies {
            dependency.tally.presence += span * dependency.held as u64;
        }
        self.now = to;
    }

    fn due(&self) -> Micros {
        let arrivals = self.dependencies.iter().map(|d| d.arrival);
        let certain = self.timeline.next();
        let others = self.station.next_done().into_iter().chain(self.turn);
        arrivals.chain(others).fold(certain, Micros::min)
    }

    /// One thing that is due at `now`; the log gets to know of it at `seen`.
    fn happen(&mut self, now: Micros, seen: Micros, log: &mut Log) {
        let arrives = self.dependencies.iter().position(|d| d.arrival == now);
        if self.station.next_done() == Some(now) {
            self.finish(now);
        } else if self.turn == Some(now) {
            let (latency, turn) = match now < SLOW_TO {
                true => (self.settings.slow, Some(SLOW_TO)),
                false => (LATENCY, None),
            };
            self.turn = turn;
            self.dependencies[0].latency = latency;
        } else if let Some(index) = arrives {
            self.arrive(index, now);
            self.plan(index);
        } else {
            self.close_stretch(now, seen, log);
        }
        self.work(now);
    }

    /// When the next request for a dependency comes.
    fn plan(&mut self, index: usize) {
        let mean = 1_000_000 / u64::from(self.settings.load_per_s);
        let dependency = &mut self.dependencies[index];
        let gap = dependency.chance.exponential(mean);
        dependency.arrival += Micros::new(gap);
    }

    /// A request comes that needs this dependency: it waits for a thread, or is
    /// refused at once.
    fn arrive(&mut self, index: usize, now: Micros) {
        let bound = match self.settings.defence {
            Defence::Shedding => QUEUE_BOUND,
            Defence::None
            | Defence::Bulkhead
            | Defence::Timeout
            | Defence::Adaptive => QUEUE_MAX,
        };
        let limit = self.limit(index);
        let dependency = &mut self.dependencies[index];
        dependency.tally.arrived += 1;
        self.arrivals.push(now, index);
        if dependency.under_way >= limit || self.station.waiting() >= bound {
            dependency.tally.refused += 1;
            self.ends.push(now, (index, End::Refused));
            return;
        }
        dependency.under_way += 1;
        self.requests += 1;
        self.station.enqueue(Job::new(self.requests, index, now));
    }

    /// Free threads take up requests and call the dependencies.
    fn work(&mut self, now: Micros) {
        while self.station.is_free() {
            let Some(job) = self.station.take(Order::OldestFirst) else { return };
            let took = self.call(job.kind);
            let dependency = &mut self.dependencies[job.kind];
            dependency.held += 1;
            dependency.tally.calls += 1;
            dependency.tally.took += took;
            self.station.start(job, now, now + took);
        }
    }

    /// How long a call occupies its thread.
    fn call(&self, index: usize) -> Micros {
        let latency = self.dependencies[index].latency;
        match self.settings.defence {
            Defence::Timeout => latency.min(CALL_TIMEOUT),
            Defence::None
            | Defence::Bulkhead
            | Defence::Shedding
            | Defence::Adaptive => latency,
        }
    }

    fn finish(&mut self, now: Micros) {
        let job = self.station.finish();
        let most = self.station.workers();
        let dependency = &mut self.dependencies[job.kind];
        let took = now.since(job.started);
        dependency.limit.learn(took, dependency.under_way, most);
        dependency.under_way -= 1;
        dependency.held -= 1;
        let is_given_up =
            self.settings.defence == Defence::Timeout && took >= CALL_TIMEOUT;
        if is_given_up || now.since(job.since) > PATIENCE {
            dependency.tally.failed += 1;
            self.ends.push(now, (job.kind, End::Failed));
            return;
        }
        dependency.tally.answered += 1;
        self.ends.push(now, (job.kind, End::InTime));
        self.timeline.count(match job.kind {
            0 => lines::SICK,
            _ => lines::HEALTHY,
        });
    }

    fn tell_of_latency(&self, seen: Micros, log: &mut Log) {
        let latency = self.latency(0);
        let text = format!("A takes {latency:#} for an answer");
        log.push(seen, || Event::Faulted { node: None, text });
    }

    fn close_stretch(&mut self, now: Micros, seen: Micros, log: &mut Log) {
        self.timeline.level(lines::HELD, self.dependencies[0].held);
        let busy = self.dependencies.iter().map(|d| d.held).sum();
        self.timeline.level(lines::BUSY, busy);
        self.timeline.close();
        if !now.get().is_multiple_of(1_000_000) {
            return;
        }
        let from = now.since(Micros::from_secs(1));
        let of = |line| self.timeline.total(line, from, now);
        let text = format!(
            "last second: {} of B and C, {} of A in time; now {} of {} threads for \
             A, {} wait",
            of(lines::HEALTHY),
            of(lines::SICK),
            self.dependencies[0].held,
            self.station.workers(),
            self.station.waiting()
        );
        log.note(seen, None, text);
    }
}

impl Model for Pool {
    type Edit = Edit;

    fn next(&self) -> Option<Micros> {
        let ticks = self.now.get() / TICK.get() + 1;
        Some(Micros::new(TICK.get() * ticks))
    }

    fn step(&mut self, log: &mut Log) {
        if let Some(to) = self.next() {
            self.advance(to, log);
        }
    }

    fn edit(&mut self, at: Micros, edit: &Edit, log: &mut Log) {
        self.advance(at, log);
        match *edit {
            Edit::Latency(millis) => {
                self.dependencies[0].latency = Micros::from_millis(millis);
                self.tell_of_latency(at, log);
            }
            Edit::Use(defence) => {
                self.settings.defence = defence;
                let text = format!("from now on {}", defence.name());
                log.push(at, || Event::Faulted { node: None, text });
            }
        }
    }
}
