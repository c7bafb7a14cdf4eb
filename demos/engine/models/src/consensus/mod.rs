//! The models of the guide *Consensus*.

pub mod paxos;
