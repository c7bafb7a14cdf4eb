//! What the figures of resilience patterns may say.

mod backoff;
mod breaker;
mod bulkhead;
mod limiters;
mod storm;
mod tower;

use super::{Claims, Figure};

pub const CLAIMS: Claims = &[
    storm::FIGURE,
    limiters::FIGURE,
    breaker::FIGURE,
    backoff::FIGURE,
    tower::FIGURE,
    bulkhead::FIGURE,
];
