//! One node or data structure at a time, fed by hand.

mod clocks;
mod consensus_paxos;
mod consensus_raft;
mod partitioning;
mod resilience_patterns;
mod transactions;
