//! Replication strategies over many seeds, and the numbers of the guide.

mod crdt;
mod crdt_types;
mod merkle;

const SEEDS: u64 = 10_000;
