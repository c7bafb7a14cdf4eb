//! How often the later of two writes is lost, counted and in theory.

use super::{CLIENTS, Command, Rule, Settings, WriteId, cluster, facts, lost};
use sim::{Edit, Micros, Run, Stream};

/// One write and another later, through two replicas whose clocks are set wrong.
#[derive(Clone, Copy, Debug)]
pub struct Overwrite {
    /// Each clock is ahead by anything from zero to this, each as likely.
    pub skew: Micros,
    /// How much later the second write is taken.
    pub gap: Micros,
    /// How replicas decide.
    pub rule: Rule,
}

impl Overwrite {
    /// Whether the later write is lost in one run.
    pub fn is_lost(self, seed: u64) -> bool {
        let mut dice = Stream::new(seed, "clocks", 0);
        let mut ahead = || Micros::new(dice.between(0, self.skew.get()));
        let settings = Settings {
            rule: self.rule,
            ahead: [ahead(), ahead()],
            lag: Micros::from_millis(50),
            latency: Micros::from_millis(1),
            ..Settings::default()
        };
        let first = Micros::from_millis(1);
        let edits = CLIENTS.map(|client| Edit::Ask(client, Command::Write));
        let edits = [first, first + self.gap].into_iter().zip(edits).collect();
        let mut run = Run::new(cluster(&settings, seed), edits);
        run.seek(first + self.gap + Micros::from_secs(1));
        let later = WriteId { client: CLIENTS[1], number: 1 };
        lost(run.model()).contains(&later)
    }

    /// The same in theory: two clocks that are set wrong by anything up to s, each
    /// independent of the other, differ by more than g in ½·(1 − g/s)² of all cases
    /// one way.
    ///
    /// ```
    /// # use models::replication::last_write_wins::{Overwrite, Rule};
    /// # use sim::Micros;
    /// let overwrite = |gap| Overwrite {
    ///     skew: Micros::from_millis(10),
    ///     gap: Micros::from_millis(gap),
    ///     rule: Rule::LastWriteWins,
    /// };
    /// assert_eq!(overwrite(0).in_theory(), 0.5);
    /// assert_eq!(overwrite(5).in_theory(), 0.125);
    /// assert_eq!(overwrite(10).in_theory(), 0.0);
    /// ```
    pub fn in_theory(self) -> f64 {
        let (gap, skew) = (self.gap.get() as f64, self.skew.get() as f64);
        let rest = (1.0 - gap / skew).max(0.0);
        match self.rule {
            Rule::LastWriteWins => rest * rest / 2.0,
            Rule::VersionVectors | Rule::NoContext => 0.0,
        }
    }
}

/// Writes to one key through A and B by chance, at random moments; A's clock is
/// ahead.
#[derive(Clone, Copy, Debug)]
pub struct Overwrites {
    /// How far A's clock is ahead.
    pub ahead: Micros,
    /// How many writes come in a second.
    pub writes_per_s: u32,
}

impl Overwrites {
    /// Of so many overwrites in one run how many have a smaller stamp than the
    /// write just before them.
    pub fn count(self, seed: u64) -> (u32, u32) {
        let until = Micros::from_secs(40);
        let settings = Settings {
            ahead: [self.ahead, Micros::ZERO],
            writes_per_s: self.writes_per_s,
            writes_until: until,
            latency: Micros::new(100),
            ..Settings::default()
        };
        let mut run = Run::new(cluster(&settings, seed), Vec::new());
        run.seek(until + Micros::from_secs(1));
        let facts = facts(run.model());
        let pairs = facts.windows(2);
        let reversed = pairs.filter(|pair| {
            let [one, two] = [&pair[0], &pair[1]].map(|fact| fact.taken.reading);
            two < one
        });
        (reversed.count() as u32, facts.len().saturating_sub(1) as u32)
    }

    /// The same in theory: a quarter of all overwrites come through B after one
    /// through A, and 1 − e^(−λs) of them within the skew s.
    pub fn in_theory(self) -> f64 {
        let gaps = f64::from(self.writes_per_s) * self.ahead.get() as f64 / 1e6;
        (1.0 - libm::exp(-gaps)) / 4.0
    }
}
