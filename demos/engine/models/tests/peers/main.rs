//! The same inputs through someone else's implementation, or a slow obvious one.

mod cap_theorem;
mod clocks;
mod partitioning;
mod replication;
mod resilience_patterns;
mod transactions;
