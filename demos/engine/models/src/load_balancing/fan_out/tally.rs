//! What is counted of a run.

use sim::Micros;
use std::collections::VecDeque;

use super::settings::{SERVERS, SLOW, WORK};

/// How many requests are remembered one by one.
pub const LAST: usize = 100;
/// How long a stretch is over which is counted, and how many make a second.
const STRETCH: Micros = Micros::from_millis(250);
const STRETCHES: usize = 4;

/// How finely times are told apart, and up to which.
const BIN: Micros = Micros::from_millis(10);
const BINS: usize = 500;

/// What was counted in a stretch, or in a second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Second {
    /// When it was over.
    pub end: Micros,
    /// How long it was, in stretches.
    stretches: u32,
    /// Requests of which it became known how long they take.
    pub judged: u32,
    /// Of these, slow ones.
    pub slow: u32,
    /// First copies that were sent.
    pub firsts: u32,
    /// Second copies that were sent.
    pub seconds: u32,
}

impl Second {
    /// Of a hundred requests, the slow ones; none if there are no requests.
    pub fn slow_percent(&self) -> Option<u32> {
        (self.slow * 100 + self.judged / 2).checked_div(self.judged)
    }

    /// How much work was sent, in per cent of what the servers can do.
    pub fn work_percent(&self) -> u32 {
        self.percent_of_capacity(self.firsts + self.seconds)
    }

    /// The same of second copies alone.
    pub fn hedges_percent(&self) -> u32 {
        self.percent_of_capacity(self.seconds)
    }

    fn percent_of_capacity(&self, copies: u32) -> u32 {
        let span = STRETCH.get() * u64::from(self.stretches.max(1));
        let capacity = SERVERS as u64 * span / WORK.get();
        ((u64::from(copies) * 100 + capacity / 2) / capacity) as u32
    }

    /// As the log has it.
    pub(super) fn words(&self) -> String {
        let Second { judged, slow, .. } = self;
        let (work, more) = (self.work_percent(), self.hedges_percent());
        format!(
            "last second: {slow} of {judged} slow; work {work} % of capacity, \
             second copies {more} %"
        )
    }

    fn add(&mut self, other: &Second) {
        self.end = other.end;
        self.stretches += 1;
        self.judged += other.judged;
        self.slow += other.slow;
        self.firsts += other.firsts;
        self.seconds += other.seconds;
    }
}

fn sum(stretches: &[Second]) -> Second {
    let mut sum = Second::default();
    stretches.iter().for_each(|stretch| sum.add(stretch));
    sum
}

/// What became of requests.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    current: Second,
    /// Stretches that are over, the first first.
    stretches: Vec<Second>,
    /// Whether each of the last requests was slow, the latest last.
    last: VecDeque<bool>,
    total: Second,
    /// How many requests took how long.
    times: Vec<u32>,
}

impl Tally {
    /// Whether each of the last requests was slow, the latest last.
    pub fn last(&self) -> impl ExactSizeIterator<Item = bool> {
        self.last.iter().copied()
    }

    /// Of the last requests, the slow ones.
    pub fn slow_of_last(&self) -> usize {
        self.last().filter(|slow| *slow).count()
    }

    /// What was counted since the run began.
    pub fn total(&self) -> &Second {
        &self.total
    }

    /// Each second that has been, in steps of a quarter.
    pub fn seconds(&self) -> impl DoubleEndedIterator<Item = Second> {
        self.stretches.windows(STRETCHES).map(sum)
    }

    /// The last second, or what there is of one.
    pub fn second(&self) -> Second {
        sum(&self.stretches[self.stretches.len().saturating_sub(STRETCHES)..])
    }

    /// A time that so many of a thousand requests do not exceed, to 10 ms.
    pub fn percentile(&self, thousandths: u64) -> Option<Micros> {
        let all: u64 = self.times.iter().map(|count| u64::from(*count)).sum();
        let mut rest = (all * thousandths).div_ceil(1_000);
        let bin = self.times.iter().position(|count| {
            let is_here = rest <= u64::from(*count);
            rest = rest.saturating_sub(u64::from(*count));
            is_here
        })?;
        Some(Micros::new(BIN.get() * (bin as u64 + 1)))
    }

    /// When the present stretch is over.
    pub(super) fn next(&self) -> Micros {
        Micros::new(STRETCH.get() * (self.stretches.len() as u64 + 1))
    }

    pub(super) fn sent(&mut self, parts: u32) {
        self.current.firsts += parts;
    }

    pub(super) fn sent_again(&mut self) {
        self.current.seconds += 1;
    }

    pub(super) fn judged(&mut self, took: Micros) {
        let is_slow = took >= SLOW;
        self.times.resize(BINS, 0);
        let bin = (took.get() / BIN.get()) as usize;
        self.times[bin.min(BINS - 1)] += 1;
        self.current.judged += 1;
        self.current.slow += u32::from(is_slow);
        if self.last.len() == LAST {
            self.last.pop_front();
        }
        self.last.push_back(is_slow);
    }

    /// The stretch is over; the last second, if a whole one is.
    pub(super) fn close(&mut self) -> Option<Second> {
        let end = self.next();
        self.total.add(&self.current);
        self.stretches.push(Second { end, ..self.current });
        self.current = Second::default();
        end.get().is_multiple_of(1_000_000).then(|| self.second())
    }
}
