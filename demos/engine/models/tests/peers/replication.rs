//! Replication strategies beside other people's code, and slow oracles.

mod crdt;
mod merkle;
