//! What the figures of the guide *CAP theorem* may say.

mod consistency_models;
mod pacelc;
mod partition;
mod session_guarantees;

use super::{Claims, Figure};

pub const CLAIMS: Claims = &[
    Figure {
        demo: "partition",
        claims: &[partition::WORDS, partition::PICTURE, partition::CHECKS],
        also: &[
            "policy=siblings&cut=none&edits=1s-split-west,2s-join&pause=100",
            "policy=lww&length=2500&pause=50",
            "cut=none&edits=1s-crash-0,1s-crash-1,1s-crash-3,2s-restart-0",
            "policy=siblings&compare=0&pause=50&length=2500",
            "policy=siblings&cut=none&pause=0&edits=500ms-ask-5-write-x,\
             500ms-ask-6-write-x,500ms-ask-7-write-x,3s-ask-5-write-x",
        ],
        percent: 100,
    },
    Figure {
        demo: "consistency-models",
        claims: &[
            consistency_models::WORDS,
            consistency_models::PICTURE,
            consistency_models::CIRCLE,
            consistency_models::CHECKS,
            consistency_models::ANSWERS,
            consistency_models::LOG,
        ],
        also: consistency_models::ALSO,
        percent: 100,
    },
    Figure {
        demo: "session-guarantees",
        claims: &[session_guarantees::WORDS, session_guarantees::CHECKS],
        also: session_guarantees::ALSO,
        percent: 100,
    },
    Figure {
        demo: "pacelc",
        claims: &[
            pacelc::WORDS,
            pacelc::PICTURE,
            pacelc::CHECKS,
            pacelc::ANSWERS,
            pacelc::LOG,
        ],
        also: pacelc::ALSO,
        percent: 100,
    },
];
