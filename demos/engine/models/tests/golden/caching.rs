//! Traces and tables of the guide *Distributed caching*.

mod eviction;
mod stale_race;
mod stampede;
mod tiers;
mod warm_up;
