//! What the figures of the guide *Replication strategies* may say.

mod failover;

use super::{Claims, Figure};

pub const CLAIMS: Claims = &[Figure {
    demo: "failover",
    claims: &[failover::WORDS, failover::PICTURE, failover::CHECKS],
    also: failover::ALSO,
    percent: 100,
}];
