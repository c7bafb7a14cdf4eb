//! What the figures of partitioning may say.

mod hash_ring;
mod hot_key;
mod live_move;
mod range_split;
mod vnode_price;

use super::{Claims, Figure};

pub const CLAIMS: Claims = &[
    Figure {
        demo: "hash-ring",
        claims: &[hash_ring::WORDS, hash_ring::PICTURE, hash_ring::CHECKS],
        also: &[
            "nodes=2&edits=0s-add",
            "nodes=2&edits=0s-remove-1",
            "keys=1000&hash=fnv1a&edits=1s-add,5s-add,9s-add",
        ],
        percent: 60,
    },
    Figure {
        demo: "hot-key",
        claims: &[hot_key::WORDS, hot_key::CHECKS],
        also: &[],
        percent: 100,
    },
    Figure {
        demo: "live-move",
        claims: &[live_move::WORDS, live_move::PICTURE, live_move::CHECKS],
        also: &[
            "order=switch-first&writes=20",
            "order=forget&writes=12&edits=3s-ask-5-write-250",
            "edits=2300ms-crash-1,3s-ask-2-move",
            "edits=2300ms-cut-0-1,2350ms-crash-1",
            "repair=0&edits=2270ms-crash-2",
        ],
        percent: 100,
    },
    Figure {
        demo: "range-split",
        claims: &[range_split::WORDS, range_split::PICTURE, range_split::CHECKS],
        also: &[],
        percent: 100,
    },
    Figure {
        demo: "vnode-price",
        claims: &[vnode_price::WORDS, vnode_price::PICTURE, vnode_price::CHECKS],
        also: &["vnodes=256&edits=1s-crash-1,1s-crash-2,1s-crash-3,2s-restart-1"],
        percent: 60,
    },
];
