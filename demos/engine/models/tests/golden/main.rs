//! Traces and tables as the book quotes them.

mod caching;
mod cap_theorem;
mod clocks;
mod compare;
mod consensus_laboratories;
mod consensus_paxos;
mod consensus_raft;
mod load_balancing;
mod partitioning;
mod replication;
mod resilience_patterns;
mod transactions;
