//! The models of the guide *Load balancing*.
