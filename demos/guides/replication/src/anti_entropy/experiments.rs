//! Numbers about anti-entropy by Merkle trees.

use models::replication::merkle::{self, Bytes, Comparison, expected_hashes};
use serde::{Deserialize, Serialize};
use stage::knob::grouped;
use stage::{Experiment, Knob};

/// Runs behind a mean.
const RUNS: u64 = 10;

/// Two replicas that differ in some keys.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Replicas {
    keys: u32,
    depth: u32,
    differing: u32,
    spread: Spread,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Spread {
    Scattered,
    Range,
}

impl Default for Replicas {
    fn default() -> Replicas {
        let spread = Spread::Scattered;
        Replicas { keys: 100_000, depth: 15, differing: 10, spread }
    }
}

const KNOBS: &[Knob] = &[
    Knob::linear("keys", "Keys", "", (1, 1_000_000, 1)),
    Knob::linear("depth", "Levels below the root", "", (0, 20, 1)),
    Knob::linear("differing", "Keys that differ", "", (0, 100_000, 1)),
    Knob::choice(
        "spread",
        "They lie",
        &[("scattered", "anywhere"), ("range", "in one range")],
    ),
];

impl Replicas {
    fn of_model(&self) -> Comparison {
        Comparison {
            keys: self.keys,
            depth: self.depth,
            differing: self.differing,
            spread: match self.spread {
                Spread::Scattered => merkle::Spread::Scattered,
                Spread::Range => merkle::Spread::Range,
            },
        }
    }

    /// The mean over some runs, of a thing that each run has.
    fn mean(&self, of: impl Fn(Bytes) -> u64) -> u64 {
        let comparison = self.of_model();
        let sum: u64 = (0..RUNS).map(|seed| of(comparison.bytes(seed))).sum();
        sum / RUNS
    }
}

/// Bytes as one would say them.
fn weight(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{}.{} KB", bytes / 1_000, bytes % 1_000 / 100),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// How many hashes an exchange sends.
pub struct MerkleHashes;

impl Experiment for MerkleHashes {
    const SAYS: &'static str = "hashes that an exchange over two Merkle trees sends until \
                                it knows the leaves that differ, by the formula that \
                                the runs are held to, for keys that differ anywhere";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Replicas;

    fn run(of: &Replicas) -> String {
        let hashes = expected_hashes(of.keys, of.depth, of.differing.min(of.keys));
        grouped(&((hashes + 0.5) as u64).to_string())
    }
}

/// What it sends in all.
pub struct MerkleBytes;

impl Experiment for MerkleBytes {
    const SAYS: &'static str = "what an exchange over two Merkle trees sends, both ways: \
                                hashes of 8 bytes, answers, and rows of 116 bytes; the \
                                mean over 10 runs";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Replicas;

    fn run(of: &Replicas) -> String {
        weight(of.mean(|bytes| bytes.sent()))
    }
}

/// What of that was sent in vain.
pub struct MerkleInVain;

impl Experiment for MerkleInVain {
    const SAYS: &'static str = "what of that are rows that the other had: they are sent \
                                as their leaf differs; the mean over 10 runs";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Replicas;

    fn run(of: &Replicas) -> String {
        weight(of.mean(|bytes| bytes.in_vain))
    }
}

/// What a full scan sends for the same.
pub struct ScanBytes;

impl Experiment for ScanBytes {
    const SAYS: &'static str = "what a full scan sends for the same: each key with its \
                                version, 16 bytes, and the rows that differ; the mean \
                                over 10 runs";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Replicas;

    fn run(of: &Replicas) -> String {
        weight(of.mean(|bytes| bytes.scan))
    }
}
