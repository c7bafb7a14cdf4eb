//! Replication strategies: runs as text.

mod crdt;
mod merkle;
