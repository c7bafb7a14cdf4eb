//! The models of the guide *Replication strategies*.

pub mod chain;
pub mod crdt;
pub mod last_write_wins;
pub mod leader_follower;
pub mod merkle;
pub mod quorum;
pub mod store;
