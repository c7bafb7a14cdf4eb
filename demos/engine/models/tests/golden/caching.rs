//! Traces and tables of the guide *Distributed caching*.

mod stampede;
mod warm_up;
