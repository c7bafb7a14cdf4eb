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

impl Clock {
    /// How far it goes on in a second; no clock stands still.
    fn rate(self) -> i128 {
        i128::from(1_000_000 + i64::from(self.drift_ppm)).max(1)
    }

    /// What the clock shows at `now`, if it was set at time zero; never less
    /// than zero.
    pub fn reading(&self, now: Micros) -> Micros {
        let gone = i128::from(now.get()) * self.rate() / 1_000_000;
        bounded(gone + i128::from(self.offset_micros))
    }

    /// How long it really takes until the clock has gone on by `span`; rounded
    /// up, so that a node whose timer goes off never finds itself early.
    pub fn true_span(&self, span: Micros) -> Micros {
        let rate = self.rate();
        bounded((i128::from(span.get()) * 1_000_000 + rate - 1) / rate)
    }

    /// The same clock, if it is set at `now`: as seen from time zero.
    pub(super) fn set_at(self, now: Micros) -> Clock {
        let gone = i128::from(now.get()) * self.rate() / 1_000_000;
        let gained = gone - i128::from(now.get());
        let offset = i128::from(self.offset_micros) - gained;
        let (least, most) = (i128::from(i64::MIN), i128::from(i64::MAX));
        Clock { offset_micros: offset.clamp(least, most) as i64, ..self }
    }
}

fn bounded(micros: i128) -> Micros {
    Micros::new(micros.clamp(0, i128::from(u64::MAX)) as u64)
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
