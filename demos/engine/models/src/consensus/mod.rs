//! The models of the guide *Consensus*.

pub mod election;
pub mod paxos;
pub mod raft;
