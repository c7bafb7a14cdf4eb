//! How even a load is: the spread, and the hottest node, which is another thing.
//!
//! The spread (standard deviation over mean) says how much capacity is wasted
//! on the whole. What breaks first is the hottest node: it carries a multiple
//! of the mean long after the spread looks small.

use super::MILLION;

/// How evenly nodes are loaded, each measured against its fair share: what its
/// weight entitles it to.
///
/// - Units: millionths; 1,000,000 is the fair share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// σ/mean: how far from their fair share nodes are, root mean square.
    pub spread_ppm: u32,
    /// Max/mean: what the hottest node carries, in fair shares.
    pub hottest_ppm: u32,
}

impl Balance {
    /// The balance of nodes with these loads and weights. With nothing to
    /// carry all are even.
    ///
    /// - Cost: O(n); exact but for rounding down to a millionth. Loads add up to
    ///   less than 2³² and weights to less than 2¹², so that nothing overflows.
    ///
    /// ```
    /// # use models::partitioning::Balance;
    /// let even = Balance::of(&[(10, 1), (20, 2)]);
    /// assert_eq!((even.spread_ppm, even.hottest_ppm), (0, 1_000_000));
    /// let uneven = Balance::of(&[(5, 1), (15, 1)]);
    /// assert_eq!((uneven.spread_ppm, uneven.hottest_ppm), (500_000, 1_500_000));
    /// ```
    pub fn of(loads: &[(u64, u32)]) -> Balance {
        let total: u64 = loads.iter().map(|(load, _)| load).sum();
        let weights: u64 = loads.iter().map(|(_, w)| u64::from(*w)).sum();
        if total == 0 {
            return Balance { spread_ppm: 0, hottest_ppm: MILLION as u32 };
        }
        let (mut squares, mut hottest) = (0, 0);
        for (load, weight) in loads {
            let ratio = load * weights * MILLION / (total * u64::from(*weight));
            squares += ratio.abs_diff(MILLION).pow(2);
            hottest = hottest.max(ratio);
        }
        let variance = squares / loads.len() as u64;
        Balance { spread_ppm: root(variance), hottest_ppm: hottest as u32 }
    }
}

/// The square root, rounded down. Exact below 2⁵³, which no variance of shares
/// in millionths comes near; the machine has an instruction for it.
pub fn root(square: u64) -> u32 {
    libm::sqrt(square as f64) as u32
}
