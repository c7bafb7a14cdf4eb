//! What the models of caching are compared with.

mod eviction;
mod stale_race;
