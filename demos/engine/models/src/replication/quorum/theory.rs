//! Stale reads where one replica is enough, in closed form.
//!
//! With R = W = 1 the read goes by the first answer and the write by the first
//! acknowledgement. Who answers first has nothing to do with the write, so it is
//! any of the N. It is stale if its W is greater than t + m + r: m is the least W +
//! A of the other N − 1, and r the R of the first answer. As W is exponential with
//! mean w, that is e^(−t/w) · E\[e^(−m/w)\] · E\[e^(−r/w)\]: staleness falls by e
//! with every w, whatever the other delays are. The two means are integrals, worked
//! out here by Simpson's rule.

use super::Wars;
use sim::Micros;

/// How many steps an integral takes; they are even.
const STEPS: u32 = 800;

/// By Simpson's rule, from zero to `end`.
fn integral(end: f64, f: impl Fn(f64) -> f64) -> f64 {
    let step = end / f64::from(STEPS);
    let weight = |i: u32| match i {
        0 | STEPS => 1.0,
        i if i % 2 == 1 => 4.0,
        _ => 2.0,
    };
    let terms = (0..=STEPS).map(|i| weight(i) * f(f64::from(i) * step));
    terms.sum::<f64>() * step / 3.0
}

/// The chance that the sum of two exponential delays is greater than x.
fn sum_exceeds((one, other): (f64, f64), x: f64) -> f64 {
    let e = |mean: f64| libm::exp(-x / mean);
    match (one - other).abs() < 1e-9 * one {
        true => (1.0 + x / one) * e(one),
        false => (one * e(one) - other * e(other)) / (one - other),
    }
}

impl Wars {
    /// The chance that a read is stale that is sent so long after the
    /// acknowledgement.
    ///
    /// # Panics
    /// If R or W is not one.
    pub fn in_theory(&self, after: Micros) -> f64 {
        let quorums = self.quorums;
        assert!((quorums.read, quorums.write) == (1, 1), "there is no closed form");
        if quorums.replicas == 1 {
            return 0.0;
        }
        let [w, a, r, s] = self.means.map(|mean| mean.get() as f64);
        let others = f64::from(quorums.replicas - 1);
        let end = 40.0 * w.max(a);
        // E[e^(−m/w)] = 1 − ∫ e^(−x/w) · P(m > x) dx / w
        let least = |x: f64| libm::pow(sum_exceeds((w, a), x), others);
        let write = 1.0 - integral(end, |x| libm::exp(-x / w) * least(x)) / w;
        let end = 40.0 * r.max(s);
        let first = |x: f64| libm::pow(sum_exceeds((r, s), x), others);
        let density = |x: f64, mean: f64| libm::exp(-x / mean) / mean;
        let read = (others + 1.0)
            * integral(end, |x| {
                let inner = integral(end, |y| density(y, s) * first(x + y));
                libm::exp(-x / w) * density(x, r) * inner
            });
        libm::exp(-(after.get() as f64) / w) * write * read
    }
}
