//! One key, A, of which it is written down who had which value, and when.

use super::post::Place;
use super::settings::EDGES;
use sim::Micros;

/// A time in which a cache answered with a copy of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Which value it was.
    pub version: u32,
    /// When it was stored.
    pub from: Micros,
    /// When it ended, or will if nothing else happens.
    pub until: Micros,
}

/// What became of the key.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    /// When it was written: the first write made version 2.
    writes: Vec<Micros>,
    /// Of each edge.
    edges: [Vec<Held>; EDGES],
    /// Of the shared cache.
    shared: Vec<Held>,
}

impl Watch {
    /// Which value is the newest.
    pub fn version(&self) -> u32 {
        self.writes.len() as u32 + 1
    }

    /// When it was written.
    pub fn writes(&self) -> &[Micros] {
        &self.writes
    }

    /// For how long a value has not been the newest.
    pub fn old_for(&self, version: u32, now: Micros) -> Option<Micros> {
        let next = self.writes.get(version as usize - 1);
        next.map(|written| now.since(*written))
    }

    /// What an edge held.
    pub fn edge(&self, edge: usize) -> &[Held] {
        &self.edges[edge]
    }

    /// What the shared cache held.
    pub fn shared(&self) -> &[Held] {
        &self.shared
    }

    /// What a cache holds at a moment.
    pub fn now(held: &[Held], now: Micros) -> Option<Held> {
        held.last().filter(|held| now < held.until).copied()
    }

    pub(super) fn write(&mut self, now: Micros) {
        self.writes.push(now);
    }

    pub(super) fn stores(&mut self, place: Place, held: Held) {
        self.ends(place, held.from);
        self.of(place).push(held);
    }

    /// What a cache holds ends now, if it holds anything.
    pub(super) fn ends(&mut self, place: Place, now: Micros) {
        if let Some(held) = self.of(place).last_mut() {
            held.until = held.until.min(now);
        }
    }

    fn of(&mut self, place: Place) -> &mut Vec<Held> {
        match place {
            Place::Edge(edge) => &mut self.edges[edge],
            Place::Node(_) => &mut self.shared,
            Place::Origin => panic!("the origin has no copies"),
        }
    }
}
