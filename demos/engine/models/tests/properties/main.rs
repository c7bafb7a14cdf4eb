//! What must always hold, and what must be possible, over many seeds.

mod cap_theorem;
mod clocks;
mod consensus_break_raft;
mod consensus_cost;
mod consensus_election;
mod consensus_paxos;
mod consensus_raft;
mod consensus_throughput;
mod faults;
mod partitioning;
mod replication;
mod resilience_patterns;
mod transactions;
