//! A query that asks all partitions is as slow as the slowest of them.
//!
//! - Source: Dean and Barroso, *The Tail at Scale* ([2013]).
//! - Assumes: partitions are slow independently of each other. Where a slow network
//!   or a shared disk makes several slow at once, fewer queries are slow.
//!
//! [2013]: https://cacm.acm.org/research/the-tail-at-scale/

/// Of a million queries to `partitions` of which each is slow in `slow_ppm` of a
/// million cases, how many are slow: 1 − (1 − p)ⁿ.
///
/// ```
/// # use models::partitioning::scatter_gather::slow_queries_ppm;
/// assert_eq!(slow_queries_ppm(1, 10_000), 10_000); // one in a hundred
/// assert_eq!(slow_queries_ppm(100, 10_000) / 10_000, 63); // 63 of a hundred
/// ```
pub fn slow_queries_ppm(partitions: u32, slow_ppm: u32) -> u32 {
    let fast = 1.0 - f64::from(slow_ppm) / 1e6;
    ((1.0 - fast.powi(partitions as i32)) * 1e6).round() as u32
}
