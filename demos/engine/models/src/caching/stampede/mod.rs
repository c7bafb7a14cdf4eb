//! A cache stampede: a key expires, and all its readers rebuild it.
//!
//! A rebuild takes Δ. Until the first one is done each request finds no value and
//! begins another: λ·Δ of them, where one is enough. The database works on some at
//! once; the others queue there, and go on to be done when the value is long back.
//!
//! Against it: *one flight at a time*, where who holds a lease rebuilds and the others
//! wait; *stale while revalidate*, where the others get the old value; *jitter*, which
//! spreads the ends of many keys, and does nothing for one; and *XFetch*, where each
//! request may rebuild a fresh value with a chance of e^(−t/βΔ), t being the time
//! left, and asks nobody.
//!
//! - What can go wrong: a lock whose holder crashes blocks its key for ever. A lease
//!   ends; who holds it no longer must not fill the cache. A key that is deleted has
//!   no old value, and no time left in which chance could be early.
//! - Source: Vattani, Chierichetti and Lowenstein, *Optimal Probabilistic Cache Stampede
//!   Prevention* (VLDB 2015); Nishtala et al., *Scaling Memcache at Facebook* (NSDI
//!   2013), section 3.2.1, for leases; RFC 5861 for `stale-while-revalidate`.
//! - XFetch's law: requests come at random at a rate of λ, so those that rebuild at
//!   time t before the end are a Poisson process with M(t) = λβΔ·e^(−t/βΔ) of them
//!   up to there. The first comes at T where M(T) has an exponential distribution of
//!   mean 1; until it is done, Δ later, come M(T − Δ) − M(T) = M(T)·(e^(1/β) − 1)
//!   more. So the rebuilds of a refresh have a geometric distribution with a mean of
//!   e^(1/β), whatever the load: 2.72 for β = 1. And the mean of T is
//!   βΔ·(ln λβΔ + γ), which grows with the load: the price. That
//!   the distribution is exponential is what the paper proves to be optimal.
//! - Cost: O(1) a request, O(waiting) a rebuild. A run goes in ticks of 10 ms.
//! - Left out: the way over the network, what a cache forgets for lack of room,
//!   time-outs and retries (see *retry storm*), rebuilds that get slower the more of
//!   them there are: a queue of those that wait stands for that.

mod cache;
mod leases;
mod rebuilds;
mod recent;
mod settings;
mod tally;

pub use cache::{Entry, Found, Lease, Step, Value, step};
pub use rebuilds::Rebuild;
pub use recent::{Brought, End, Recent, Request};
pub use settings::{Cure, Edit, LOAD_MAX, Settings};
pub use tally::{Tally, lines};

use super::gaps::Gaps;
use crate::resilience_patterns::lately::Lately;
use crate::resilience_patterns::station::Station;
use crate::resilience_patterns::timeline::Timeline;
use sim::{Log, Micros, Model, Stream};
use std::collections::VecDeque;

/// How long a step of a run is.
pub const TICK: Micros = Micros::from_millis(10);
/// How finely time is divided for charts.
pub const STRETCH: Micros = Micros::from_millis(50);
/// How long it is known which rebuilds began and ended.
const KNOWN_FOR: Micros = Micros::from_millis(500);

/// A request that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its number among all requests.
    pub number: u64,
    /// The key that it wants.
    pub key: usize,
    /// Since when.
    pub since: Micros,
    /// The rebuild that it made itself; else it waits for another's.
    pub own: Option<u64>,
}

/// A cache, its readers, and the database behind it.
#[derive(Clone, Debug)]
pub struct Stampede {
    settings: Settings,
    gaps: Gaps,
    /// Which key a request wants; how long a value is fresh; who is early.
    chances: [Stream; 3],
    /// When the next request comes.
    arrival: Micros,
    entries: Vec<Entry>,
    /// Those that wait, the oldest first.
    waiting: VecDeque<Waiting>,
    /// Those under way, the oldest first.
    rebuilds: VecDeque<Rebuild>,
    /// Leases that end, the first to end first, and whose they are.
    leases: VecDeque<(Micros, usize, u64)>,
    station: Station,
    /// How many rebuilds had been begun when the database was last idle.
    before: u64,
    recent: Recent,
    begun: Lately<Rebuild>,
    brought: Lately<Brought>,
    timeline: Timeline,
    tally: Tally,
    /// Up to when all is done.
    now: Micros,
}

impl Stampede {
    /// A cache whose values have just come in, all at once.
    pub fn new(settings: &Settings, seed: u64) -> Stampede {
        let chance = |purpose| Stream::new(seed, purpose, 0);
        let mut stampede = Stampede {
            gaps: Gaps::new(settings.spacing, seed),
            chances: ["keys", "jitter", "early"].map(chance),
            arrival: Micros::ZERO,
            entries: vec![Entry::default(); settings.keys],
            waiting: VecDeque::new(),
            rebuilds: VecDeque::new(),
            leases: VecDeque::new(),
            station: Station::new(settings.workers),
            before: 0,
            recent: Recent::default(),
            begun: Lately::new(KNOWN_FOR),
            brought: Lately::new(KNOWN_FOR),
            timeline: Timeline::new(STRETCH),
            tally: Tally::default(),
            now: Micros::ZERO,
            settings: settings.clone(),
        };
        for key in 0..settings.keys {
            stampede.put(key, settings.rebuild, Micros::ZERO);
        }
        stampede.arrival = stampede.gaps.next_gap(settings.load_per_s);
        stampede
    }

    /// What the cache and its readers are like now.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What the cache has, key by key.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The requests that wait, the oldest first.
    pub fn waiting(&self) -> &VecDeque<Waiting> {
        &self.waiting
    }

    /// The rebuild of this number, if it is under way.
    pub fn rebuild(&self, number: u64) -> Option<&Rebuild> {
        let place = self.place_of(number)?;
        self.rebuilds.get(place)
    }

    /// The database: its queue and its workers.
    pub fn station(&self) -> &Station {
        &self.station
    }

    /// The last requests, one by one.
    pub fn recent(&self) -> &Recent {
        &self.recent
    }

    /// The rebuilds begun lately.
    pub fn begun(&self) -> &Lately<Rebuild> {
        &self.begun
    }

    /// What the database brought lately.
    pub fn brought(&self) -> &Lately<Brought> {
        &self.brought
    }

    /// What was counted over time.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// What became of requests and rebuilds so far.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// How many keys have no fresh value at this moment.
    pub fn expired(&self, now: Micros) -> usize {
        let is_fresh = |entry: &&Entry| matches!(entry.found(now), Found::Fresh(_));
        self.entries.len() - self.entries.iter().filter(is_fresh).count()
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
        let lease = self.leases.front().map(|(until, ..)| *until);
        let certain = [self.arrival, self.timeline.next()];
        [self.station.next_done(), lease].into_iter().flatten().chain(certain).min()
    }

    /// One thing that is due at `now`; the log gets to know of it at `seen`.
    fn happen(&mut self, now: Micros, seen: Micros, log: &mut Log) {
        if self.station.next_done() == Some(now) {
            self.bring(now, seen, log);
        } else if self.leases.front().is_some_and(|(until, ..)| *until == now) {
            self.end_lease(now, seen, log);
        } else if self.arrival == now {
            self.arrival = now + self.gaps.next_gap(self.settings.load_per_s);
            self.arrive(now, seen, log);
        } else {
            self.close_stretch(now, seen, log);
        }
    }

    /// A value comes into the cache that took so long to rebuild.
    fn put(&mut self, key: usize, took: Micros, now: Micros) {
        let jitter = self.chances[1].below(self.settings.jitter.get() + 1);
        let expires = now + self.settings.ttl + Micros::new(jitter);
        self.entries[key].value = Some(Value { since: now, expires, took });
    }

    /// Someone wants a key.
    fn arrive(&mut self, now: Micros, seen: Micros, log: &mut Log) {
        let key = self.chances[0].below(self.entries.len() as u64) as usize;
        let number = self.recent.come(now);
        self.tally.requests += 1;
        let entry = self.entries[key];
        let found = entry.found(now);
        let draw = self.draw(&entry);
        let does = step(self.settings.cure, found, entry.lease.is_some(), draw);
        let has_missed = matches!(found, Found::Old | Found::Nothing);
        if has_missed && matches!(does, Step::Rebuild | Step::Wait) {
            self.tally.missed += 1;
        }
        match does {
            Step::Take => self.take(number, found, now),
            Step::TakeAndRebuild => {
                self.take(number, found, now);
                self.begin(key, now, seen, log);
            }
            Step::Rebuild => {
                let own = Some(self.begin(key, now, seen, log));
                self.waiting.push_back(Waiting { number, key, since: now, own });
            }
            Step::Wait => {
                let own = None;
                self.waiting.push_back(Waiting { number, key, since: now, own });
            }
        }
    }

    /// XFetch's draw: exponential, of mean βΔ.
    fn draw(&mut self, entry: &Entry) -> Micros {
        match (self.settings.cure, entry.value) {
            (Cure::Early, Some(value)) => {
                let beta = u64::from(self.settings.beta_percent);
                let mean = value.took.get() * beta / 100;
                Micros::new(self.chances[2].exponential(mean))
            }
            _ => Micros::ZERO,
        }
    }

    /// A request takes what it found.
    fn take(&mut self, number: u64, found: Found, now: Micros) {
        self.tally.hits += 1;
        let end = match found {
            Found::Fresh(_) => End::Fresh,
            Found::Old | Found::Nothing => {
                self.tally.old += 1;
                End::Old
            }
        };
        self.recent.go(number, now, end);
    }

    /// Looks back at a stretch of time.
    fn close_stretch(&mut self, now: Micros, seen: Micros, log: &mut Log) {
        self.timeline.level(lines::AT_DATABASE, self.station.jobs());
        self.timeline.close();
        self.tell_of_load(now, seen, log);
    }
}

impl Model for Stampede {
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
            Edit::Delete => self.delete(at, log),
            Edit::Crash => self.crash(at, log),
            Edit::Load(load) => {
                self.settings.load_per_s = load;
                let text = format!("{load} requests a second from now on");
                log.push(at, || sim::Event::Faulted { node: None, text });
            }
            Edit::Use(cure) => {
                self.settings.cure = cure;
                let text = format!("from now on: {}", cure.name());
                log.push(at, || sim::Event::Faulted { node: None, text });
            }
        }
    }
}
