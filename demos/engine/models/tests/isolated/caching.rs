//! Caches, fed by hand.

mod eviction;
mod tiers;
