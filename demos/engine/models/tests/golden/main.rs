//! Traces and tables as the book quotes them.

mod cap_theorem;
mod clocks;
mod compare;
mod consensus_laboratories;
mod consensus_paxos;
mod consensus_raft;
mod partitioning;
mod replication;
mod resilience_patterns;
mod transactions;
