//! Servers that serve whoever came first.
//!
//! As nobody overtakes, all of a request's future is known when it comes: it begins
//! when a server is free. That is Lindley's recursion, and Kiefer and Wolfowitz's
//! for several servers; no event but an arrival has to be simulated.
//!
//! - Source: Lindley, *The Theory of Queues with a Single Server* (1952); Kiefer
//!   and Wolfowitz, *On the Theory of Queues with Many Servers* (1955).
//! - Cost: O(servers) a request.

use super::settings::{Arrivals, Lane, Line, WORK, Work};
use sim::{Chance, Micros, Stream};

/// A request and its whole future.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// Tells it from the others of its lane.
    pub number: u64,
    /// When it came.
    pub arrived: Micros,
    /// When a server took it on.
    pub started: Micros,
    /// When it was done.
    pub done: Micros,
    /// Which server that was.
    pub server: usize,
}

/// The servers of a lane, in nanoseconds: rounded to microseconds the load of many
/// servers would not be what it is said to be.
#[derive(Clone, Debug)]
pub struct Station {
    line: Line,
    /// When each server will have done all that waits for it.
    free: Vec<u64>,
    choice: Stream,
}

impl Station {
    /// A request comes and needs so much work: when it begins, when it is done, and
    /// which server does it.
    pub fn serve(&mut self, arrived: u64, work: u64) -> (u64, u64, usize) {
        let server = match self.line {
            // Whichever is free first.
            Line::Shared => self.first_free(),
            // By lot, before it is known which one will be.
            Line::Own => self.choice.below(self.free.len() as u64) as usize,
        };
        let started = arrived.max(self.free[server]);
        self.free[server] = started + work;
        (started, started + work, server)
    }

    /// The servers of a lane, idle.
    pub fn new(lane: &Lane, seed: u64) -> Station {
        let choice = Stream::new(seed, "choices", 0);
        Station { line: lane.line, free: vec![0; lane.servers], choice }
    }

    fn first_free(&self) -> usize {
        let mut first = 0;
        for (server, free) in self.free.iter().enumerate() {
            if *free < self.free[first] {
                first = server;
            }
        }
        first
    }
}

/// The requests of a lane, one after the other, for ever.
#[derive(Clone, Debug)]
pub struct Queue {
    lane: Lane,
    station: Station,
    gaps: Stream,
    works: Stream,
    /// When the next request comes, in nanoseconds.
    next: u64,
    /// How many came.
    count: u64,
}

impl Queue {
    /// Idle servers; the first request comes after `from`. Queues on one seed draw
    /// the same: lanes differ in what is asked of them alone.
    pub fn new(lane: Lane, seed: u64, from: Micros) -> Queue {
        let station = Station::new(&lane, seed);
        let stream = |purpose| Stream::new(seed, purpose, 0);
        let (gaps, works) = (stream("gaps"), stream("works"));
        let next = from.get() * 1_000;
        let mut queue = Queue { lane, station, gaps, works, next, count: 0 };
        queue.plan();
        queue
    }

    /// What it is like.
    pub fn lane(&self) -> &Lane {
        &self.lane
    }

    /// When the next request comes.
    pub fn next_arrival(&self) -> Micros {
        Micros::new(self.next / 1_000)
    }

    /// The next request comes.
    pub fn take(&mut self) -> Job {
        let arrived = self.next;
        self.plan();
        self.serve(arrived)
    }

    /// A request more comes, before the next one.
    pub fn take_extra(&mut self, now: Micros) -> Job {
        self.serve((now.get() * 1_000).min(self.next))
    }

    /// From `now` on requests come so often that the servers are so busy.
    pub fn set_busy(&mut self, percent: u32, now: Micros) {
        self.lane.busy = percent;
        self.next = now.get() * 1_000;
        self.plan();
    }

    fn serve(&mut self, arrived: u64) -> Job {
        let work = self.work();
        let (started, done, server) = self.station.serve(arrived, work);
        let number = self.count;
        self.count += 1;
        let [arrived, started, done] =
            [arrived, started, done].map(|at| Micros::new(at / 1_000));
        Job { number, arrived, started, done, server }
    }

    fn plan(&mut self) {
        self.next += match self.lane.arrivals {
            Arrivals::Random => self.gaps.exponential(self.lane.gap()),
            Arrivals::Regular => self.lane.gap(),
        };
    }

    fn work(&mut self) -> u64 {
        let mean = WORK.get() * 1_000;
        match self.lane.work {
            Work::Equal => mean,
            Work::Random => self.works.exponential(mean),
            Work::FewLong => match self.works.happens(Chance::percent(5)) {
                true => mean * 21 / 2,
                false => mean / 2,
            },
        }
    }
}
