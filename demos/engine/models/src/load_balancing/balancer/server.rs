//! A server that works on one request at a time, first come, first served.

use super::End;
use sim::Micros;
use std::collections::VecDeque;

/// How long a server that fails takes to say so.
pub const FAILS_AFTER: Micros = Micros::from_millis(1);

/// A request at a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// Tells it from all others.
    pub number: u64,
    /// When it came.
    pub since: Micros,
    /// How long a server of the usual speed works on it.
    pub work: Micros,
}

/// How a server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// It works at so many per cent of its own speed.
    Works(u32),
    /// It answers everything with an error, at once.
    Fails,
}

/// A server and the requests at it.
#[derive(Clone, Debug)]
pub struct Server {
    /// In per cent of the usual speed.
    speed: u32,
    condition: Condition,
    /// The first is the one that it works on.
    queue: VecDeque<Request>,
    /// When it is done with that one.
    done: Micros,
}

impl Server {
    /// A server with nothing to do, its speed in per cent of the usual.
    pub fn new(speed: u32) -> Server {
        let (condition, queue) = (Condition::Works(100), VecDeque::new());
        Server { speed, condition, queue, done: Micros::ZERO }
    }

    /// How fast it is when it is well, in per cent of the usual.
    pub fn speed(&self) -> u32 {
        self.speed
    }

    /// How it is.
    pub fn state(&self) -> Condition {
        self.condition
    }

    /// How many requests it has, the one that it works on included.
    pub fn load(&self) -> usize {
        self.queue.len()
    }

    /// The requests at it, the one that it works on first.
    pub fn queue(
        &self,
    ) -> impl DoubleEndedIterator<Item = &Request> + ExactSizeIterator {
        self.queue.iter()
    }

    /// When it is done with what it works on.
    pub fn done(&self) -> Option<Micros> {
        (!self.queue.is_empty()).then_some(self.done)
    }

    /// Takes a request; says whether it begins with it at once.
    pub fn take(&mut self, request: Request, now: Micros) -> bool {
        self.queue.push_back(request);
        let begins = self.queue.len() == 1;
        if begins {
            self.done = now + self.takes(request);
        }
        begins
    }

    /// Is done with its request, and begins with the next one.
    pub fn finish(&mut self, now: Micros) -> (Request, End) {
        let request = self.queue.pop_front().expect("it works on a request");
        if let Some(next) = self.queue.front() {
            self.done = now + self.takes(*next);
        }
        let end = match self.condition {
            Condition::Works(_) => End::Answered,
            Condition::Fails => End::Failed,
        };
        (request, end)
    }

    /// Its condition changes; what is left of its work takes as long as it does
    /// then.
    pub fn turn(&mut self, condition: Condition, now: Micros) {
        let left = self.done.since(now).get();
        let left = match (self.condition, condition) {
            (Condition::Works(old), Condition::Works(new)) => {
                left * u64::from(old) / u64::from(new.max(1))
            }
            (_, Condition::Fails) => left.min(FAILS_AFTER.get()),
            (Condition::Fails, Condition::Works(_)) => left,
        };
        self.done = now + Micros::new(left);
        self.condition = condition;
    }

    /// How long a request takes, once it is begun.
    fn takes(&self, request: Request) -> Micros {
        match self.condition {
            Condition::Fails => FAILS_AFTER,
            Condition::Works(percent) => {
                let speed = u64::from(self.speed) * u64::from(percent);
                Micros::new((request.work.get() * 10_000 / speed.max(1)).max(1))
            }
        }
    }
}
