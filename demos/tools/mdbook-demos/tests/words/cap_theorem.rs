//! What the figures of the guide *CAP theorem* may say.

mod consistency_models;

use super::{Claims, Figure};

pub const CLAIMS: Claims = &[Figure {
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
}];
