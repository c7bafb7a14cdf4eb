//! What the figures of partitioning may say.

mod keys;
mod loads;

use super::{Claims, Figure};

pub const CLAIMS: Claims = &[
    Figure {
        demo: "hash-ring",
        claims: &[keys::RING, keys::RING_CHECKS],
        also: &["nodes=2&edits=0s-add", "nodes=2&edits=0s-remove-1"],
        percent: 60,
    },
    Figure {
        demo: "hot-key",
        claims: &[loads::HOT, loads::HOT_CHECKS],
        also: &["vnodes=1000"],
        percent: 100,
    },
    Figure {
        demo: "range-split",
        claims: &[loads::RANGES],
        also: &[],
        percent: 100,
    },
    Figure { demo: "vnode-price", claims: &[keys::PRICE], also: &[], percent: 100 },
];
