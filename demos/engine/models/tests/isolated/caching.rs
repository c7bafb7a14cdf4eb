//! Caches, fed by hand.

mod eviction;
