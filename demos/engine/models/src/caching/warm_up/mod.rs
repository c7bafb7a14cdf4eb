//! A cache in front of a database: what its hit rate spares, and a restart that it
//! does not recover from.
//!
//! With a hit rate of h the database gets λ(1 − h) queries a second. So 98 % instead
//! of 99 % is twice the load. And an empty cache sends it all of λ. If that is more
//! than it can do, its queue soon is longer than the clients' patience: each answer
//! comes when who asked is gone, and would have filled the cache. So nothing is filled,
//! and the next requests miss as well.
//!
//! - What can go wrong: just that; the database is fully busy, for nobody, for as long
//!   as the load stays. What helps is less load, a copy to start from that has enough
//!   keys, or answers that fill the cache even if they are late.
//! - Theory: while a requests a second are let in and the database keeps up, N keys are
//!   filled as N·(1 − e^(−at/N)); all may be let in when λ(1 − h) is below its
//!   capacity.
//! - Source: Nishtala et al., *Scaling Memcache at Facebook* (NSDI 2013), section 4.3,
//!   for clusters that are warmed from others; Bronson et al., *Metastable Failures in
//!   Distributed Systems* (HotOS 2021), section 2.2, for the look-aside cache.
//! - Cost: O(1) a request, O(keys) for one that makes room. A run goes in ticks of a
//!   tenth of a second.
//! - Left out: keys that are more popular than others (then a little cache goes a long
//!   way, and the last percents are as costly), values that expire (see *stampede*),
//!   several requests for one key that share a query, retries (see *retry storm*).

mod settings;
mod store;
mod tally;

pub use settings::{Edit, LOAD_MAX, Late, Settings};
pub use store::Store;
pub use tally::{Tally, lines};

use super::gaps::Gaps;
use crate::resilience_patterns::retry_storm::{
    Clients, Departure, End, Outcome, Recent,
};
use crate::resilience_patterns::station::{Job, Order, Station};
use crate::resilience_patterns::timeline::Timeline;
use sim::{Event, Log, Micros, Model, Stream};

/// How long a step of a run is.
pub const TICK: Micros = Micros::from_millis(100);
/// How finely time is divided for charts.
pub const STRETCH: Micros = Micros::from_millis(500);
/// The queue of the database ends where memory does: here.
pub const QUEUE_MAX: usize = 10_000;

/// A cache, its clients, and the database behind it.
#[derive(Clone, Debug)]
pub struct WarmUp {
    settings: Settings,
    gaps: Gaps,
    chance: Stream,
    /// When the next request comes.
    arrival: Micros,
    /// How many requests a second are let in at most.
    let_in: u32,
    /// What of a request, in parts of the load, is owed to those that come.
    owed: u32,
    store: Store,
    clients: Clients,
    recent: Recent,
    station: Station,
    timeline: Timeline,
    tally: Tally,
    /// When the cache last restarted.
    restarted: Option<Micros>,
    /// Up to when all is done.
    now: Micros,
}

impl WarmUp {
    /// A full cache.
    pub fn new(settings: &Settings, seed: u64) -> WarmUp {
        let mut warm_up = WarmUp {
            gaps: Gaps::new(settings.spacing, seed),
            chance: Stream::new(seed, "keys", 0),
            arrival: Micros::ZERO,
            let_in: LOAD_MAX,
            owed: 0,
            store: Store::full(settings.keys, settings.room),
            clients: Clients::new(settings.timeout),
            recent: Recent::default(),
            station: Station::new(settings.workers),
            timeline: Timeline::new(STRETCH),
            tally: Tally::default(),
            restarted: None,
            now: Micros::ZERO,
            settings: settings.clone(),
        };
        warm_up.arrival = warm_up.gaps.next_gap(settings.load_per_s);
        warm_up
    }

    /// What the cache and the database are like now.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What the cache has.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The database: its queue and its workers.
    pub fn station(&self) -> &Station {
        &self.station
    }

    /// Those who wait for it.
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

    /// When the cache last restarted.
    pub fn restarted_at(&self) -> Option<Micros> {
        self.restarted
    }

    /// How many requests a second are let in now.
    pub fn admitted_per_s(&self) -> u32 {
        self.let_in.min(self.settings.load_per_s)
    }

    /// How many queries a second the database is about to get: λ(1 − h), as all keys
    /// are equally popular, so that a share h of keys has a share h of requests.
    pub fn misses_per_s(&self) -> u32 {
        let absent = self.settings.keys - self.store.len();
        let misses = u64::from(self.admitted_per_s()) * absent as u64;
        (misses / self.settings.keys as u64) as u32
    }

    /// Lets everything happen that is due up to `to`.
    pub fn advance(&mut self, to: Micros, log: &mut Log) {
        while let Some(due) = self.due().filter(|due| *due <= to) {
            self.happen(due, to, log);
        }
        self.now = to;
    }

    /// When the next thing happens.
    fn due(&self) -> Option<Micros> {
        let certain = [self.arrival, self.timeline.next()];
        let others = [self.station.next_done(), self.clients.next_timeout()];
        others.into_iter().flatten().chain(certain).min()
    }

    /// One thing that is due at `now`; the log gets to know of it at `seen`.
    fn happen(&mut self, now: Micros, seen: Micros, log: &mut Log) {
        if self.station.next_done() == Some(now) {
            self.serve(now);
        } else if self.clients.next_timeout() == Some(now) {
            let attempt = self.clients.give_up(now);
            self.tally.gave_up += 1;
            self.recent.end(attempt.client, End::GaveUp, now);
        } else if self.arrival == now {
            self.arrival = now + self.gaps.next_gap(self.settings.load_per_s);
            self.arrive(now);
        } else {
            self.close_stretch(now, seen, log);
        }
        self.work(now);
    }

    /// Someone wants a key.
    fn arrive(&mut self, now: Micros) {
        let key = self.chance.below(self.settings.keys as u64) as usize;
        let client = self.recent.come();
        self.tally.requests += 1;
        if !self.admits() {
            self.tally.turned_away += 1;
            return self.recent.end(client, End::GaveUp, now);
        }
        self.timeline.count(lines::LET_IN);
        self.recent.send(client, 1, now);
        match self.store.get(key, now) {
            true => {
                self.tally.hits += 1;
                self.timeline.count(lines::ANSWERED);
                self.recent.end(client, End::Answered, now);
            }
            false => self.ask(key, client, now),
        }
    }

    /// Whether the next request is let in: evenly so many a second.
    fn admits(&mut self) -> bool {
        let load = self.settings.load_per_s;
        self.owed += self.admitted_per_s();
        let is_owed = self.owed >= load;
        self.owed -= if is_owed { load } else { 0 };
        is_owed
    }

    /// A client asks the database.
    fn ask(&mut self, key: usize, client: u64, now: Micros) {
        self.tally.queries += 1;
        self.timeline.count(lines::QUERIES);
        let id = self.clients.send(now, client, 1);
        if self.station.waiting() < QUEUE_MAX {
            self.station.enqueue(Job::new(id, key, now));
        } else {
            self.clients.settle(id, Outcome::Failed, now);
            self.tally.gave_up += 1;
            self.recent.end(client, End::GaveUp, now);
        }
    }

    /// Free workers take up queries.
    fn work(&mut self, now: Micros) {
        let rate = u64::from(self.settings.capacity_per_s);
        let service = self.settings.workers as u64 * 1_000_000 / rate;
        while self.station.is_free() {
            let Some(job) = self.station.take(Order::OldestFirst) else { return };
            self.station.start(job, now, now + Micros::new(service));
        }
    }

    /// The database is done with a query. Who asked fills the cache, if it is there
    /// still.
    fn serve(&mut self, now: Micros) {
        let job = self.station.finish();
        let asked = self.clients.settle(job.id, Outcome::Answered, now);
        match asked {
            Some(attempt) => {
                self.tally.answered += 1;
                self.timeline.count(lines::ANSWERED);
                self.recent.end(attempt.client, End::Answered, now);
                self.recent.depart(Departure::InTime, now);
            }
            None => {
                self.tally.late += 1;
                self.recent.depart(Departure::TooLate, now);
            }
        }
        if asked.is_some() || self.settings.late == Late::Kept {
            self.timeline.count(lines::FILLS);
            self.store.put(job.kind, now);
        }
    }

    /// Looks back at a stretch of time, and writes down each second.
    fn close_stretch(&mut self, now: Micros, seen: Micros, log: &mut Log) {
        self.timeline.level(lines::CACHED, self.store.len());
        self.timeline.close();
        if !now.get().is_multiple_of(1_000_000) {
            return;
        }
        let from = now.since(Micros::from_secs(1));
        let of = |line| self.timeline.total(line, from, now);
        let text = format!(
            "last second: {} let in, {} queries, {} filled; {} of {} keys cached",
            of(lines::LET_IN),
            of(lines::QUERIES),
            of(lines::FILLS),
            self.store.len(),
            self.settings.keys
        );
        log.note(seen, None, text);
    }
}

impl Model for WarmUp {
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
            Edit::Restart(percent) => {
                self.store.restart(self.settings.keys * percent as usize / 100);
                self.restarted = Some(at);
                format!("the cache restarts, with {} keys", self.store.len())
            }
            Edit::LetIn(most) => {
                self.let_in = most;
                format!("at most {most} requests a second are let in")
            }
            Edit::Room(room) => {
                self.settings.room = room as usize;
                self.store.shrink(room as usize);
                format!("the cache has room for {room} keys")
            }
            Edit::Load(load) => {
                (self.settings.load_per_s, self.owed) = (load, 0);
                format!("{load} requests a second from now on")
            }
        };
        log.push(at, || Event::Faulted { node: None, text });
    }
}
