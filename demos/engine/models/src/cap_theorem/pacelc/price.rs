//! How long the k-th fastest of several acknowledgements takes, without any draw.

use super::regions::Region;

/// How long an acknowledgement takes: a fixed part, and an exponential one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// At least so long, in milliseconds.
    pub base: f64,
    /// The mean of what comes on top, in milliseconds; none at the leader itself.
    pub mean: f64,
}

/// Of an exponential distribution the 95th percentile is this many means: ln 20.
const P95_MEANS: f64 = 2.995_732_273_553_991;

impl Link {
    /// The link between two regions: its 95th percentile is that of the table, and
    /// the mean of its random part `jitter` percent of that.
    pub fn between(leader: Region, copy: Region, jitter: u32) -> Link {
        let p95 = f64::from(leader.round_trip(copy));
        let mean = p95 * f64::from(jitter) / 100.0;
        Link { base: p95 - mean * P95_MEANS, mean }
    }

    /// The same, so many milliseconds slower.
    pub fn slower(self, by: f64) -> Link {
        Link { base: self.base + by, ..self }
    }

    /// The probability that it has come within so many milliseconds.
    pub fn within(self, millis: f64) -> f64 {
        match (millis < self.base, self.mean > 0.0) {
            (true, _) => 0.0,
            (false, true) => 1.0 - libm::exp((self.base - millis) / self.mean),
            (false, false) => 1.0,
        }
    }
}

/// What a write pays that is sent over these links.
#[derive(Clone, Debug, PartialEq)]
pub struct Price {
    links: Vec<Link>,
}

impl Price {
    /// Of these links, the leader's own among them.
    pub fn new(links: Vec<Link>) -> Price {
        Price { links }
    }

    /// For each k from 1 on, the probability that k acknowledgements have come
    /// within so many milliseconds. They are independent and each has a
    /// distribution of its own, so the number of those that have come is built up
    /// link by link.
    pub fn within(&self, millis: f64) -> Vec<f64> {
        let mut come = vec![1.0]; // the probability that just so many have come
        for link in &self.links {
            let p = link.within(millis);
            come.push(0.0);
            for count in (1..come.len()).rev() {
                come[count] = come[count] * (1.0 - p) + come[count - 1] * p;
            }
            come[0] *= 1.0 - p;
        }
        let mut at_least = come;
        for count in (0..at_least.len() - 1).rev() {
            at_least[count] += at_least[count + 1];
        }
        at_least.split_off(1)
    }

    /// Within how many milliseconds so many percent of the writes have k
    /// acknowledgements.
    pub fn percentile(&self, k: usize, percent: u32) -> f64 {
        let wanted = f64::from(percent) / 100.0;
        let (mut low, mut high) = (0.0, 10_000.0);
        for _ in 0..50 {
            let middle = (low + high) / 2.0;
            match self.within(middle)[k - 1] < wanted {
                true => low = middle,
                false => high = middle,
            }
        }
        high
    }
}
