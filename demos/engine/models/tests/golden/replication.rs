//! Traces and tables of the guide *Replication strategies*.

mod last_write_wins;
mod quorum;
