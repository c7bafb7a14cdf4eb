//! Traces and tables of the guide *Distributed caching*.

mod eviction;
mod tiers;
mod stampede;
mod warm_up;
