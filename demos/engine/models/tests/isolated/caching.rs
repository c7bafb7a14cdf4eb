//! Caches, fed by hand.

mod eviction;
mod stale_race;
mod tiers;
