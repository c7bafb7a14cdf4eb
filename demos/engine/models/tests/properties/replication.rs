//! What must always hold, and what must be possible, of the guide *Replication
//! strategies*.

mod chain;
mod crdt;
mod crdt_types;
mod failover;
mod failover_theory;
mod last_write_wins;
mod merkle;
mod quorum;
mod sessions;
mod store;

const SEEDS: u64 = 10_000;
