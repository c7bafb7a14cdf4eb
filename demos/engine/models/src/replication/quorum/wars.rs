//! How long reads may be stale: the WARS model of message delays.
//!
//! A write goes to all N replicas. It reaches each after a delay **W**, and its
//! acknowledgement takes **A** back: the write is done when W of them have come. A
//! read that is sent a time t later reaches each replica after **R**, the answer
//! takes **S** back, and the first R answers count. It is stale if the write
//! reached none of those replicas before the read did.

use super::Quorums;
use sim::{Micros, Stream};

/// The delays of a store, each exponentially distributed, and its quorums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wars {
    /// N, R and W.
    pub quorums: Quorums,
    /// The means of W, A, R and S.
    pub means: [Micros; 4],
}

/// How many of many reads would be stale, by how long they come after the
/// acknowledgement.
#[derive(Clone, Debug)]
pub struct Curve {
    /// How far two moments are from each other.
    step: Micros,
    /// So many are stale that come at this moment.
    stale: Vec<u32>,
    trials: u32,
}

impl Wars {
    /// One write, and one read: for so long after the acknowledgement such a read
    /// would be stale; `None` if it never would.
    pub fn stale_for(&self, dice: &mut Stream) -> Option<Micros> {
        let Quorums { replicas, read, write } = self.quorums;
        let [mut acks, mut answers] = [Vec::new(), Vec::new()];
        for _ in 0..replicas {
            let [w, a, r, s] =
                self.means.map(|mean| dice.exponential(mean.get()) as i64);
            insert(&mut acks, (w + a, 0));
            // Sent after the write by more than w − r, it meets the write here.
            insert(&mut answers, (r + s, w - r));
        }
        let (done, _) = acks[write as usize - 1];
        let first = answers[..read as usize].iter();
        let meets = first.map(|(_, after)| *after).min()?;
        (meets > done).then(|| Micros::new((meets - done) as u64))
    }

    /// What becomes of so many reads that come up to `until` after.
    pub fn curve(
        &self,
        trials: u32,
        (step, until): (Micros, Micros),
        seed: u64,
    ) -> Curve {
        let mut dice = Stream::new(seed, "wars", 0);
        let places = (until.get() / step.get()) as usize + 1;
        // So many reads are stale up to this moment and not at the next one.
        let mut last = vec![0_u32; places];
        for _ in 0..trials {
            if let Some(span) = self.stale_for(&mut dice) {
                // Stale at every moment before the span is over.
                let place = (span.get() - 1) / step.get();
                last[(place as usize).min(places - 1)] += 1;
            }
        }
        let mut sum = 0;
        for count in last.iter_mut().rev() {
            sum += *count;
            *count = sum;
        }
        Curve { step, stale: last, trials }
    }
}

/// Puts a pair where it belongs.
fn insert(pairs: &mut Vec<(i64, i64)>, pair: (i64, i64)) {
    let place = pairs.partition_point(|(time, _)| *time <= pair.0);
    pairs.insert(place, pair);
}

impl Curve {
    /// How many of a million reads are stale that come so long after.
    pub fn stale_ppm(&self, after: Micros) -> u32 {
        let place = (after.get() / self.step.get()) as usize;
        let stale = self.stale.get(place).copied().unwrap_or(0);
        (u64::from(stale) * 1_000_000 / u64::from(self.trials)) as u32
    }

    /// The moments, and how many of a million reads are stale at each.
    pub fn points(&self) -> impl Iterator<Item = (Micros, u32)> + '_ {
        let moments = 0..self.stale.len() as u64;
        let moments = moments.map(|place| Micros::new(place * self.step.get()));
        moments.map(|after| (after, self.stale_ppm(after)))
    }

    /// From when on fewer than so many of a million are stale, if that is in sight.
    pub fn rarer_than(&self, ppm: u32) -> Option<Micros> {
        self.points().find(|(_, stale)| *stale < ppm).map(|(after, _)| after)
    }
}
