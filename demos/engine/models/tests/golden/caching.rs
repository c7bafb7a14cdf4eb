//! Traces and tables of the guide *Distributed caching*.
