//! The models of the guide *Distributed caching*.
