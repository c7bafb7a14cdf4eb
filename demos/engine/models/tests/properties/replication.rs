//! What must always hold, and what must be possible, of the guide *Replication strategies*.

mod last_write_wins;
mod quorum;
mod store;
//! Replication strategies over many seeds, and the numbers of the guide.

mod crdt;
mod crdt_types;
mod merkle;

const SEEDS: u64 = 10_000;
mod failover;
