//! The origin: it has the values, and can do so many requests a second.

use super::cache::Value;
use super::post::Place;
use crate::caching::eviction::Key;
use crate::resilience_patterns::station::{Job, Order, Station};
use litemap::LiteMap;
use sim::Micros;

/// How many requests it works on at once.
pub const WORKERS: usize = 10;

/// A request to the origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Who asked.
    pub by: Place,
    /// For which key.
    pub key: Key,
    /// The value, once it is read: when a worker begins.
    version: u32,
}

/// The origin.
#[derive(Clone, Debug)]
pub struct Origin {
    capacity_per_s: u32,
    station: Station,
    /// What it is asked for, by the number of the fetch.
    asked: LiteMap<u64, Asked>,
}

impl Origin {
    /// An idle one.
    pub fn new(capacity_per_s: u32) -> Origin {
        let station = Station::new(WORKERS);
        Origin { capacity_per_s, station, asked: LiteMap::new() }
    }

    /// Its queue and its workers.
    pub fn station(&self) -> &Station {
        &self.station
    }

    /// Someone asks.
    pub(super) fn ask(&mut self, by: Place, key: Key, fetch: u64, now: Micros) {
        self.asked.insert(fetch, Asked { by, key, version: 0 });
        self.station.enqueue(Job::new(fetch, usize::from(key.0), now));
    }

    /// Free workers take up requests: they read the value that there is now.
    pub(super) fn work(&mut self, now: Micros, version: impl Fn(Key) -> u32) {
        let rate = u64::from(self.capacity_per_s);
        let service = Micros::new(WORKERS as u64 * 1_000_000 / rate);
        while self.station.is_free() {
            let Some(job) = self.station.take(Order::OldestFirst) else { return };
            if let Some(asked) = self.asked.get_mut(&job.id) {
                asked.version = version(asked.key);
            }
            self.station.start(job, now, now + service);
        }
    }

    /// What it has done first: who asked, by which fetch, and the value.
    pub(super) fn finish(&mut self) -> Option<(Place, u64, Value)> {
        let job = self.station.finish();
        let asked = self.asked.remove(&job.id)?;
        let value = Value { version: asked.version, age: Micros::ZERO };
        Some((asked.by, job.id, value))
    }
}
