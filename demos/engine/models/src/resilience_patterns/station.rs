//! A station of queueing theory: jobs wait in a queue, workers serve them.
//!
//! Who decides what a worker takes next, how long that lasts and whether a job
//! may wait at all is the model around it: here is only the bookkeeping.
//!
//! - Cost: O(1) to queue and to take, O(workers) to start and to finish.

use sim::Micros;
use std::collections::VecDeque;

/// Something that is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// Tells it from all others.
    pub id: u64,
    /// When it was sent.
    pub since: Micros,
    /// When a worker took it on; until then, when it was sent.
    pub started: Micros,
    /// What kind of job it is, for models that have several.
    pub kind: usize,
}

impl Job {
    /// A job that is sent now.
    pub fn new(id: u64, kind: usize, now: Micros) -> Job {
        Job { id, since: now, started: now, kind }
    }
}

/// Which job of a queue comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// FIFO: whoever waited longest.
    OldestFirst,
    /// LIFO: whoever came last.
    NewestFirst,
}

/// A queue and its workers.
#[derive(Clone, Debug)]
pub struct Station {
    workers: usize,
    /// The oldest first.
    queue: VecDeque<Job>,
    /// When each job that is served will be done; the first to be done first.
    busy: VecDeque<(Micros, Job)>,
}

impl Station {
    /// A station where nobody waits.
    pub fn new(workers: usize) -> Station {
        assert!(workers > 0, "someone works");
        let (queue, busy) = (VecDeque::new(), VecDeque::new());
        Station { workers, queue, busy }
    }

    /// Jobs that wait, the oldest first.
    pub fn queue(
        &self,
    ) -> impl DoubleEndedIterator<Item = &Job> + ExactSizeIterator {
        self.queue.iter()
    }

    /// Jobs that are served, the first to be done first.
    pub fn served(&self) -> impl Iterator<Item = &Job> {
        self.busy.iter().map(|(_, job)| job)
    }

    /// How many jobs wait.
    pub fn waiting(&self) -> usize {
        self.queue.len()
    }

    /// How many jobs wait or are served: *L* of Little's law.
    pub fn jobs(&self) -> usize {
        self.queue.len() + self.busy.len()
    }

    /// How many workers there are.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// Whether a worker has nothing to do.
    pub fn is_free(&self) -> bool {
        self.busy.len() < self.workers
    }

    /// A job joins the queue.
    pub fn enqueue(&mut self, job: Job) {
        self.queue.push_back(job);
    }

    /// The next job leaves the queue.
    pub fn take(&mut self, order: Order) -> Option<Job> {
        match order {
            Order::OldestFirst => self.queue.pop_front(),
            Order::NewestFirst => self.queue.pop_back(),
        }
    }

    /// A free worker takes on a job, and will have done it at `done`.
    pub fn start(&mut self, mut job: Job, now: Micros, done: Micros) {
        assert!(self.is_free(), "a worker does one job at a time");
        job.started = now;
        let place = self.busy.partition_point(|(at, _)| *at <= done);
        self.busy.insert(place, (done, job));
    }

    /// When the next job will be done.
    pub fn next_done(&self) -> Option<Micros> {
        self.busy.front().map(|(done, _)| *done)
    }

    /// The job that is done first, which is no longer served.
    pub fn finish(&mut self) -> Job {
        self.busy.pop_front().expect("a job is served").1
    }

    /// All workers stand still for so long.
    pub fn hold(&mut self, span: Micros) {
        self.busy.iter_mut().for_each(|(done, _)| *done += span);
    }
}
