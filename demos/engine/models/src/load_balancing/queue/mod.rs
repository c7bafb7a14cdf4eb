//! Queues beside each other: how busy servers, unequal work and the number of
//! servers decide how long requests wait.
//!
//! Each lane is one queue of requests with one server or several. It is seen
//! request by request; to measure a mean takes many more of them than one can
//! watch, so behind each lane the same queue serves [`PER_TICK`] requests in every
//! step of the run.
//!
//! - What can go wrong: nothing but the wait. It grows with 1 ÷ (1 − ρ), ρ being
//!   how busy the servers are: from 90 to 95 % it doubles, and at 100 % it has no
//!   end.
//! - Source: see `station` and [`theory`].
//! - Cost: O(servers) a request; a tick is [`TICK`].
//! - Left out: clients that give up, bounded queues, and servers that slow each
//!   other down: resilience patterns has these.
//! - How sure a measured mean is: M/M/1's varies by √(2(1 + ρ) ÷ ((1 − ρ)²n)) of
//!   itself over n requests: 2 % at 80 % busy after 200,000, and 9 % at 95 %.

#[cfg(not(target_arch = "wasm32"))]
pub mod experiments;
mod settings;
mod station;
pub mod theory;

pub use settings::{Arrivals, BUSY, Edit, LANES_MAX, Lane, Line, WORK, Work};
pub use station::{Job, Queue, Station};

use sim::{Event, Log, Micros, Model};
use std::collections::VecDeque;

/// How long a step of a run is.
pub const TICK: Micros = Micros::from_millis(50);
/// How many requests are measured in a step, for each lane.
pub const PER_TICK: u64 = 2_000;
/// How long it is known of a request that it was done.
pub const KNOWN_FOR: Micros = Micros::from_millis(500);
/// How often the log tells the means.
const TOLD_EVERY: u64 = 1_000_000;

/// The names of the lanes.
pub const NAMES: [&str; LANES_MAX] = ["A", "B", "C", "D"];

/// What was measured of a lane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// How many requests.
    pub requests: u64,
    /// How long they were in the system, all together.
    pub time: Micros,
}

impl Measured {
    /// How long a request was in the system, on average.
    pub fn mean(&self) -> Option<Micros> {
        self.time.get().checked_div(self.requests).map(Micros::new)
    }
}

/// A lane as it runs: the queue that one watches, and the one that is measured.
#[derive(Clone, Debug)]
pub struct Watched {
    seen: Queue,
    jobs: VecDeque<Job>,
    counted: Queue,
    measured: Measured,
}

impl Watched {
    fn new(lane: Lane, seed: u64) -> Watched {
        Watched {
            seen: Queue::new(lane, seed, lane.opens),
            jobs: VecDeque::new(),
            // Other requests than those that one sees.
            counted: Queue::new(lane, seed ^ 1 << 63, Micros::ZERO),
            measured: Measured::default(),
        }
    }

    /// What it is like now.
    pub fn lane(&self) -> &Lane {
        self.seen.lane()
    }

    /// Requests that came, until a while after they are done; the first first.
    pub fn jobs(&self) -> impl DoubleEndedIterator<Item = &Job> {
        self.jobs.iter()
    }

    /// How many requests wait for a server at a moment that is over.
    pub fn waiting(&self, at: Micros) -> usize {
        let waits = |job: &&Job| job.arrived <= at && at < job.started;
        self.jobs.iter().filter(waits).count()
    }

    /// What was measured up to now.
    pub fn measured(&self) -> Measured {
        self.measured
    }

    fn advance(&mut self, to: Micros) {
        while self.seen.next_arrival() <= to {
            let job = self.seen.take();
            self.jobs.push_back(job);
        }
        self.jobs.retain(|job| to.since(job.done) <= KNOWN_FOR);
    }

    fn measure(&mut self) {
        for _ in 0..PER_TICK {
            let job = self.counted.take();
            self.measured.requests += 1;
            self.measured.time += job.done - job.arrived;
        }
    }
}

/// Some queues beside each other.
#[derive(Clone, Debug)]
pub struct Lanes {
    lanes: Vec<Watched>,
    seed: u64,
    now: Micros,
}

impl Lanes {
    /// Queues in which nobody waits.
    pub fn new(lanes: &[Lane], seed: u64) -> Lanes {
        let lanes = lanes.iter().map(|lane| Watched::new(*lane, seed)).collect();
        Lanes { lanes, seed, now: Micros::ZERO }
    }

    /// The lanes, in order.
    pub fn all(&self) -> &[Watched] {
        &self.lanes
    }

    /// The moment up to which all is known.
    pub fn now(&self) -> Micros {
        self.now
    }

    /// Lets every request come that is due up to `to`.
    pub fn advance(&mut self, to: Micros, log: &mut Log) {
        while let Some(next) = self.next().filter(|next| *next <= to) {
            self.step_to(next, log);
        }
        self.lanes.iter_mut().for_each(|lane| lane.advance(to));
        self.now = self.now.max(to);
    }

    fn step_to(&mut self, next: Micros, log: &mut Log) {
        self.now = next;
        for (lane, name) in self.lanes.iter_mut().zip(NAMES) {
            lane.advance(next);
            let opens = lane.lane().opens;
            if next > opens {
                lane.measure();
            }
            if opens > Micros::ZERO && next == opens {
                log.note(next, None, format!("{name} opens"));
            }
        }
        if next.get().is_multiple_of(TOLD_EVERY) {
            log.note(next, None, self.means());
        }
    }

    /// "means so far: A 20 ms, B 51 ms".
    fn means(&self) -> String {
        let mut words = String::from("means so far:");
        for (lane, name) in self.lanes.iter().zip(NAMES) {
            if let Some(mean) = lane.measured.mean() {
                let comma = if words.ends_with(':') { "" } else { "," };
                let millis = (mean.get() + 500) / 1_000;
                words += &format!("{comma} {name} {millis} ms");
            }
        }
        words
    }
}

impl Model for Lanes {
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
            Edit::Busy { lane, percent } => {
                // A link may name a lane that these settings do not have.
                let Some(watched) = self.lanes.get_mut(lane) else { return };
                let from = at.max(watched.lane().opens);
                watched.seen.set_busy(percent, from);
                let changed = *watched.seen.lane();
                let seed = self.seed ^ 1 << 63;
                watched.counted = Queue::new(changed, seed, Micros::ZERO);
                watched.measured = Measured::default();
                format!("{} is {percent} % busy from now on", NAMES[lane])
            }
            Edit::Burst(requests) => {
                let open = |lane: &&mut Watched| lane.lane().opens <= at;
                for lane in self.lanes.iter_mut().filter(open) {
                    for _ in 0..requests {
                        let job = lane.seen.take_extra(at);
                        lane.jobs.push_back(job);
                    }
                }
                format!("{requests} requests more come at once")
            }
        };
        log.push(at, || Event::Faulted { node: None, text });
    }
}
