//! Traces and tables of the guide *Distributed caching*.

mod eviction;
mod stale_race;
mod stampede;
mod warm_up;
