//! Other implementations and slow obvious ones of the guide *Replication strategies*.

mod store;
