//! The models of the guide *Distributed caching*.

pub mod eviction;
