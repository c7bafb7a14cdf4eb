//! What the figures of resilience patterns may say.

mod breaker;
mod bulkhead;
mod storm;

use super::{Claims, Figure};

pub const CLAIMS: Claims = &[storm::FIGURE, breaker::FIGURE, bulkhead::FIGURE];
