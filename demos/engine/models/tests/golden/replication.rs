//! Traces and tables of the guide *Replication strategies*.

mod chain;
