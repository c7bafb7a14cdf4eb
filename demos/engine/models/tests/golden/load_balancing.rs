//! Traces and tables of the guide *Load balancing*.
