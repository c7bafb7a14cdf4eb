//! What the figures of the guide *Replication strategies* may say.

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
];
