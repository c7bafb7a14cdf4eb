//! Traces and tables as the book quotes them.

mod clocks;
mod compare;
mod consensus_laboratories;
mod consensus_paxos;
mod consensus_raft;
mod partitioning;
mod resilience_patterns;
mod transactions;
