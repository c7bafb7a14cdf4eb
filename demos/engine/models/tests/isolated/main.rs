//! One node or data structure at a time, fed by hand.

mod caching;
mod cap_theorem;
mod clocks;
mod consensus_paxos;
mod consensus_raft;
mod consensus_raft_client;
mod load_balancing;
mod partitioning;
mod replication;
mod resilience_patterns;
mod transactions;
