//! The models of the guide *Consensus*.
