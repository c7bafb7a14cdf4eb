//! Traces and tables of the guide *Replication strategies*.

mod store;
mod last_write_wins;
//! Replication strategies: runs as text.

mod crdt;
mod merkle;
mod failover;
