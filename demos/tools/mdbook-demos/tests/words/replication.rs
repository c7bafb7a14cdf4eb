//! What the figures of the guide *Replication strategies* may say.

mod anti_entropy;
mod chain;
mod crdt;
mod failover;
mod last_write_wins;
mod quorum;

use super::{Claims, Figure};

pub const CLAIMS: Claims = &[
    Figure {
        demo: "last-write-wins",
        claims: &[
            last_write_wins::WORDS,
            last_write_wins::PICTURE,
            last_write_wins::CHECKS,
        ],
        also: &[
            "writes=8&reads=false&rule=vectors&lag=400",
            "writes=8&reads=false&lag=400",
            "writes=8&edits=500ms-cut-0-1",
        ],
        percent: 100,
    },
    Figure {
        demo: "quorum",
        claims: &[quorum::WORDS, quorum::PICTURE, quorum::CHECKS],
        also: &[
            "replicas=3&edits=0s-cut-4-0,0s-cut-4-1,0s-cut-4-2",
            "replicas=3&edits=2ms-ask-4-read-x",
            "write=20&edits=0s-ask-6-read-x",
        ],
        percent: 60,
    },
    Figure {
        demo: "anti-entropy",
        claims: &[anti_entropy::WORDS, anti_entropy::PICTURE, anti_entropy::CHECKS],
        also: &[
            "differing=8&edits=1s-cut-0-1,2s-crash-1",
            "depth=5&edits=3s-ask-1-write-9,3500ms-ask-1-lose-7",
            "differing=256&spread=range&keys=256",
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
            "kind=or-set&edits=50ms-ask-0-add-milk,60ms-ask-0-add-bread",
            "kind=lww-register&merge=naive&edits=50ms-ask-0-write-water,\
             100ms-ask-1-write-tea",
            "kind=text&merge=naive&edits=1s-ask-0-type-0-a,1s-ask-1-type-0-b,\
             3s-ask-0-delete-1",
            "kind=pn-counter&edits=1s-ask-0-less,1s-ask-1-more,1500ms-ask-1-less",
        ],
        percent: 100,
    },
    Figure {
        demo: "failover",
        claims: &[failover::WORDS, failover::PICTURE, failover::CHECKS],
        also: failover::ALSO,
        percent: 100,
    },
    Figure {
        demo: "chain",
        claims: &[chain::WORDS, chain::PICTURE, chain::CHECKS],
        also: &[
            "requests=0&reads=head&edits=0s-ask-1-write,20ms-ask-1-write,310ms-ask-2-write,\
         315ms-ask-2-read,360ms-ask-3-stop,410ms-ask-1-read",
            "requests=0&resend=nothing&edits=0s-ask-1-write,100ms-ask-2-write,210ms-ask-4-stop,\
         400ms-ask-2-write,1200ms-ask-1-read",
            "requests=0&length=2&edits=0s-ask-1-write,10ms-ask-1-write,500ms-ask-3-stop,\
         700ms-ask-1-read,800ms-ask-2-read",
        ],
        percent: 100,
    },
];
