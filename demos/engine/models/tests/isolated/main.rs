//! One node or data structure at a time, fed by hand.

mod clocks;
mod partitioning;
mod resilience_patterns;
mod transactions;
