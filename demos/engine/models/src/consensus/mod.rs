//! The models of the guide *Consensus*.

pub mod decision;
pub mod election;
pub mod election_theory;
pub mod paxos;
pub mod pbft;
pub mod quorum_cost;
pub mod race;
pub mod raft;
pub mod throughput;
