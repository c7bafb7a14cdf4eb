//! The models of the guide *Replication strategies*.

pub mod crdt;
pub mod merkle;
