//! A machine: the process that it runs, its clock and whether it is up.

use super::Slot;
use crate::{Micros, Process, Stream};
use litemap::LiteMap;

/// A node's own clock, which may be set wrong and run fast or slow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// How far it is ahead when it is set; negative if it is behind.
    pub offset_micros: i64,
    /// How many microseconds it gains in a second (parts per million); negative
    /// if it loses them. A usual quartz is within ±50.
    pub drift_ppm: i32,
}

/// Microseconds in a second.
const SECOND: i64 = 1_000_000;

impl Clock {
    /// How far it goes on in a second; no clock stands still.
    fn rate(self) -> i64 {
        (SECOND + i64::from(self.drift_ppm)).max(1)
    }

    /// How much it has gained by `now`, if it was set at time zero. Seconds and
    /// the rest apart: their product with the drift fits.
    fn gained(self, now: i64) -> i64 {
        let drift = self.rate() - SECOND;
        let rest = (now % SECOND * drift).div_euclid(SECOND);
        (now / SECOND).saturating_mul(drift).saturating_add(rest)
    }

    /// What the clock shows at `now`, if it was set at time zero; never less
    /// than zero.
    pub fn reading(&self, now: Micros) -> Micros {
        let now = signed(now);
        let shown = now.saturating_add(self.gained(now));
        Micros::new(shown.saturating_add(self.offset_micros).max(0) as u64)
    }

    /// How long it really takes until the clock has gone on by `span`; rounded
    /// up, so that a node whose timer goes off never finds itself early.
    pub fn true_span(&self, span: Micros) -> Micros {
        let ticks = span.get().checked_mul(SECOND as u64);
        ticks.map_or(Micros::MAX, |n| Micros::new(n.div_ceil(self.rate() as u64)))
    }

    /// The same clock, if it is set at `now`: as seen from time zero.
    pub(super) fn set_at(self, now: Micros) -> Clock {
        let offset = self.offset_micros.saturating_sub(self.gained(signed(now)));
        Clock { offset_micros: offset, ..self }
    }
}

fn signed(moment: Micros) -> i64 {
    i64::try_from(moment.get()).unwrap_or(i64::MAX)
}

/// Whether a node does its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    /// It runs.
    Up,
    /// It has crashed; what it had on disk is still there.
    Stopped,
    /// It stands still, as in a long garbage collection, and knows nothing of it.
    Paused,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Up,
    Stopped,
    Paused { until: Micros },
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Timer {
    pub set: Micros,
    /// Its place among what is due.
    pub slot: Slot,
}

#[derive(Clone, Debug)]
pub(super) struct Host<P: Process> {
    pub process: P,
    pub status: Status,
    pub clock: Clock,
    pub timers: LiteMap<P::Timer, Timer>,
    pub stream: Stream,
}

impl<P: Process> Host<P> {
    pub fn new(process: P, seed: u64, index: u64) -> Host<P> {
        Host {
            process,
            status: Status::Up,
            clock: Clock::default(),
            timers: LiteMap::new(),
            stream: Stream::new(seed, "node", index),
        }
    }

    pub fn condition(&self) -> Condition {
        match self.status {
            Status::Up => Condition::Up,
            Status::Stopped => Condition::Stopped,
            Status::Paused { .. } => Condition::Paused,
        }
    }
}
