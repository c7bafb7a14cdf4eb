//! What was counted in each stretch of a run: what charts over time are made of.

use sim::Micros;
use std::collections::VecDeque;

/// How many things are counted side by side.
pub const LINES: usize = 5;
/// Most stretches kept; past that the oldest is forgotten.
pub const STRETCHES_MAX: usize = 1_024;

/// The counts of one stretch.
pub type Counts = [u32; LINES];

/// Counts over time, in stretches of equal length.
#[derive(Clone, Debug)]
pub struct Timeline {
    stretch: Micros,
    /// Those that are over, the oldest first.
    over: VecDeque<Counts>,
    /// How many were forgotten.
    forgotten: u64,
    current: Counts,
}

impl Timeline {
    /// No counts yet, in stretches of this length.
    pub fn new(stretch: Micros) -> Timeline {
        assert!(stretch > Micros::ZERO, "a stretch lasts");
        let current = [0; LINES];
        Timeline { stretch, over: VecDeque::new(), forgotten: 0, current }
    }

    /// One more on a line.
    pub fn count(&mut self, line: usize) {
        self.current[line] += 1;
    }

    /// What a line stands at, for what is a level and not counted.
    pub fn level(&mut self, line: usize, level: usize) {
        self.current[line] = u32::try_from(level).unwrap_or(u32::MAX);
    }

    /// The stretch is over; its counts.
    pub fn close(&mut self) -> Counts {
        if self.over.len() == STRETCHES_MAX {
            self.over.pop_front();
            self.forgotten += 1;
        }
        let counts = std::mem::take(&mut self.current);
        self.over.push_back(counts);
        counts
    }

    /// How long a stretch is.
    pub fn stretch(&self) -> Micros {
        self.stretch
    }

    /// When the present stretch ends.
    pub fn next(&self) -> Micros {
        let closed = self.forgotten + self.over.len() as u64;
        Micros::new(self.stretch.get() * (closed + 1))
    }

    /// The stretches that are over, each with its end, the oldest first.
    pub fn stretches(
        &self,
    ) -> impl DoubleEndedIterator<Item = (Micros, &Counts)> + ExactSizeIterator
    {
        let (forgotten, stretch) = (self.forgotten, self.stretch.get());
        self.over.iter().enumerate().map(move |(index, counts)| {
            let closed = forgotten + index as u64 + 1;
            (Micros::new(stretch * closed), counts)
        })
    }

    /// A line's counts a second over time, each in the middle of what it is counted
    /// over: so many stretches, which smooths what comes at random.
    ///
    /// ```
    /// # use models::resilience_patterns::timeline::Timeline;
    /// # use sim::Micros;
    /// let half = Micros::from_millis(500);
    /// let mut line = Timeline::new(half);
    /// for counts in [1, 3, 2] {
    ///     (0..counts).for_each(|_| line.count(0));
    ///     line.close();
    /// }
    /// let rates: Vec<_> = line.rate(0, 2).collect();
    /// assert_eq!(rates, [(half, 4), (Micros::from_secs(1), 5)]);
    /// ```
    pub fn rate(
        &self,
        line: usize,
        over: usize,
    ) -> impl Iterator<Item = (Micros, u32)> {
        let span = self.stretch.get() * over as u64;
        let starts = 0..(self.over.len() + 1).saturating_sub(over);
        starts.map(move |start| {
            let counts = self.over.range(start..start + over);
            let sum: u64 = counts.map(|counts| u64::from(counts[line])).sum();
            let from = self.stretch.get() * (self.forgotten + start as u64);
            let middle = Micros::new(from + span / 2);
            (middle, (sum * 1_000_000 / span) as u32)
        })
    }

    /// The sum of a line over the stretches that end after `from`, up to `to`.
    pub fn total(&self, line: usize, from: Micros, to: Micros) -> u64 {
        let during = self.stretches().filter(|(end, _)| from < *end && *end <= to);
        during.map(|(_, counts)| u64::from(counts[line])).sum()
    }
}
