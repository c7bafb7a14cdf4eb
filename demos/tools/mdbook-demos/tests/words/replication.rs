//! What the figures of the guide *Replication strategies* may say.

mod chain;

use super::{Claims, Figure};

pub const CLAIMS: Claims = &[Figure {
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
}];
