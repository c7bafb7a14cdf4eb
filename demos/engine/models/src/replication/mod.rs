//! The models of the guide *Replication strategies*.

pub mod chain;
