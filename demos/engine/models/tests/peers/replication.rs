//! Other implementations and slow obvious ones of the guide *Replication strategies*.

mod store;
//! Replication strategies beside other people's code, and slow oracles.

mod crdt;
mod merkle;
