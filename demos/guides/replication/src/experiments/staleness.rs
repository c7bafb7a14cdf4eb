//! Numbers about quorums that need not meet.

use super::percent;
use models::replication::quorum::{Curve, Quorums, Wars};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::{Experiment, Knob};

/// So many reads are behind a number.
const READS: u32 = 400_000;

/// Three numbers of replicas.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Sets {
    n: u32,
    r: u32,
    w: u32,
}

impl Default for Sets {
    fn default() -> Sets {
        Sets { n: 3, r: 1, w: 1 }
    }
}

const SETS: [Knob; 3] = [
    Knob::linear("n", "Replicas", "", (1, 9, 1)),
    Knob::linear("r", "Read quorum", "", (1, 9, 1)),
    Knob::linear("w", "Write quorum", "", (1, 9, 1)),
];

fn quorums((n, r, w): (u32, u32, u32)) -> Quorums {
    Quorums { replicas: n, read: r.min(n), write: w.min(n) }
}

/// How often a read set misses every replica that has the write.
pub struct ReadMisses;

impl Experiment for ReadMisses {
    const SAYS: &'static str = "how often R replicas drawn at random have none of \
                                the W that have the write: C(N − W, R) / C(N, R)";
    const KNOBS: &'static [Knob] = &SETS;
    type Settings = Sets;

    fn run(sets: &Sets) -> String {
        let (miss, all) = quorums((sets.n, sets.r, sets.w)).misses();
        percent(miss as f64 / all as f64)
    }
}

/// The same counted.
pub struct ReadMissesSampled;

impl Experiment for ReadMissesSampled {
    const SAYS: &'static str =
        "the same counted: of 400,000 read sets drawn at random";
    const KNOBS: &'static [Knob] = &SETS;
    type Settings = Sets;

    fn run(sets: &Sets) -> String {
        let quorums = quorums((sets.n, sets.r, sets.w));
        let missed = quorums.sampled_misses(READS, 1);
        percent(f64::from(missed) / f64::from(READS))
    }
}

/// A read that races a write.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Late {
    n: u32,
    r: u32,
    w: u32,
    t: u32,
    write: u32,
    read: u32,
}

impl Default for Late {
    fn default() -> Late {
        Late { n: 3, r: 1, w: 1, t: 0, write: 10, read: 1 }
    }
}

const LATE: &[Knob] = &[
    Knob::linear("n", "Replicas", "", (1, 9, 1)),
    Knob::linear("r", "Read quorum", "", (1, 9, 1)),
    Knob::linear("w", "Write quorum", "", (1, 9, 1)),
    Knob::linear("t", "The read comes after", "ms", (0, 1_000, 1)),
    Knob::linear(
        "write",
        "Mean time until a replica has the write",
        "ms",
        (1, 100, 1),
    ),
    Knob::linear("read", "Mean of A, R and S", "ms", (1, 100, 1)),
];

impl Late {
    fn curve(&self) -> Curve {
        let millis = |count: u32| Micros::from_millis(count.into());
        let (w, other) = (millis(self.write), millis(self.read));
        let quorums = quorums((self.n, self.r, self.w));
        let wars = Wars { quorums, means: [w, other, other, other] };
        wars.curve(READS, (Micros::from_millis(1), Micros::from_secs(2)), 1)
    }
}

/// How often a read is stale.
pub struct StaleAfter;

impl Experiment for StaleAfter {
    const SAYS: &'static str = "how often a read is stale that comes t after a \
                                write was acknowledged: of 400,000 reads, all \
                                delays exponential";
    const KNOBS: &'static [Knob] = LATE;
    type Settings = Late;

    fn run(late: &Late) -> String {
        let after = Micros::from_millis(late.t.into());
        percent(f64::from(late.curve().stale_ppm(after)) / 1e6)
    }
}

/// From when on stale reads are rare.
pub struct FreshAfter;

impl Experiment for FreshAfter {
    const SAYS: &'static str = "milliseconds after the acknowledgement from which \
                                fewer than 1 in 1,000 reads are stale";
    const KNOBS: &'static [Knob] = LATE;
    type Settings = Late;

    fn run(late: &Late) -> String {
        let rare = late.curve().rarer_than(1_000);
        let millis = rare.map(Micros::as_millis);
        millis.map_or("more than 2 s".into(), |millis| format!("{millis} ms"))
    }
}
