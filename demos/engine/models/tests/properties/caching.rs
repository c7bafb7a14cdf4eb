//! Caching over many seeds, and the numbers of the guide.

mod eviction;

const SEEDS: u64 = 10_000;
