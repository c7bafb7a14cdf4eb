//! What the figures of the patterns of resilience may say.

mod backoff;
mod limiters;
mod tower;

use super::Claims;

pub const CLAIMS: Claims = &[limiters::FIGURE, backoff::FIGURE, tower::FIGURE];
