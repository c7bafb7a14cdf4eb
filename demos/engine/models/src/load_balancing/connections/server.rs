//! A server that works on one request at a time, first come, first served.

use super::client::{Request, Way};
use super::settings::WORK;
use sim::Micros;
use std::collections::VecDeque;

/// Over how long it is counted what a server gets and does.
pub const LATELY: Micros = Micros::from_secs(2);

/// A server and the requests at it.
#[derive(Clone, Debug, Default)]
pub struct Server {
    /// When it is up again, while it is down.
    up: Option<Micros>,
    /// Connections with lower numbers broke when it restarted.
    oldest: u64,
    /// The first is the one that it works on.
    queue: VecDeque<Request>,
    /// When it is done with that one.
    done: Micros,
    /// When it got requests lately, and when it was done with some.
    got: VecDeque<Micros>,
    did: VecDeque<Micros>,
    /// How many it got in all.
    total: u64,
}

impl Server {
    /// When it is up again, while it is down.
    pub fn up(&self) -> Option<Micros> {
        self.up
    }

    /// The requests at it, the one that it works on first.
    pub fn queue(&self) -> impl ExactSizeIterator<Item = &Request> {
        self.queue.iter()
    }

    /// When it is done with what it works on.
    pub fn done(&self) -> Option<Micros> {
        (!self.queue.is_empty()).then_some(self.done)
    }

    /// How many requests it got in all.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// How many it got in the last [`LATELY`].
    pub fn got(&self, now: Micros) -> usize {
        self.got.iter().filter(|at| now.since(**at) < LATELY).count()
    }

    /// How much of the last [`LATELY`] it was busy, in thousandths.
    pub fn busy(&self, now: Micros) -> u32 {
        let from = now.since(LATELY);
        let work = |done: Micros| {
            let begun = Micros::new(done.get().saturating_sub(WORK.get()));
            done.min(now).since(begun.max(from)).get()
        };
        let did = self.did.iter().chain(self.done.gt(&now).then_some(&self.done));
        let busy: u64 = did.map(|done| work(*done)).sum();
        (busy * 1_000 / LATELY.get()) as u32
    }

    /// Takes a request, if the connection on which it comes is open: one of an
    /// earlier life of the server is not.
    pub(super) fn take(
        &mut self,
        request: Request,
        way: Way,
        now: Micros,
    ) -> Taken {
        if self.up.is_some() || way.connection < self.oldest {
            return Taken::Refused;
        }
        self.queue.push_back(request);
        if self.queue.len() == 1 {
            self.done = now + WORK;
        }
        self.total += 1;
        count(&mut self.got, now);
        Taken::Queued
    }

    /// Is done with its request, and begins with the next one.
    pub(super) fn finish(&mut self, now: Micros) -> Request {
        let request = self.queue.pop_front().expect("it works on a request");
        count(&mut self.did, now);
        if !self.queue.is_empty() {
            self.done = now + WORK;
        }
        request
    }

    /// It goes down, and with it all requests at it; connections with lower numbers
    /// than `oldest` are broken.
    pub(super) fn stop(&mut self, up: Micros, oldest: u64) -> VecDeque<Request> {
        (self.up, self.oldest, self.done) = (Some(up), oldest, Micros::ZERO);
        std::mem::take(&mut self.queue)
    }

    /// It is up again.
    pub(super) fn start(&mut self) {
        self.up = None;
    }
}

/// Whether a server took a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    Queued,
    Refused,
}

/// One more, and those are forgotten that are too long ago.
fn count(times: &mut VecDeque<Micros>, now: Micros) {
    times.push_back(now);
    while times.front().is_some_and(|at| now.since(*at) > LATELY + WORK) {
        times.pop_front();
    }
}
