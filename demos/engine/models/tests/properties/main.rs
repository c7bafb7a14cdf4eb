//! What must always hold, and what must be possible, over many seeds.

mod clocks;
mod consensus_paxos;
mod consensus;
mod partitioning;
mod resilience_patterns;
mod transactions;
