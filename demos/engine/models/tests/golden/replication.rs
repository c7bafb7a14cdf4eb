//! Traces and tables of the guide *Replication strategies*.

mod chain;
mod crdt;
mod failover;
mod last_write_wins;
mod merkle;
mod quorum;
mod store;
