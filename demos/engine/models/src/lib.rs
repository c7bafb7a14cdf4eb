//! The algorithms: plain Rust that a guide quotes, a test exhausts and a demo
//! draws. One folder a guide, one file an algorithm.
//!
//! A model never reads a clock, does input or output, iterates a hash map or
//! draws.

pub mod cap_theorem;
pub mod clocks;
pub mod consensus;
pub mod partitioning;
pub mod replication;
pub mod resilience_patterns;
pub mod transactions;
