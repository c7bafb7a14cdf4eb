//! How long requests took lately: exact percentiles of a window of time.

use sim::Micros;
use std::collections::VecDeque;

/// Most requests known.
const KNOWN_MAX: usize = 1_024;

/// How long the requests took that ended in the last while.
#[derive(Clone, Debug)]
pub struct Recent {
    span: Micros,
    /// When each ended and how long it took, the oldest first.
    ended: VecDeque<(Micros, Micros)>,
    /// How long they took, the shortest first.
    sorted: Vec<Micros>,
}

impl Recent {
    /// Nothing yet, in a window of this length.
    pub fn new(span: Micros) -> Recent {
        Recent { span, ended: VecDeque::new(), sorted: Vec::new() }
    }

    /// A request ends now that took so long.
    pub fn push(&mut self, now: Micros, took: Micros) {
        if self.ended.len() == KNOWN_MAX {
            self.drop_oldest();
        }
        self.ended.push_back((now, took));
        let place = self.sorted.partition_point(|other| *other < took);
        self.sorted.insert(place, took);
    }

    /// Forgets what ended before the window.
    pub fn forget(&mut self, now: Micros) {
        let span = self.span;
        let is_old = |(at, _): &(Micros, Micros)| now.since(*at) > span;
        while self.ended.front().is_some_and(is_old) {
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        if let Some((_, took)) = self.ended.pop_front() {
            let place = self.sorted.partition_point(|other| *other < took);
            self.sorted.remove(place);
        }
    }

    /// How many requests are known.
    pub fn count(&self) -> usize {
        self.sorted.len()
    }

    /// So many per cent took at most so long: the nearest rank.
    ///
    /// ```
    /// # use models::load_balancing::balancer::Recent;
    /// # use sim::Micros;
    /// let mut recent = Recent::new(Micros::from_secs(1));
    /// for millis in [40, 10, 30, 20] {
    ///     recent.push(Micros::ZERO, Micros::from_millis(millis));
    /// }
    /// assert_eq!(recent.percentile(50), Some(Micros::from_millis(20)));
    /// assert_eq!(recent.percentile(99), Some(Micros::from_millis(40)));
    /// ```
    pub fn percentile(&self, percent: usize) -> Option<Micros> {
        let rank = (self.sorted.len() * percent).div_ceil(100);
        self.sorted.get(rank.max(1) - 1).copied()
    }
}
