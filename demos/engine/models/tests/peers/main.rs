//! The same inputs through someone else's implementation, or a slow obvious one.

mod caching;
mod cap_theorem;
mod clocks;
mod load_balancing;
mod partitioning;
mod replication;
mod resilience_patterns;
mod transactions;
