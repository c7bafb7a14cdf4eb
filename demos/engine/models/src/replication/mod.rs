//! The models of the guide *Replication strategies*.

pub mod last_write_wins;
pub mod quorum;
pub mod store;
pub mod crdt;
pub mod merkle;
pub mod leader_follower;
