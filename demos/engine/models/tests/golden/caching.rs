//! Traces and tables of the guide *Distributed caching*.

mod eviction;
mod stampede;
mod tiers;
mod warm_up;
