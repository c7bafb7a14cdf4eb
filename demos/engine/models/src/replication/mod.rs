//! The models of the guide *Replication strategies*.
