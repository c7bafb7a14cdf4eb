//! One node or data structure at a time, fed by hand.

mod cap_theorem;
mod clocks;
mod consensus_paxos;
mod consensus_raft;
mod consensus_raft_client;
mod partitioning;
mod replication;
mod resilience_patterns;
mod transactions;
