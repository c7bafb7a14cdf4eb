//! Nodes and structures, fed by hand, of the guide *Replication strategies*.

mod sessions;
mod store;
