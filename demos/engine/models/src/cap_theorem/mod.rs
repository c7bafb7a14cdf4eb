//! The models of the guide *CAP theorem*.
