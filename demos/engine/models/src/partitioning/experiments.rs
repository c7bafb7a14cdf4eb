//! What a ring is worth, measured over many rings, beside what theory expects.
//!
//! The theory is exact. N nodes with V random tokens each cut the ring at NV
//! points, and the arcs of one node together are a Beta(V, NV − V) share, so
//! the variance of a share is known: σ/mean = √((N − 1)/(NV + 1)). That is the
//! root mean square over all rings; the mean over rings of each ring's own
//! σ/mean is lower (0.877 against 0.905 for ten nodes of one token), as the
//! mean of a root is below the root of a mean.
//!
//! The hottest node: shares of that kind are N independent Gamma(V) variables
//! divided by their sum, and the sum is independent of the shares. So max/mean
//! is on average the mean maximum of N such variables, over V. For V = 1 that
//! is 1 + 1/2 + … + 1/N.
//!
//! - Source: Devroye, *Non-Uniform Random Variate Generation* (1986),
//!   on spacings and on the Dirichlet distribution.

use super::balance::root;
use super::placement::{Edit, Placement, Settings};
use super::{Balance, HashFunction, HashRing, SeededHash};
use sim::{Log, Micros, Model, NodeId};

/// How even rings of one kind are, over many of them.
///
/// - Units: millionths; 1,000,000 is the mean load of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RingSpread {
    /// σ/mean of each ring, the mean over rings: what to expect of one.
    pub spread_mean_ppm: u32,
    /// σ/mean of each ring, the root mean square over rings: what
    /// [`spread_theory_ppm`] gives exactly.
    pub spread_rms_ppm: u32,
    /// Max/mean of each ring, the mean over rings.
    pub hottest_mean_ppm: u32,
}

/// Measures the shares of the nodes on `rings` rings, drawn by `seed` and those
/// that follow it.
///
/// - Cost: O(rings · NV log NV).
pub fn ring_spread(
    nodes: u32,
    vnodes: u32,
    function: HashFunction,
    rings: u32,
    seed: u64,
) -> RingSpread {
    let (mut sum, mut squares, mut hottest) = (0, 0, 0);
    for index in 0..u64::from(rings) {
        let hash = SeededHash { function, seed: seed.wrapping_add(index) };
        let mut ring = HashRing::new(vnodes, hash);
        (1..=nodes).for_each(|node| ring.insert(NodeId(node), 1));
        let shares: Vec<_> = ring
            .shares()
            .values()
            .map(|share| ((*share >> 33) as u64, 1))
            .collect();
        let balance = Balance::of(&shares);
        sum += u64::from(balance.spread_ppm);
        squares += u64::from(balance.spread_ppm).pow(2);
        hottest += u64::from(balance.hottest_ppm);
    }
    let rings = u64::from(rings.max(1));
    RingSpread {
        spread_mean_ppm: (sum / rings) as u32,
        spread_rms_ppm: root(squares / rings),
        hottest_mean_ppm: (hottest / rings) as u32,
    }
}

/// The spread of a ring in theory: √((N − 1)/(NV + 1)), which for many virtual
/// nodes is about 1/√V. In millionths.
pub fn spread_theory_ppm(nodes: u32, vnodes: u32) -> u32 {
    let (nodes, vnodes) = (u64::from(nodes), u64::from(vnodes));
    let variance = (nodes - 1) * 1_000_000_000_000 / (nodes * vnodes + 1);
    root(variance)
}

/// Steps of the integral in [`hottest_theory_ppm`].
const STEPS: u32 = 4_000;

/// Max/mean of a ring in theory: the mean maximum of N Gamma(V) variables, over
/// V. In millionths, good to about ten of them.
///
/// - Cost: O(1): 4,000 steps of an integral.
pub fn hottest_theory_ppm(nodes: u32, vnodes: u32) -> u32 {
    let shape = f64::from(vnodes);
    let normal = log_factorial(vnodes - 1);
    let density = |x: f64| match x > 0.0 {
        true => libm::exp((shape - 1.0) * libm::log(x) - x - normal),
        false => f64::from(u8::from(vnodes == 1)),
    };
    // Beyond this no maximum of a thousand lies, but for one in a million.
    let end = shape + 12.0 * libm::sqrt(shape) + 24.0;
    let step = end / f64::from(STEPS);
    let (mut below, mut mean) = (0.0, 0.0);
    for index in 0..STEPS {
        let at = |part: f64| (f64::from(index) + part) * step;
        let (left, middle, right) =
            (density(at(0.0)), density(at(0.5)), density(at(1.0)));
        // Simpson's rule: the probability of the step, and of its left half.
        let whole = (left + 4.0 * middle + right) / 6.0 * step;
        let half = (5.0 * left + 8.0 * middle - right) / 24.0 * step;
        // The mean of a maximum is the integral of P(max > x).
        // Simpson's half may come out a little below zero.
        let below_all =
            |p: f64| libm::exp(f64::from(nodes) * libm::log(p.max(0.0)));
        let above = |p: f64| 1.0 - below_all(p);
        mean += (above(below) + 4.0 * above(below + half) + above(below + whole))
            / 6.0
            * step;
        below += whole;
    }
    (mean / shape * 1_000_000.0 + 0.5) as u32
}

/// The natural logarithm of n!, good to twelve places: by Stirling's series, for
/// small n from a larger one. The logarithm of the gamma function in `libm` is
/// for all numbers and costs readers more.
fn log_factorial(n: u32) -> f64 {
    let mut past = 0.0;
    let mut x = f64::from(n) + 1.0;
    while x < 12.0 {
        past += libm::log(x);
        x += 1.0;
    }
    let half_log_tau = 0.918_938_533_204_672_8;
    let series =
        (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / (1_260.0 * x * x)) / (x * x)) / x;
    (x - 0.5) * libm::log(x) - x + half_log_tau + series - past
}

/// How many keys move when one node joins.
///
/// - Units: millionths of all keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeysMoved {
    /// On the ring, measured.
    pub ring_ppm: u32,
    /// By modulo, measured.
    pub modulo_ppm: u32,
    /// On the ring in theory, the mean over rings: 1/(N+1).
    pub ring_theory_ppm: u32,
    /// By modulo in theory: N/(N+1).
    pub modulo_theory_ppm: u32,
}

/// Lets one node join the cluster that `settings` describes, and counts.
pub fn keys_moved(settings: &Settings, seed: u64) -> KeysMoved {
    let mut cluster = Placement::new(settings, seed);
    cluster.edit(Micros::ZERO, &Edit::Add, &mut Log::off());
    let change = cluster.change().expect("a node joined");
    let nodes = settings.nodes;
    KeysMoved {
        ring_ppm: change.ring_moved_ppm,
        modulo_ppm: change.modulo_moved_ppm,
        ring_theory_ppm: 1_000_000 / (nodes + 1),
        modulo_theory_ppm: (1_000_000 * u64::from(nodes) / u64::from(nodes + 1))
            as u32,
    }
}
