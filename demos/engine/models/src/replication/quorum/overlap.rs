//! Read sets and write sets: how often one misses the other.

use sim::Stream;

/// How many replicas there are, and how many are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quorums {
    /// N: on so many replicas each key lives.
    pub replicas: u32,
    /// R: so many must answer a read.
    pub read: u32,
    /// W: so many must have stored a write.
    pub write: u32,
}

/// In how many ways `k` of `n` can be chosen.
pub fn choose(n: u32, k: u32) -> u64 {
    (0..k).fold(1, |product, i| {
        product * u64::from(n.saturating_sub(i)) / u64::from(i + 1)
    })
}

impl Quorums {
    /// Whether each read set has a replica of each write set.
    pub const fn meet(self) -> bool {
        self.read + self.write > self.replicas
    }

    /// Of all sets of R replicas, how many have none of the W that the write has
    /// reached, and how many there are: C(N − W, R) of C(N, R).
    ///
    /// ```
    /// # use models::replication::quorum::Quorums;
    /// let quorums = |replicas, read, write| Quorums { replicas, read, write };
    /// assert_eq!(quorums(3, 1, 1).misses(), (2, 3));
    /// assert_eq!(quorums(5, 2, 2).misses(), (3, 10));
    /// assert_eq!(quorums(3, 2, 2).misses(), (0, 3));
    /// ```
    pub fn misses(self) -> (u64, u64) {
        let Quorums { replicas, read, write } = self;
        (choose(replicas - write, read), choose(replicas, read))
    }

    /// The same counted: of so many reads of R replicas, each set as likely as any
    /// other, how many miss all W.
    pub fn sampled_misses(self, reads: u32, seed: u64) -> u32 {
        let mut dice = Stream::new(seed, "read sets", 0);
        (0..reads).map(|_| u32::from(self.misses_once(&mut dice))).sum()
    }

    fn misses_once(self, dice: &mut Stream) -> bool {
        // The first W replicas have the write; R are drawn, none of them twice.
        let mut left: Vec<u32> = (0..self.replicas).collect();
        let draw = |_| left.remove(dice.below(left.len() as u64) as usize);
        (0..self.read).map(draw).all(|replica| replica >= self.write)
    }
}

/// All sets of `k` of the first `n` replicas, in order, as bits.
pub fn sets(n: u32, k: u32) -> impl Iterator<Item = u32> {
    (0..1_u32 << n).filter(move |set| set.count_ones() == k)
}
