//! A retry storm: a server, its queue, and clients who give up and try again.
//!
//! The server has capacity to spare. It stands still for a moment, requests
//! pile up, and when it goes on the queue is longer than its clients' patience.
//! Each request that it now serves has been given up, and has been sent again:
//! the server is fully busy, and nobody gets an answer. The failure feeds on the
//! retries that it causes, so it outlives its cause: it is *metastable*.
//!
//! - What can go wrong: goodput stays zero for ever once load × attempts
//!   exceeds the capacity and the queue exceeds the time-out. Below that load
//!   the queue shrinks, and the same stall heals.
//! - Source: Bronson, Aghayev, Charapko and Zhu, *Metastable Failures in
//!   Distributed Systems* (HotOS 2021); Huang et al., *Metastable Failures in
//!   the Wild* (OSDI 2022).
//! - Cost: O(1) an event. A run goes in ticks of a tenth of a second.
//! - Left out: network delay, backoff between attempts (it spreads the retries
//!   of a moment, and in a storm that lasts there are as many of them), load
//!   that falls because users walk away, and what a long queue costs in memory.

mod clients;
mod recent;
mod settings;
mod stalls;
mod tally;

pub use clients::{
    Attempt, BREAKER_FAILURES, BREAKER_OPEN, BUDGET_MAX, BUDGET_RATIO, Breaker,
    Clients, Outcome, RetryBudget,
};
pub use recent::{Caller, Departure, End, Recent};
pub use settings::{ATTEMPTS_MAX, Cure, Cures, Edit, LOAD_MAX, Settings, Spacing};
pub use tally::{Tally, lines};

use super::station::{Job, Order, Station};
use super::timeline::Timeline;
use sim::{Log, Micros, Model, Stream};

/// How many requests a second the server can serve.
pub const CAPACITY_PER_S: u32 = 100;
/// How long one worker alone needs for a request.
pub const SERVICE: Micros = Micros::new(1_000_000 / CAPACITY_PER_S as u64);
/// When the server stands still for the first time.
pub const STALL_AT: Micros = Micros::from_secs(10);
/// How many requests may wait in a bounded queue: half a time-out of a second.
pub const BOUND: usize = 50;
/// A queue with no bound ends where memory does: here.
pub const QUEUE_MAX: usize = 10_000;
/// How long a step of a run is.
pub const TICK: Micros = Micros::from_millis(100);
/// How finely time is divided for charts.
pub const STRETCH: Micros = Micros::from_millis(500);
/// How long goodput must have been back for a storm to be over, in stretches.
const CALM: u32 = 4;

/// A server and its clients.
#[derive(Clone, Debug)]
pub struct RetryStorm {
    settings: Settings,
    chance: Stream,
    /// When the next new request comes.
    arrival: Micros,
    /// What of a microsecond, in parts of the load, rounding has held back.
    held_back: u64,
    clients: Clients,
    recent: Recent,
    station: Station,
    /// When the next stall begins that the settings ask for.
    stall: Option<Micros>,
    /// Until when the server stands still.
    stalled: Option<Micros>,
    /// Each time it did, or will have done: from when to when.
    stalls: Vec<(Micros, Micros)>,
    /// When it last went on after a stall.
    resumed: Option<Micros>,
    /// When goodput was back after that.
    healed: Option<Micros>,
    /// How many stretches in a row goodput has been what it should.
    calm: u32,
    timeline: Timeline,
    tally: Tally,
    /// Up to when all is done.
    now: Micros,
}

impl RetryStorm {
    /// A server with nothing to do, and clients about to call it.
    pub fn new(settings: &Settings, seed: u64) -> RetryStorm {
        let mut storm = RetryStorm {
            chance: Stream::new(seed, "arrivals", 0),
            arrival: Micros::ZERO,
            held_back: 0,
            clients: Clients::new(settings.timeout),
            recent: Recent::default(),
            station: Station::new(settings.workers),
            stall: (settings.stall > Micros::ZERO).then_some(STALL_AT),
            stalled: None,
            stalls: Vec::new(),
            resumed: None,
            healed: None,
            calm: 0,
            timeline: Timeline::new(STRETCH),
            tally: Tally::default(),
            now: Micros::ZERO,
            settings: settings.clone(),
        };
        storm.arrival = storm.gap();
        storm
    }

    /// What the server and its clients are like now.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The queue and the workers.
    pub fn station(&self) -> &Station {
        &self.station
    }

    /// The clients.
    pub fn clients(&self) -> &Clients {
        &self.clients
    }

    /// What became of the last requests, one by one.
    pub fn recent(&self) -> &Recent {
        &self.recent
    }

    /// What was counted over time.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// What became of requests so far.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// Until when the server stands still, if it does.
    pub fn stalled_until(&self) -> Option<Micros> {
        self.stalled
    }

    /// Each time the server stood still, from when to when; the last may not be
    /// over.
    pub fn stalls(&self) -> &[(Micros, Micros)] {
        &self.stalls
    }

    /// When the server last went on after a stall.
    pub fn resumed_at(&self) -> Option<Micros> {
        self.resumed
    }

    /// When, after the last stall, goodput was back for good.
    pub fn healed_at(&self) -> Option<Micros> {
        self.healed
    }

    /// How long a worker needs for a request.
    pub fn service(&self) -> Micros {
        Micros::new(SERVICE.get() * self.settings.workers as u64)
    }

    /// Lets everything happen that is due up to `to`. The log tells of a stall
    /// last: what comes before it is about the time that is over.
    pub fn advance(&mut self, to: Micros, log: &mut Log) {
        let stalls = self.stalls.len();
        while let Some(due) = self.due().filter(|due| *due <= to) {
            self.pass(due);
            self.happen(due, to, log);
        }
        self.pass(to);
        self.tell_of_stalls(stalls, to, log);
    }

    /// Time passes, in which nothing happens.
    fn pass(&mut self, to: Micros) {
        let span = to.since(self.now).get();
        self.tally.presence += span * self.station.jobs() as u64;
        self.now = to;
    }

    /// When the next thing happens.
    fn due(&self) -> Option<Micros> {
        let certain = [self.arrival, self.timeline.next()];
        [self.stall, self.stalled, self.finish(), self.clients.next_timeout()]
            .into_iter()
            .flatten()
            .chain(certain)
            .min()
    }

    /// When the next request is served, unless the server stands still before.
    fn finish(&self) -> Option<Micros> {
        self.station.next_done()
    }

    /// One thing that is due at `now`; the log gets to know of it at `seen`.
    fn happen(&mut self, now: Micros, seen: Micros, log: &mut Log) {
        let breaker = self.clients.breaker();
        if self.finish() == Some(now) {
            self.serve(now);
        } else if self.stalled == Some(now) {
            self.resume(now, seen, log);
        } else if self.stall == Some(now) {
            self.stall = None;
            self.stand_still(now, self.settings.stall);
        } else if self.clients.next_timeout() == Some(now) {
            self.time_out(now);
        } else if self.arrival == now {
            self.arrival = now + self.gap();
            self.arrive(now);
        } else {
            self.close_stretch(now, seen, log);
        }
        self.work(now);
        self.tell_of_breaker(breaker, seen, log);
    }

    fn gap(&mut self) -> Micros {
        let load = u64::from(self.settings.load_per_s);
        Micros::new(match self.settings.spacing {
            Spacing::Even => {
                let second = 1_000_000 + self.held_back;
                self.held_back = second % load;
                second / load
            }
            Spacing::Random => self.chance.exponential(1_000_000 / load),
        })
    }

    fn has(&self, cure: Cure) -> bool {
        self.settings.cures.has(cure)
    }

    /// A user wants something.
    fn arrive(&mut self, now: Micros) {
        self.tally.fresh += 1;
        self.timeline.count(lines::FRESH);
        self.clients.earn();
        let client = self.recent.come();
        self.call(now, client, 1);
    }

    /// A client calls the server for the `number`-th time about its request.
    fn call(&mut self, now: Micros, client: u64, number: u32) {
        let uses_breaker = self.has(Cure::CircuitBreaker);
        if uses_breaker && !self.clients.may_call(now) {
            return self.fail(now, client); // no call, and nothing to wait for
        }
        let id = self.clients.send(now, client, number);
        self.recent.send(client, number, now);
        self.tally.attempts += 1;
        self.timeline.count(lines::ATTEMPTS);
        let is_bounded = self.has(Cure::BoundedQueue);
        let bound = if is_bounded { BOUND } else { QUEUE_MAX };
        if self.station.waiting() < bound {
            self.station.enqueue(Job::new(id, 0, now));
        } else {
            self.clients.settle(id, Outcome::Failed, now);
            self.retry(now, client, number);
        }
    }

    /// After a refusal or a time-out: once more, or never again.
    fn retry(&mut self, now: Micros, client: u64, number: u32) {
        let is_last = number >= self.settings.attempts;
        let has_budget = self.has(Cure::RetryBudget);
        if is_last || (has_budget && !self.clients.spend()) {
            self.fail(now, client);
        } else {
            self.call(now, client, number + 1);
        }
    }

    /// A client has tried for the last time, or may not try at all.
    fn fail(&mut self, now: Micros, client: u64) {
        self.tally.failed += 1;
        self.recent.end(client, End::GaveUp, now);
    }

    /// The client who has waited longest gives up. The server does not hear of
    /// it: the attempt stays in its queue.
    fn time_out(&mut self, now: Micros) {
        let attempt = self.clients.give_up(now);
        self.retry(now, attempt.client, attempt.number);
    }

    /// What a free worker takes up next.
    fn take(&mut self, now: Micros) -> Option<Job> {
        let order = match self.has(Cure::NewestFirst) {
            true => Order::NewestFirst,
            false => Order::OldestFirst,
        };
        loop {
            let job = self.station.take(order)?;
            let deadline = job.since + self.settings.timeout;
            let is_worth_it = now + self.settings.margin <= deadline;
            if is_worth_it || !self.has(Cure::DropExpired) {
                return Some(job);
            }
            self.recent.depart(Departure::Dropped, now);
        }
    }

    /// Free workers take up requests.
    fn work(&mut self, now: Micros) {
        while self.stalled.is_none() && self.station.is_free() {
            let Some(job) = self.take(now) else { return };
            self.tally.taken += 1;
            self.tally.waited += now.since(job.since);
            self.station.start(job, now, now + self.service());
        }
    }

    /// A worker is done, and the answer arrives at once.
    fn serve(&mut self, now: Micros) {
        let job = self.station.finish();
        self.tally.stayed += now.since(job.since);
        match self.clients.settle(job.id, Outcome::Answered, now) {
            Some(attempt) => {
                self.tally.answered += 1;
                self.timeline.count(lines::GOODPUT);
                self.recent.end(attempt.client, End::Answered, now);
                self.recent.depart(Departure::InTime, now);
            }
            None => {
                self.tally.wasted += 1;
                self.recent.depart(Departure::TooLate, now);
            }
        }
    }
}

impl Model for RetryStorm {
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
        let text = match *edit {
            Edit::Stall(seconds) => {
                let span = Micros::from_secs(seconds.into());
                let stalls = self.stalls.len();
                self.stand_still(at, span);
                self.tell_of_stalls(stalls, at, log);
                return;
            }
            Edit::Load(load) => {
                self.settings.load_per_s = load;
                format!("{load} new requests a second from now on")
            }
            Edit::Attempts(attempts) => {
                self.settings.attempts = attempts;
                format!("{attempts} attempts a request from now on")
            }
            Edit::On(cure) => {
                self.settings.cures = self.settings.cures.with(cure);
                if cure == Cure::CircuitBreaker {
                    self.clients.close_breaker();
                }
                format!("{} on", cure.name())
            }
            Edit::Off(cure) => {
                self.settings.cures = self.settings.cures.without(cure);
                format!("{} off", cure.name())
            }
        };
        log.push(at, || sim::Event::Faulted { node: None, text });
        self.work(at);
    }
}
