//! Other implementations and slow obvious ones of the guide *Replication strategies*.

mod crdt;
mod merkle;
mod store;
