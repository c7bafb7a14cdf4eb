//! One node or data structure at a time, fed by hand.

mod clocks;
mod consensus_paxos;
mod consensus_raft;
mod consensus_raft_client;
mod partitioning;
mod resilience_patterns;
mod transactions;
