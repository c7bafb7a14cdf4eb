//! The same inputs through someone else's implementation, or a slow obvious one.

mod clocks;
mod partitioning;
mod resilience_patterns;
mod transactions;
