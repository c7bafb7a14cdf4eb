//! The models of the guide *Consensus*.

pub mod paxos;
pub mod raft;
