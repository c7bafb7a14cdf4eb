//! What the figures of the guide *CAP theorem* may say.

mod session_guarantees;

use super::{Claims, Figure};

pub const CLAIMS: Claims = &[Figure {
    demo: "session-guarantees",
    claims: &[session_guarantees::WORDS, session_guarantees::CHECKS],
    also: session_guarantees::ALSO,
    percent: 100,
}];
