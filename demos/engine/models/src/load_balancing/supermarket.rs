//! The supermarket model in the limit of many servers, and a single queue.
//!
//! - Source: Mitzenmacher, *The Power of Two Choices in Randomized Load Balancing*
//!   (2001), corollary 4: a request that goes to the shortest of d queues takes
//!   Σ ρ^((dⁱ − d) / (d − 1)) service times on average, the sum from i = 1 on. With
//!   d = 1 that is 1 / (1 − ρ), the M/M/1 queue.

/// The mean time in the system of the shortest of `choices` queues, in thousandths
/// of a service time, at a load in per cent.
///
/// ```
/// # use models::load_balancing::supermarket::mean_time;
/// let of = |choices| mean_time(choices, 90);
/// assert_eq!([of(1), of(2), of(3)], [10_000, 2_614, 2_028]);
/// ```
pub fn mean_time(choices: u32, load_percent: u32) -> u64 {
    let load = f64::from(load_percent) / 100.0;
    let (mut exponent, mut sum) = (0.0, 0.0);
    loop {
        let term = libm::pow(load, exponent);
        sum += term;
        if term < 1e-9 {
            return (sum * 1_000.0 + 0.5) as u64;
        }
        exponent = exponent * f64::from(choices) + f64::from(choices.max(1));
    }
}
