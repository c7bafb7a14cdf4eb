//! Resilience patterns over many seeds.

mod backoff;
mod bulkhead;
mod call_tree;
mod circuit_breaker;
mod limiter;
mod retry_storm;
mod set_clocks;
mod shared_limit;

const SEEDS: u64 = 10_000;
