//! What must always hold, and what must be possible, over many seeds.

mod clocks;
mod consensus;
mod consensus_paxos;
mod partitioning;
mod resilience_patterns;
mod transactions;
