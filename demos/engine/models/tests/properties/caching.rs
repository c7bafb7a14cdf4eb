//! What must always hold, and what must be possible, of the guide *Distributed caching*.

mod stampede;
mod warm_up;
