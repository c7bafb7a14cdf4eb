//! Traces and tables as the book quotes them.

mod clocks;
mod partitioning;
mod resilience_patterns;
mod transactions;
