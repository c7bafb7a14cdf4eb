//! Traces and tables as the book quotes them.

mod clocks;
mod compare;
mod partitioning;
mod resilience_patterns;
mod transactions;
