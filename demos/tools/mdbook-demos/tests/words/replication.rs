//! What the figures of the guide *Replication strategies* may say.

mod anti_entropy;
mod crdt;

use super::{Claims, Figure};

pub const CLAIMS: Claims = &[
    Figure {
        demo: "anti-entropy",
        claims: &[anti_entropy::WORDS, anti_entropy::PICTURE, anti_entropy::CHECKS],
        also: &[
            "differing=8&edits=1s-cut-0-1,2s-crash-1",
            "depth=5&edits=3s-ask-1-write-9,3500ms-ask-1-lose-7",
            "differing=256&depth=0&keys=256",
        ],
        percent: 60,
    },
    Figure {
        demo: "crdt",
        claims: &[crdt::WORDS, crdt::PICTURE, crdt::CHECKS, crdt::LOG],
        also: &[
            "merge=naive&edits=50ms-ask-0-more,1s-ask-1-more",
            "kind=or-set&merge=naive&edits=50ms-ask-0-add-milk,1s-ask-0-remove-milk,\
             2s-crash-1",
            "kind=lww-register&merge=naive&edits=50ms-ask-0-write-red,\
             100ms-ask-1-write-blue",
            "kind=text&merge=naive&edits=1s-ask-0-type-0-a,1s-ask-1-type-0-b,\
             3s-ask-0-delete-1",
            "kind=pn-counter&edits=1s-ask-0-less,1s-ask-1-more,1500ms-ask-1-less",
        ],
        percent: 100,
    },
];
