//! What must always hold, and what must be possible, over many seeds.

mod clocks;
mod consensus;
mod consensus_cost;
mod consensus_election;
mod consensus_breaking;
mod consensus_paxos;
mod partitioning;
mod resilience_patterns;
mod transactions;
