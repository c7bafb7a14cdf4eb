//! What must always hold, and what must be possible, of the guide *Distributed caching*.

mod eviction;
mod stampede;
mod tiers;
mod warm_up;

const SEEDS: u64 = 10_000;
